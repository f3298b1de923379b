"""A whole migration, object by object in order of dependence: simulate, load, reconcile, take back.

The caller opens sources and target (this module knows neither files nor ERPs) and gives a ledger. Everything can be
started again after any interruption.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import tee
from typing import Any, Protocol

from golive.engines.migration import reconcile as reconciling
from golive.engines.migration.assumed import Ready
from golive.engines.migration.children import children_of, heads, orphans
from golive.engines.migration.expression import ExpressionError, expression, number
from golive.engines.migration.ledger import Exclusion, LedgerStore, Refusal, State
from golive.engines.migration.load import Loader, LoadResult, Progress
from golive.engines.migration.map_rows import ChildRows, ledger_references, map_rows, record_key
from golive.engines.migration.mapping import FieldMap, MappingError
from golive.engines.migration.port import RowResult, Target, UndoResult, WriteRow, key_prefix, load_key
from golive.engines.migration.project import ObjectSpec, Project, TotalSpec
from golive.engines.migration.reconcile import ControlTotal, Reconciliation, Sourced, explain
from golive.engines.migration.table import Table, Workbench
from golive.engines.migration.undo import undo

Mapped = WriteRow | Refusal | Exclusion
Told = Callable[[str, Progress], None]  # (object, progress)
_HEADS = " (heads)"


class Source(Protocol):
    """What is asked of a source: connectors/protocol.Source gives more."""

    def columns(self, table: str) -> Sequence[str]: ...

    def rows(self, table: str) -> Iterable[Mapping[str, Any]]: ...


@dataclass
class Simulated:
    """The target's answer for one object: `refused` in the target's words, `left_out` by decisions or the mapping."""

    object: str
    rows: int = 0
    accepted: int = 0
    left_out: int = 0
    refused: list[RowResult] = field(default_factory=list)


class Migration:
    """One project on one workbench, with its target and its ledger."""

    def __init__(
        self,
        project: Project,
        bench: Workbench,
        sources: Mapping[str, Source],
        target: Target,
        ledger: LedgerStore,
        told: Told = lambda name, progress: None,
        cancelled: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] | None = None,
        fault: Callable[[str], None] = lambda step: None,
    ) -> None:
        self.project, self.target, self.ledger = project, target, ledger
        self._bench, self._sources = bench, sources
        self._told, self._cancelled, self._clock, self._fault = told, cancelled, clock, fault
        self._tables: dict[str, tuple[Table, list[str], list[str]]] = {}

    # --- the source's rows -----------------------------------------------------------------------

    def prefix(self, spec: ObjectSpec) -> str:
        return key_prefix(self.project.system, spec.name)

    def _key(self, spec: ObjectSpec, source_key: str) -> str:
        return load_key(self.project.system, spec.name, source_key)

    def _taken(self, spec: ObjectSpec) -> tuple[Table, list[str], list[str]]:
        """The object's table (heads, if its lines repeat them), its children without a record, and the records whose
        lines disagree about the head."""
        if spec.name not in self._tables:
            mapping = spec.mapping
            table = self._extract(spec.source, mapping.table, () if mapping.group else mapping.key)
            mapping.require(table.columns)
            differing: list[str] = []
            if mapping.group:
                columns = sorted({name for each in mapping.fields for name in each.reads} - set(mapping.key))
                table, differing = heads(self._bench, table.name, mapping.key, columns, f"{spec.name}{_HEADS}")
            lost: list[str] = []
            for each in mapping.fields:
                if each.children and not (mapping.group and each.children.table == mapping.table):
                    inner = self._extract(spec.source, each.children.table, ())
                    mapping.require_of(each.children.table, inner.columns)
                    lost += orphans(
                        self._bench, each.children, Table(table.name, table.columns, mapping.key, table.rows)
                    )
            self._tables[spec.name] = (table, lost, differing)
        return self._tables[spec.name]

    def _extract(self, source: str, table: str, key: Sequence[str]) -> Table:
        """The table on the workbench, under its own name; one key a table (the first that asks says which)."""
        known = self._bench.tables.get(table)
        if known is None:
            opened = self._sources[source]
            return self._bench.load(table, opened.columns(table), opened.rows(table), key)
        if key and known.key != tuple(key):
            copy = f"{table} by {', '.join(key)}"
            if copy in self._bench.tables:
                return self._bench.tables[copy]
            return self._bench.load(copy, known.columns, self._bench.rows(known), key)
        return known

    def rows(self, spec: ObjectSpec) -> int:
        """Source rows that must be accounted for."""
        table, lost, _ = self._taken(spec)
        return table.rows + len(lost)

    def mapped(self, spec: ObjectSpec, coming: Iterable[str] = ()) -> Iterator[Mapped]:
        """Every source row, mapped; parents of a self-reference before their children."""
        for _, item in self._pairs(spec, coming):
            yield item

    def _pairs(self, spec: ObjectSpec, coming: Iterable[str] = ()) -> Iterator[tuple[Mapping[str, Any] | None, Mapped]]:
        """(source row, what became of it); None for rows of children that belong to no record."""
        table, lost, differing = self._taken(spec)
        expected = set(coming)
        if spec.name in {name for each in spec.mapping.fields for name in each.looks_up}:
            expected |= {self._key(spec, key) for key in self._keys(table)}
        merged = {
            self._key(each, key): self._key(each, into)
            for each in self.project.objects
            for key, into in each.merged.items()
        }
        references = ledger_references(self.ledger, self.project.system, expected, merged)
        disagree = {self._key(spec, key) for key in differing}
        rows, again = tee(parents_first(self._bench.rows(table), spec.mapping.fields, spec.name))
        mapped = map_rows(spec.mapping, again, self.project.system, references, children_of(self._bench))
        named: set[str] = set()
        for row, item in zip(rows, mapped, strict=True):
            name = record_key(spec.mapping, row) if spec.mapping.tables else ""
            if name and name in named:  # its lines went with the first record of that name
                yield row, Refusal(item.key, "key_repeated", name)
                continue
            named.add(name)
            yield row, Refusal(item.key, "head_differs", "") if item.key in disagree else item
        for key in lost:
            yield None, Refusal(self._key(spec, f"~{key}"), "parent_missing", "")

    def _keys(self, table: Table) -> list[str]:
        return [
            str(row[0]) for row in self._bench.ask(f'SELECT _key FROM "{table.name.replace(chr(34), chr(34) * 2)}"')
        ]

    # --- simulate --------------------------------------------------------------------------------

    def simulate(self, names: tuple[str, ...] = ()) -> Iterator[Simulated]:
        """The target's real validation of each object as if those that it refers to had been loaded; nothing is left
        behind and the ledger is not touched."""
        with closing(Ready(self.target)) as ready:
            yield from self._simulate(names, ready)

    def _simulate(self, names: tuple[str, ...], ready: Ready) -> Iterator[Simulated]:
        coming: set[str] = set()
        for spec in self.project.chosen(names):
            found = Simulated(spec.name, self.rows(spec))
            rows = list(self.mapped(spec, coming))
            left = {self._key(spec, key) for key in (*spec.excluded, *spec.merged)}
            found.left_out = sum(1 for item in rows if isinstance(item, Exclusion) or item.key in left)
            todo = [item for item in rows if not isinstance(item, Exclusion) and item.key not in left]
            for answer in self._simulated(spec, todo, ready):
                found.accepted += answer.accepted
                if not answer.accepted:
                    found.refused.append(answer)
            bad = {answer.key for answer in found.refused}
            good = {item.key: item for item in todo if isinstance(item, WriteRow) and item.key not in bad}
            ready.add(spec.mapping.target, good)
            coming |= good.keys()
            yield found

    def _simulated(self, spec: ObjectSpec, rows: list[Refusal | WriteRow], ready: Ready) -> Iterator[RowResult]:
        size = self.target.batch_limit(spec.mapping.target)
        after = {each.mapping.target for each in self.project.objects if each.name in spec.mapping.after}
        whole = after - ready.linked(spec.mapping.target)
        for start in range(0, len(rows), size):
            if self._cancelled():
                return
            part = rows[start : start + size]
            good = [item for item in part if isinstance(item, WriteRow)]
            for item in part:
                if isinstance(item, Refusal):
                    yield RowResult(item.key, False, item.reason_code, item.text)
            if good:
                yield from self.target.simulate(
                    spec.mapping.target, good, ready.needed(spec.mapping.target, good, whole)
                )
            self._told(spec.name, Progress(start + len(part), len(rows), None))

    # --- load ------------------------------------------------------------------------------------

    def load(self, run: str, names: tuple[str, ...] = (), who: str = "") -> Iterator[tuple[str, LoadResult]]:
        """Object after object. Rejected records are tried again; what people decided is put into the ledger first."""
        for spec in self.project.chosen(names):
            self._decide(spec, who)
            loader = Loader(
                self.target,
                spec.mapping.target,
                self.ledger,
                self.prefix(spec),
                run,
                progress=lambda progress, name=spec.name: self._told(name, progress),  # type: ignore[misc]
                cancelled=self._cancelled,
                fault=self._fault,
                clock=self._clock,
            )
            result = loader.load(self.mapped(spec), self.rows(spec))
            yield spec.name, result
            if not result.finished:
                return

    def _decide(self, spec: ObjectSpec, who: str) -> None:
        prefix = self.prefix(spec)
        table, _, _ = self._taken(spec)
        decided = {*spec.excluded, *spec.merged}
        if unknown := sorted(decided - set(self._keys(table))):
            raise MappingError("unknown_key", spec.name, keys=", ".join(unknown[:5]))
        self.ledger.register((self._key(spec, key), "") for key in sorted(decided))
        rejected = [entry.key for entry in self.ledger.entries(prefix, {State.REJECTED})]
        outdated = [
            entry.key
            for entry in self.ledger.entries(prefix, {State.EXCLUDED, State.MERGED})
            if entry.reason_code != "mapping"
            and spec.excluded.get(entry.key.removeprefix(prefix)) != entry.text
            and spec.merged.get(entry.key.removeprefix(prefix)) != entry.merged_into.removeprefix(prefix)
        ]
        self.ledger.reopen([*rejected, *outdated], who or "golive", "tried again")
        known = self.ledger.look_up([self._key(spec, key) for key in decided])
        open_keys = {key for key, entry in known.items() if entry.state is State.PENDING}
        for key, reason in spec.excluded.items():
            if self._key(spec, key) in open_keys:
                self.ledger.exclude([self._key(spec, key)], "decision", reason)
        into = {self._key(spec, key): self._key(spec, survivor) for key, survivor in spec.merged.items()}
        self.ledger.merge({key: survivor for key, survivor in into.items() if key in open_keys}, "duplicate")

    # --- reconcile and take back ------------------------------------------------------------------

    def reconcile(self, names: tuple[str, ...] = ()) -> Iterator[tuple[ObjectSpec, Reconciliation]]:
        """Source, ledger and target, row for row; explanations are put to the differences they account for."""
        for spec in self.project.chosen(names):
            controls = [ControlTotal(each.name, each.field, each.group_field) for each in spec.totals]
            found = reconciling.reconcile(
                self.target,
                spec.mapping.target,
                self.ledger,
                self.prefix(spec),
                self._sourced(spec),
                controls,
                lambda done, one=spec: self._told(one.name, Progress(done, self.rows(one), None)),  # type: ignore[misc]
            )
            explain(
                found,
                {
                    (c, self._key(spec, k) if c != "total_differs" else k, f): words
                    for (c, k, f), words in spec.explained.items()
                },
            )
            yield spec, found

    def _sourced(self, spec: ObjectSpec) -> Iterator[Sourced]:
        figures = Figures(spec, children_of(self._bench))
        for row, item in self._pairs(spec):
            measures, groups = figures.of(row) if row is not None else ({}, {})
            values = item.values if isinstance(item, WriteRow) else None
            yield Sourced(item.key, item.digest if isinstance(item, WriteRow) else "", values, measures, groups)

    def undo(
        self, who: str, why: str, names: tuple[str, ...] = (), run: str = ""
    ) -> Iterator[tuple[str, list[UndoResult]]]:
        """The reverse of the load's order, all or what one run wrote; every refusal is in the answer."""
        for spec in reversed(self.project.chosen(names)):
            prefix, keys = self.prefix(spec), None
            if run:
                loaded = self.ledger.entries(prefix, {State.LOADED})
                keys = [entry.key for entry in loaded if entry.batch_id.rpartition("/")[0] == run]
            answers = undo(self.target, spec.mapping.target, self.ledger, prefix, who, why, keys, self._cancelled)
            yield spec.name, answers


