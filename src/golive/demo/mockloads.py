"""Three mock loads before the newcomer comes: 9 % of the items refused for want of a unit, then 1.2 %, then none.

They went into the integrator's trial ERP, which has been torn down since; here a stand-in in memory answers for it, with
the checks that matter to the story. Everything else is the real loader: keys, ledger, refusals, times, taking back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from golive.apps.migration import queries
from golive.apps.migration import services as migration
from golive.apps.migration.targets import register_target
from golive.demo.timeline import Timeline, World
from golive.engines.migration.port import Guarantees, Held, Refused, RowResult, UndoResult, WriteRow
from golive.foundation.jobs.worker import run_pending

NAME = "Tryton 8.0（供应商试用环境，已拆除）"


class TrialErp:
    """A target in memory: records and keys are one dict, so both are there or neither."""

    name = NAME
    guarantee = "atomic_key"

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, WriteRow, str]] = {}
        self._codes: dict[str, set[object]] = {}

    def guarantees(self) -> Guarantees:
        return Guarantees("atomic_key")

    def batch_limit(self, object_name: str) -> int:
        return 500

    def simulate(self, object_name: str, rows: Sequence[WriteRow], assuming: Sequence[Any] = ()) -> list[RowResult]:
        return [RowResult(row.key, self._fault(object_name, row) is None) for row in rows]

    def write(self, object_name: str, batch_id: str, rows: Sequence[WriteRow]) -> dict[str, str]:
        for row in rows:
            if fault := self._fault(object_name, row):
                raise fault
        for row in rows:
            self._held.setdefault(row.key, (str(len(self._held) + 1), row, batch_id))
            self._codes.setdefault(object_name, set()).add(row.values.get("code"))
        return {row.key: self._held[row.key][0] for row in rows}

    def _fault(self, object_name: str, row: WriteRow) -> Refused | None:
        if object_name == "products" and not row.values.get("unit"):
            return Refused("required_blank", "没有计量单位", ("unit",))
        if object_name == "opening_stock" and row.values.get("product") not in self._codes.get("products", set()):
            return Refused("unknown_reference", "没有这个物料", ("product",))
        return None

    def find(self, object_name: str, keys: Collection[str]) -> dict[str, str]:
        return {key: self._held[key][0] for key in keys if key in self._held}

    def held(self, object_name: str, prefix: str) -> dict[str, Held]:
        return {k: Held(n, r.digest, b) for k, (n, r, b) in self._held.items() if k.startswith(prefix)}

    def read_back(self, object_name: str, keys: Collection[str], fields: Sequence[str]) -> dict[str, Any]:
        found = {key: self._held[key][1].values for key in keys if key in self._held}
        return {key: {name: values.get(name) for name in fields} for key, values in found.items()}

    def undo(self, object_name: str, keys: Sequence[str]) -> list[UndoResult]:
        return [UndoResult(key, self._held.pop(key, None) is not None) for key in keys]


def tell(time: Timeline) -> None:
    last = time.story.last_day
    for number, day in enumerate((41, 22, 11), 1):
        time.on(last - day, "20:00", load)
        time.on(last - day, "22:30", _back(number))


@contextmanager
def trial(world: World) -> Iterator[None]:
    erp = world.things.setdefault("trial erp", TrialErp())
    before = register_target(lambda project: erp)
    try:
        yield
    finally:
        register_target(before)


def load(world: World) -> None:
    he = world.who("he.jian")
    with trial(world):
        migration.start_load(he, migration.open_cycle(he, world.project))
        run_pending()


def _back(number: int) -> Any:
    def back(world: World) -> None:
        with trial(world):
            cycle = queries.latest_cycle(world.project)
            if cycle is not None:
                migration.undo_load(world.who("he.jian"), cycle, reason=f"第 {number} 次试迁移结束，腾空试用环境")
                run_pending()
            world.things["trial erp"] = TrialErp()

    return back
