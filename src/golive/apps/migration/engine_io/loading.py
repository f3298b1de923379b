"""Corrected rows through the mapping into the ERP, and back out of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice, tee
from typing import Any, NamedTuple

from golive.apps.migration.engine_io import lines, tables
from golive.apps.migration.engine_io.ledger import DjangoLedger
from golive.apps.migration.models import Cycle, DataObject, Run
from golive.engines.migration import load as loads
from golive.engines.migration import undo as undoing
from golive.engines.migration.children import children_of, heads
from golive.engines.migration.ledger import Exclusion, Refusal, State
from golive.engines.migration.map_rows import ChildRows, References, Row, ledger_references, map_rows, record_key
from golive.engines.migration.mapping import Children, ObjectMap
from golive.engines.migration.migrate import Figures, parents_first
from golive.engines.migration.port import Target, UndoResult, WriteRow, key_prefix, load_key
from golive.engines.migration.project import ObjectSpec, TotalSpec
from golive.engines.migration.reconcile import ControlTotal, Reconciliation, Sourced, reconcile

Mapped = WriteRow | Refusal | Exclusion
Told = Callable[[int, float | None], None]  # (rows done of this object, rows per second)
PART = 10_000
RETRY = "tried again after corrections"


def prefix(cycle: Cycle, data_object: DataObject) -> str:
    return key_prefix(cycle.system, data_object.key)


def source_key(cycle: Cycle, data_object: DataObject, key: str) -> str:
    """The key of the source record from the key in the ledger."""
    return key.removeprefix(prefix(cycle, data_object))


@dataclass(frozen=True)
class Records:
    """The object's corrected rows as records: of a table that repeats its head on every line, one a head. `differing`: the
    keys of records whose lines do not agree about the head."""

    mapping: ObjectMap
    rows: Iterable[dict[str, Any]]
    children: ChildRows
    differing: frozenset[str]

    def mapped(self, system: str, references: References) -> Iterator[tuple[dict[str, Any], Mapped]]:
        """(record, what becomes of it), in the order of the load: parents before those that name them."""
        rows, again = tee(parents_first(self.rows, self.mapping.fields, self.mapping.object))
        items = map_rows(self.mapping, again, system, references, self.children)
        named: set[str] = set()
        for row, item in zip(rows, items, strict=True):
            if str(row["_key"]) in self.differing:
                yield row, Refusal(item.key, "head_differs", "")
            elif self.mapping.tables and (name := record_key(self.mapping, row)) in named:
                yield row, Refusal(item.key, "key_repeated", name)  # its lines went with the first of that name
            else:
                named |= {name} if self.mapping.tables else set()
                yield row, item


class Either(NamedTuple):
    """In one of the two."""

    first: Container[str]
    second: Container[str]

    def __contains__(self, key: object) -> bool:
        return key in self.first or key in self.second


@contextmanager
def records(data_object: DataObject) -> Iterator[Records]:
    mapping = tables.mapping_of(data_object)
    if mapping.tables:
        with lines.beside(data_object, mapping) as (found, both):
            yield Records(mapping, found.rows(), both.children, frozenset())
        return
    with tables.corrected(data_object) as now:
        ask, name = children_of(now.bench), now.table.name

        def children(wanted: Children, keys: Collection[str]) -> Mapping[str, list[Row]]:
            return ask(replace(wanted, table=name), keys)

        if not mapping.group:
            yield Records(mapping, now.rows(), children, frozenset())
            return
        shared = sorted({column for each in mapping.fields for column in each.reads} - set(mapping.key))
        table, differing = heads(now.bench, name, mapping.key, shared, f"{name} (heads)")
        yield Records(mapping, now.bench.rows(table), children, frozenset(differing))


@contextmanager
def mapped(
    cycle: Cycle, data_object: DataObject, coming: Container[str] = (), merged: Mapping[str, str] | None = None
) -> Iterator[tuple[ObjectMap, Iterable[Mapped]]]:
    """The object's records, mapped. `coming`: keys that a simulation may take for loaded; `merged`: decisions that the
    ledger does not know yet."""
    with records(data_object) as found:
        expected: Container[str] = coming
        if data_object.key in found.mapping.depends_on:
            rows = list(found.rows)
            found = replace(found, rows=rows)
            expected = Either(coming, {load_key(cycle.system, data_object.key, row["_key"]) for row in rows})
        references = ledger_references(DjangoLedger(cycle.project), cycle.system, expected, merged)
        yield found.mapping, (item for _row, item in found.mapped(cycle.system, references))


# --- load ------------------------------------------------------------------------------------------


def settle(cycle: Cycle, data_object: DataObject, decisions: tuple[dict[str, str], dict[str, str]], who: str) -> int:
    """Every record into the ledger, then what people decided: rejected ones are tried again, excluded and merged ones
    are closed. Repeating it changes nothing more. Returns the number of records."""
    ledger, here = DjangoLedger(cycle.project), prefix(cycle, data_object)
    count = 0
    with records(data_object) as found:
        keys = (load_key(cycle.system, data_object.key, row["_key"]) for row in found.rows)
        while part := list(islice(keys, PART)):
            known = ledger.look_up(part)
            ledger.register((key, "") for key in part if key not in known)
            count += len(part)
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
    decided = excluded.keys() | merged.keys()
    pending = {entry.key for entry in ledger.entries(here, {State.PENDING}) if entry.key in decided}
    for reason in sorted({excluded[key] for key in pending & excluded.keys()}):
        ledger.exclude([key for key in pending & excluded.keys() if excluded[key] == reason], "decision", reason)
    ledger.merge({key: here + merged[key] for key in pending & merged.keys()}, "duplicate")
    return count


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


# --- reconcile and undo ------------------------------------------------------------------------------


def compare(target: Target, cycle: Cycle, data_object: DataObject, told: Callable[[int], None]) -> Reconciliation:
    """Source, ledger and the ERP's own answer, row for row. Control figures come from the source's columns."""
    ledger = DjangoLedger(cycle.project)
    references = ledger_references(ledger, cycle.system)
    with records(data_object) as found:
        totals = total_specs(data_object, found.mapping)
        figures = Figures(ObjectSpec(data_object.key, "", found.mapping, totals=totals), found.children)

        def sourced() -> Iterator[Sourced]:
            for row, item in found.mapped(cycle.system, references):
                written = item if isinstance(item, WriteRow) else None
                yield Sourced(item.key, written.digest if written else "", written and written.values, *figures.of(row))

        controls = [ControlTotal(each.name, each.field, each.group_field) for each in totals]
        here = prefix(cycle, data_object)
        return reconcile(target, found.mapping.target, ledger, here, sourced(), controls, told)


def total_specs(data_object: DataObject, mapping: ObjectMap) -> tuple[TotalSpec, ...]:
    """The control totals of the preparation. Where it names no column, it is the one that the mapping fills the field
    from, in the unit that a person gave it; a field that no single column fills has no figure of the source's own."""
    fields = {each.to: each for each in mapping.fields}
    found = []
    for each in data_object.preparation.get("totals", ()):
        if "column" in each:
            found.append(TotalSpec(each["name"], each["field"], each["column"]))
            continue
        head, _dot, inner = each["field"].partition(".")
        of_lines = {one.to: one for one in fields[head].fields} if inner and head in fields else {}
        filled = of_lines.get(inner) if inner else fields.get(head)
        group = fields.get(each.get("group") or "")
        if filled is None or len(filled.columns) != 1 or filled.lookup or filled.values:
            continue
        grouped = group is not None and len(group.columns) == 1 and not group.lookup and not group.values
        text = f'num(col("{filled.columns[0]}"))' + (f" * {filled.scale}" if filled.scale else "")
        found.append(
            TotalSpec(
                each["name"],
                each["field"],
                expression=text,
                children=head if inner else "",
                group_column=group.columns[0] if grouped and group else "",
                group_field=each["group"] if grouped else "",
            )
        )
    return tuple(found)


def take_back(
    target: Target, cycle: Cycle, data_object: DataObject, who: str, why: str, cancelled: Callable[[], bool]
) -> list[UndoResult]:
    mapping = tables.mapping_of(data_object)
    ledger = DjangoLedger(cycle.project)
    here = prefix(cycle, data_object)
    loads.Loader(target, mapping.target, ledger, here, "resolve").resolve()
    return undoing.undo(target, mapping.target, ledger, here, who, why, cancelled=cancelled)
