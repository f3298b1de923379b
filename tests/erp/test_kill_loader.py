"""kill -9 of the loading process, with its ledger, against a real Tryton: at every step boundary and 100 times at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from golive.connectors.protocol import key_prefix
from golive.connectors.tryton import server
from golive.connectors.tryton.place import INTEGRATION, Place
from golive.connectors.tryton.target import TrytonTarget
from golive.engines.migration.file_ledger import FileLedger
from golive.engines.migration.ledger import State
from tests.connectors import kills
from tests.erp import rows

pytestmark = pytest.mark.erp


class SmallSteps(TrytonTarget):
    """Many small batches, so that many boundaries lie in the time in which a kill may fall."""

    def batch_limit(self, object_name: str) -> int:
        return 4


class Keyless(SmallSteps):
    """The negative control: parties by Tryton's own create, as a loader without keys would do it."""

    def write(self, object_name, batch_id, found):  # type: ignore[no-untyped-def]
        values = [{"name": str(one.values["name"])} for one in found]
        ids = self._client.call("model.party.party.create", values)
        return {one.key: str(record) for one, record in zip(found, ids, strict=True)}

    def find(self, object_name, keys):  # type: ignore[no-untyped-def]
        return {}


def opened(erp: Place, kind: type[TrytonTarget] = SmallSteps) -> Callable[[], TrytonTarget]:
    def open_it() -> TrytonTarget:
        target = kind(server.client(erp, INTEGRATION))
        assert target.health().ok  # the login is slow on purpose: the kills are to fall on the load, not on it
        return target

    return open_it


def check(erp: Place, source: str, count: int, ledger: Path) -> None:
    sample, prefix = rows.customers(source, count), key_prefix(source, "customers")
    assert opened(erp)().held("customers", prefix).keys() == {one.key for one in sample}
    found = sorted(str(one["code"]) for one in opened(erp)().read("customers", ["code"]))
    assert [code for code in found if code.startswith(f"{source}-")] == [one.values["code"] for one in sample]
    with FileLedger(ledger) as store:
        assert {entry.key for entry in store.entries(prefix, {State.LOADED})} == {one.key for one in sample}


@pytest.mark.parametrize("step", [step for step in kills.STEPS if not step.startswith("refused")])
def test_the_loader_is_killed_at_every_step_boundary(erp: Place, tmp_path: Path, step: str) -> None:
    source = f"step-{step.replace('.', '-')}"
    found, prefix = rows.customers(source, 12), key_prefix(source, "customers")
    ledger = tmp_path / "ledger.db"
    assert kills.killed_at(step, opened(erp), "customers", prefix, found, ledger)
    kills.load(opened(erp), "customers", prefix, found, ledger, lambda now: None)
    check(erp, source, 12, ledger)


@pytest.mark.slow
def test_a_hundred_random_kills_lose_and_double_nothing(erp: Place, tmp_path: Path) -> None:
    found, prefix, ledger = rows.customers("hundred", 1600), key_prefix("hundred", "customers"), tmp_path / "ledger.db"
    dice, hits, written, unwritten = random.Random(23), 0, 0, 0
    for _ in range(100):
        hits += kills.killed_at_random(dice, opened(erp), "customers", prefix, found, ledger, 0.06)
        held, free = kills.open_intents(opened(erp), "customers", prefix, ledger)
        written, unwritten = written + bool(held), unwritten + bool(free)
    kills.load(opened(erp, TrytonTarget), "customers", prefix, found, ledger, lambda now: None)
    print(f"\n{hits} kills hit; left behind: {written} times written, {unwritten} times unwritten INTENTs")
    assert hits >= 90
    assert written and unwritten
    check(erp, "hundred", 1600, ledger)


@pytest.mark.slow
def test_negative_control_without_keys_the_kills_double_records(erp: Place, tmp_path: Path) -> None:
    found, prefix, ledger = rows.customers("none", 300), key_prefix("none", "customers"), tmp_path / "ledger.db"
    dice = random.Random(5)
    for _ in range(12):
        kills.killed_at_random(dice, opened(erp, Keyless), "customers", prefix, found, ledger, 0.06)
    kills.load(opened(erp, Keyless), "customers", prefix, found, ledger, lambda now: None)
    count = server.client(erp).ask("model.party.party.search_count", [["name", "like", "客户 none %"]])
    assert count > 300, "what the keys are for"