class Figures:
    """Control figures from the source's own columns, never through the mapping."""

    def __init__(self, spec: ObjectSpec, children: ChildRows) -> None:
        self._spec = spec
        self._children = children
        self._fields = {each.to: each for each in spec.mapping.fields}

    def of(self, row: Mapping[str, str | None]) -> tuple[dict[str, Decimal], dict[str, str]]:
        measures = {each.name: self._figure(each, row) for each in self._spec.totals}
        groups = {each.name: _group(each, row) for each in self._spec.totals}
        return measures, groups

    def _figure(self, total: TotalSpec, row: Mapping[str, str | None]) -> Decimal:
        if total.children:
            children = self._fields[total.children].children
            assert children is not None
            key = record_key(self._spec.mapping, row)
            return sum((_number(total.expression, line) for line in self._children(children, [key])[key]), Decimal(0))
        if total.expression:
            return _number(total.expression, row)
        if total.column:
            return _number("", {"": row.get(total.column)})
        return Decimal(1)


def _number(text: str, row: Mapping[str, str | None]) -> Decimal:
    """What cannot be read as a number counts as nought here; rules and mapping have said so of the row already."""
    try:
        return number(expression(text)(row) if text else row[""]) or Decimal(0)
    except ExpressionError:
        return Decimal(0)


def _group(total: TotalSpec, row: Mapping[str, str | None]) -> str:
    if total.group_expression:
        found = expression(total.group_expression)(row)
        return "" if found is None else str(found)
    return (row.get(total.group_column) or "").strip() if total.group_column else ""


def parents_first(rows: Iterable[dict[str, Any]], fields: Sequence[FieldMap], name: str) -> Iterable[dict[str, Any]]:
    """Where a record names another of the same object, that one first. Circles keep their order: the target refuses."""
    own = [each for each in fields if each.lookup == name]
    if not own:
        return rows
    known = {str(row["_key"]): row for row in rows}
    order: dict[str, dict[str, Any]] = {}
    for start in known:
        chain: list[str] = []
        key = start
        while key in known and key not in order and key not in chain:
            chain.append(key)
            parents = ["|".join(str(known[key].get(column) or "").strip() for column in each.columns) for each in own]
            key = next((parent for parent in parents if parent in known), "")
        for key in reversed(chain):
            order[key] = known[key]
    return order.values()
