"""Corrected rows through the mapping into the ERP, and back out of it."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from golive.apps.migration.engine_io import counts, tables
from golive.apps.migration.engine_io.ledger import DjangoLedger
from golive.apps.migration.models import Cycle, DataObject, Run
from golive.engines.migration import load as loads
from golive.engines.migration import undo as undoing
from golive.engines.migration.ledger import Refusal, State
from golive.engines.migration.map_rows import ledger_references, map_rows
from golive.engines.migration.mapping import ObjectMap
from golive.engines.migration.port import RowResult, Target, UndoResult, WriteRow, key_prefix, load_key
from golive.engines.migration.reconcile import ControlTotal, Reconciliation, Sourced, reconcile

Mapped = WriteRow | Refusal
Told = Callable[[int, float | None], None]  # (rows done of this object, rows per second)
RETRY = "tried again after corrections"


def prefix(cycle: Cycle, data_object: DataObject) -> str:
    return key_prefix(cycle.system, data_object.key)


def source_key(cycle: Cycle, data_object: DataObject, key: str) -> str:
    """The key of the source record from the key in the ledger."""
    return key.removeprefix(prefix(cycle, data_object))


@contextmanager
def mapped(cycle: Cycle, data_object: DataObject) -> Iterator[tuple[ObjectMap, Iterable[Mapped]]]:
    """The object's corrected rows, mapped, in the order of the extract."""
    mapping = tables.mapping_of(data_object)
    references = ledger_references(DjangoLedger(cycle.project), cycle.system)
    with tables.corrected(data_object) as now:
        yield mapping, map_rows(mapping, now.rows(), cycle.system, references)


# --- load ------------------------------------------------------------------------------------------


def settle(cycle: Cycle, data_object: DataObject, decisions: tuple[dict[str, str], dict[str, str]], who: str) -> int:
    """Every record into the ledger, then what people decided: rejected ones are tried again, excluded and merged ones
    are closed. Repeating it changes nothing more. Returns the number of records."""
    ledger, here = DjangoLedger(cycle.project), prefix(cycle, data_object)
    with tables.corrected(data_object) as now:
        keys = [load_key(cycle.system, data_object.key, row["_key"]) for row in now.rows()]
    known = ledger.look_up(keys)
    ledger.register((key, "") for key in keys if key not in known)
    rejected = [entry.key for entry in ledger.entries(here, {State.REJECTED})]
    ledger.reopen(rejected, who, RETRY)
    excluded, merged = (
        {load_key(cycle.system, data_object.key, key): v for key, v in each.items()} for each in decisions
    )
    outdated = [
        entry.key
        for entry in ledger.entries(here, {State.EXCLUDED, State.MERGED})
        if entry.text != excluded.get(entry.key) and entry.merged_into != here + merged.get(entry.key, "\0")
    ]
    ledger.reopen(outdated, who, "decided anew")
    pending = {entry.key for entry in ledger.entries(here, {State.PENDING})}
    for reason in sorted({excluded[key] for key in pending & excluded.keys()}):
        ledger.exclude([key for key in pending & excluded.keys() if excluded[key] == reason], "decision", reason)
    ledger.merge({key: here + merged[key] for key in pending & merged.keys()}, "duplicate")
    return len(keys)


def load(
    target: Target,
    run: Run,
    data_object: DataObject,
    told: Told,
    cancelled: Callable[[], bool] = lambda: False,
    fault: Callable[[str], None] = lambda step: None,
) -> loads.LoadResult:
    """One object; start it again after any interruption. Must not run inside a transaction (see ledger.py)."""
    cycle = run.cycle
    with mapped(cycle, data_object) as (mapping, rows):
        loader = loads.Loader(
            target,
            mapping.target,
            DjangoLedger(cycle.project),
            prefix(cycle, data_object),
            f"{cycle.system}/{run.pk}",
            progress=lambda p: told(p.done, p.rate),
            cancelled=cancelled,
            fault=fault,
            clock=time.monotonic,
        )
        return loader.load(rows, data_object.rows)


def totals(cycle: Cycle, data_object: DataObject) -> dict[str, int]:
    return {state.value: n for state, n in DjangoLedger(cycle.project).totals(prefix(cycle, data_object)).items()}


# --- simulate ---------------------------------------------------------------------------------------


class Assuming:
    """A target that is simulated as if the records it refers to were there already: they travel along with each part,
    and only those that the part needs. A target that cannot assume anything is asked as it is."""

    def __init__(
        self, target: Target, earlier: dict[str, tuple[str, Sequence[WriteRow]]], needs: dict[str, list[str]]
    ) -> None:
        self._target = target
        self._can = "assuming" in inspect.signature(target.simulate).parameters
        self._needs = [
            (field, earlier[name][0], {row.values.get(key): row for row in earlier[name][1]})
            for field, (name, key) in needs.items()
            if name in earlier
        ]

    def batch_limit(self, object_name: str) -> int:
        return self._target.batch_limit(object_name)

    def simulate(self, object_name: str, rows: Sequence[WriteRow]) -> list[RowResult]:
        if not self._can or not self._needs:
            return self._target.simulate(object_name, rows)
        before = []
        for field, name, by_value in self._needs:
            wanted = {row.values.get(field) for row in rows} & by_value.keys()
            before.append((name, [by_value[value] for value in sorted(wanted, key=str)]))
        return self._target.simulate(object_name, rows, assuming=before)  # type: ignore[call-arg]


def rows_to_simulate(cycle: Cycle, data_object: DataObject, left_out: set[str]) -> tuple[str, list[Mapped]]:
    """The ERP's name of the object, and the rows that a load would try."""
    skip = {load_key(cycle.system, data_object.key, key) for key in left_out}
    with mapped(cycle, data_object) as (mapping, rows):
        return mapping.target, [row for row in rows if row.key not in skip]


def simulate(
    target: Any, name: str, rows: list[Mapped], told: Told, cancelled: Callable[[], bool]
) -> Iterator[RowResult]:
    yield from loads.simulate(target, name, rows, len(rows), lambda p: told(p.done, None), cancelled)


# --- reconcile and undo ------------------------------------------------------------------------------


def compare(target: Target, cycle: Cycle, data_object: DataObject, told: Callable[[int], None]) -> Reconciliation:
    """Source, ledger and the ERP's own answer, row for row. Control figures come from the source's columns."""
    wanted = data_object.preparation.get("totals", [])
    mapping = tables.mapping_of(data_object)
    references = ledger_references(DjangoLedger(cycle.project), cycle.system)
    with tables.corrected(data_object) as now:
        rows = list(now.rows())
    controls = [ControlTotal(each["name"], each["field"]) for each in wanted]
    sourced = (
        Sourced(
            item.key,
            item.digest if isinstance(item, WriteRow) else "",
            item.values if isinstance(item, WriteRow) else None,
            {each["name"]: counts.number(row.get(each["column"])) or Decimal(0) for each in wanted},
        )
        for row, item in zip(rows, map_rows(mapping, rows, cycle.system, references), strict=True)
    )
    ledger = DjangoLedger(cycle.project)
    return reconcile(target, mapping.target, ledger, prefix(cycle, data_object), sourced, controls, told)


def take_back(
    target: Target, cycle: Cycle, data_object: DataObject, who: str, why: str, cancelled: Callable[[], bool]
) -> list[UndoResult]:
    mapping = tables.mapping_of(data_object)
    ledger = DjangoLedger(cycle.project)
    here = prefix(cycle, data_object)
    loads.Loader(target, mapping.target, ledger, here, "resolve").resolve()
    return undoing.undo(target, mapping.target, ledger, here, who, why, cancelled=cancelled)
