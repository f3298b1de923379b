"""Every object of a go-live: simulated, loaded, read back field by field, reconciled, taken back, in a real Tryton."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from golive.connectors.protocol import WriteRow, key_prefix
from golive.connectors.tryton import server
from golive.connectors.tryton.objects import OBJECTS
from golive.connectors.tryton.place import Place
from golive.connectors.tryton.target import TrytonTarget
from golive.engines.migration.file_ledger import FileLedger
from golive.engines.migration.ledger import State
from golive.engines.migration.load import Loader
from golive.engines.migration.reconcile import Sourced, reconcile
from golive.engines.migration.undo import undo
from tests.erp.samples import sample
from tests.erp.test_target import _fingerprint

pytestmark = pytest.mark.erp


def sourced(rows: list[WriteRow]) -> list[Sourced]:
    return [Sourced(one.key, one.digest, one.values) for one in rows]


def test_every_object_arrives_as_written_and_can_be_taken_back(
    target: TrytonTarget, erp: Place, tmp_path: Path
) -> None:
    planned = sample("all")
    assert [one.name for one in OBJECTS] == sorted(planned, key=[one.name for one in OBJECTS].index)
    assert planned.keys() == {one.name for one in OBJECTS}
    before = _fingerprint(erp)
    earlier: list[tuple[str, list[WriteRow]]] = []
    for one in OBJECTS:
        refused = [answer for answer in target.simulate(one.name, planned[one.name], earlier) if not answer.accepted]
        assert refused == [], one.name
        earlier.append((one.name, planned[one.name]))
    assert _fingerprint(erp) == before, "a simulation leaves nothing behind"
    with FileLedger(tmp_path / "ledger.db") as ledger:
        for one in OBJECTS:
            prefix = key_prefix("all", one.name)
            result = Loader(target, one.name, ledger, prefix, "run").load(planned[one.name])
            assert result.refused == 0, [entry.text for entry in ledger.entries(prefix, {State.REJECTED})]
        for one in OBJECTS:
            found = reconcile(target, one.name, ledger, key_prefix("all", one.name), sourced(planned[one.name]))
            assert found.differences == [], one.name
            assert found.balanced
        check_documents(erp)
        for one in reversed(OBJECTS):
            answers = undo(target, one.name, ledger, key_prefix("all", one.name), "张工", "试迁移结束")
            assert all(answer.undone for answer in answers), (one.name, answers)
        assert ledger.totals()[State.LOADED] == 0
    assert _without_counters(_fingerprint(erp)) == _without_counters(before), "an undo leaves nothing behind"


def check_documents(erp: Place) -> None:
    """What a load makes of orders, moves and stock: posted, confirmed, ready to be worked on."""
    admin = server.client(erp)
    (sale,) = admin.ask(
        "model.sale.sale.search_read",
        [["reference", "=", "all-SO1"]],
        0,
        9,
        None,
        ["state", "shipments", "untaxed_amount"],
    )
    assert (sale["state"], sale["untaxed_amount"]) == ("processing", Decimal("3988.80"))
    (shipment,) = admin.ask("model.stock.shipment.out.read", sale["shipments"], ["state", "warehouse.code"])
    assert (shipment["state"], shipment["warehouse."]["code"]) == ("waiting", "all-W")
    (purchase,) = admin.ask(
        "model.purchase.purchase.search_read", [["reference", "=", "all-PO1"]], 0, 9, None, ["state"]
    )
    assert purchase["state"] == "processing"
    moves = admin.ask("model.account.move.search_read", [["lines.account.code", "=", "4999"]], 0, 99, None, ["state"])
    assert {move["state"] for move in moves} == {"posted"} and len(moves) == 6
    (clearing,) = admin.ask("model.account.account.search_read", [["code", "=", "4999"]], 0, 9, None, ["balance"])
    assert clearing["balance"] == -Decimal("250000") - 800000 + 1000000 - Decimal("11860.50") + Decimal("61860.50")
    stock = {(line.location, line.product): line.quantity for line in TrytonTarget(admin).totals(dt.date(2100, 1, 1))}
    assert stock[("all-A-01", "all-R1")] == 120


def _without_counters(tables: dict[str, int]) -> dict[str, int]:
    """Counters, caches and logs are Tryton's own, and a journal once used keeps its line in the period."""
    logs = {"ir_model_log", "ir_queue", "ir_cache", "sqlite_sequence", "account_journal_period"}
    return {name: rows for name, rows in tables.items() if name not in logs}
