"""Lines that come from a table of their own: an order's lines, a bill's components, an invoice's.

The lines are an object too, with extracts, rules, findings and corrections like any other; they are loaded with the
records that they belong to. In the ledger each line has an end of its own, which follows from its record's: so that every
row of both tables is accounted for, lines without a record among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from golive.apps.migration.engine_io import sources, tables
from golive.apps.migration.engine_io.decisions import decisions
from golive.apps.migration.engine_io.ledger import DjangoLedger
from golive.apps.migration.models import Cycle, DataObject
from golive.engines.migration.children import children_of, joined, sortable
from golive.engines.migration.ledger import OPEN, TERMINAL, Entry, Refusal, State
from golive.engines.migration.map_rows import ChildRows
from golive.engines.migration.mapping import Children, FieldMap, ObjectMap
from golive.engines.migration.port import UNREAD, Target, key_prefix, load_key
from golive.engines.migration.reconcile import Difference, Reconciliation
from golive.engines.migration.table import Workbench, literal, quoted
from golive.foundation.errors import Refused

PART = 5_000
KEPT = " (to load)"
Told = Callable[[int], None]


class Line(NamedTuple):
    """A row of lines: its key, the key of its record ("" where there is none), and which of its record's lines it is,
    among those that are to be loaded (0 where it is not)."""

    key: str
    record: str
    place: int


@dataclass(frozen=True)
class Both:
    """Records and their lines on one workbench. `children` gives the lines of records that are to be loaded."""

    bench: Workbench
    children: ChildRows
    lines: DataObject
    field: FieldMap


def lines_of(data_object: DataObject) -> DataObject | None:
    """The object of its lines, None where they stand in the same table or there are none."""
    return data_object.line_tables.select_related("project", "owner").first()


def names_of(lines: DataObject) -> set[str]:
    """The names by which a mapping may call the table of the lines: the object's own, and its table's in the source."""
    return {lines.key} | {each.table for each in sources.current(lines)}


def exists(other: str, there: Sequence[str], table: str, here: Sequence[str]) -> str:
    """The expression of a rule: a row of the other table holds the same in its columns as this one's."""
    same = " AND ".join(f"o.{quoted(a)} = {quoted(table)}.{quoted(b)}" for a, b in zip(there, here, strict=True))
    return f"EXISTS (SELECT 1 FROM {quoted(other)} o WHERE {same})"


def found_by(data_object: DataObject, table: Mapping[str, Any], key: Sequence[str]) -> list[str]:
    """The column of a table whose first values are keys of the object's records, in a list; [] where none is."""
    if len(key) != 1:
        return []
    best, most = "", 0
    extracts = sources.current(data_object)
    with Workbench(files=[sources.path_of(each) for each in extracts]) as bench:
        for place, column in enumerate(table["columns"]):
            values = sorted({row[place] for row in table["first"] if row[place]})
            number = sum(
                int(bench.ask(_COUNT.format(quoted(key[0]), literal(sources.path_of(each).resolve())), [values])[0][0])
                for each in extracts
                if key[0] in each.columns
            )
            if number > most:
                best, most = column, number
    return [best] if best else []


_COUNT = "SELECT count(DISTINCT {0}) FROM read_parquet({1}) WHERE {0} IN (SELECT unnest(?::VARCHAR[]))"


def field_of(mapping: ObjectMap) -> FieldMap | None:
    """The field that is filled from another table."""
    return next((each for each in mapping.fields if each.children and each.children.table != mapping.table), None)


def require_lines(data_object: DataObject, mapping: ObjectMap) -> None:
    """Raise Refused where the mapping takes lines that the object has not, or by columns that they have not."""
    field = field_of(mapping)
    if field is None:
        return
    assert field.children is not None
    lines = lines_of(data_object)
    if lines is None or not mapping.tables <= names_of(lines):
        there = "、".join(sorted(names_of(lines))) if lines is not None else "—"
        raise Refused(
            "lines_missing",
            _("The mapping takes lines from the table %(tables)s, but the lines of %(object)s come from: %(there)s. Nothing "
              "was saved; choose the table under “Lines from a second table”, or correct the name."),
            tables="、".join(sorted(mapping.tables)), object=str(data_object), there=there,
        )  # fmt: skip
    columns = {column for each in sources.current(lines) for column in each.columns}
    wanted = {*field.children.by, *field.children.order} | {name for each in field.fields for name in each.reads}
    if missing := sorted(wanted - columns):
        raise Refused(
            "lines_without_columns",
            _("The lines of %(object)s have no column %(columns)s; they have: %(there)s. Nothing was saved."),
            object=str(data_object), columns="、".join(missing), there="、".join(sorted(columns)),
        )  # fmt: skip
    if len(field.children.by) != len(mapping.key):
        raise Refused(
            "lines_by_other_key",
            _("A record is known by %(key)s, so its lines are found by as many columns, not by %(by)s. Nothing was saved."),
            key="、".join(mapping.key), by="、".join(field.children.by),
        )  # fmt: skip


@contextmanager
def beside(data_object: DataObject, mapping: ObjectMap) -> Iterator[tuple[tables.Corrected, Both]]:
    """The object's corrected rows, and its corrected lines beside them without those that people decided against."""
    require_lines(data_object, mapping)
    lines, field = lines_of(data_object), field_of(mapping)
    assert lines is not None and field is not None
    with tables.corrected(data_object, beside=[lines]) as now:
        table = tables.beside(now.bench, lines)
        kept = f"{lines.key}{KEPT}"
        out = [key for each in decisions(lines) for key in each]
        now.bench.ask(
            f"CREATE TABLE {quoted(kept)} AS SELECT * FROM {quoted(table.name)}"
            " WHERE _key NOT IN (SELECT unnest(?::VARCHAR[]))",
            [out],
        )
        ((number,),) = now.bench.ask(f"SELECT count(*) FROM {quoted(kept)}")
        now.bench.add(type(table)(kept, table.columns, table.key, int(number)))
        ask = children_of(now.bench)

        def children(wanted: Children, keys):  # type: ignore[no-untyped-def]
            return ask(Children(kept, wanted.by, wanted.order), keys)

        yield now, Both(now.bench, children, lines, field)


def each_line(now: tables.Corrected, both: Both, key: Sequence[str]) -> Iterator[Line]:
    """Every row of the lines in its order, with its record. A record that is there twice is the first of the two."""
    assert both.field.children is not None
    here, there = joined(key, "p"), joined(both.field.children.by, "l")
    order = ", ".join([*(sortable(column, "l") for column in both.field.children.order), "l._row"])
    kept = quoted(f"{both.lines.key}{KEPT}")
    both.bench.ask(
        f"CREATE OR REPLACE TEMP TABLE _lines AS SELECT l._row, l._key, p._key AS record, k._row IS NOT NULL AS kept,"
        f" row_number() OVER (PARTITION BY p._key, k._row IS NOT NULL ORDER BY {order}) AS place"
        f" FROM {quoted(both.lines.key)} l LEFT JOIN {kept} k ON k._row = l._row LEFT JOIN (SELECT {here} AS whole,"
        f" arg_min(p._key, p._row) AS _key FROM {quoted(now.table.name)} p GROUP BY 1) p ON p.whole = {there}"
    )
    last = 0
    while rows := both.bench.ask(
        "SELECT _row, _key, record, kept, place FROM _lines WHERE _row > ? ORDER BY _row LIMIT ?", [last, PART]
    ):
        for row, line, record, kept_, place in rows:
            yield Line(line, record or "", int(place) if kept_ and record else 0)
            last = int(row)


# --- the ends of lines -------------------------------------------------------------------------------


def settle(cycle: Cycle, data_object: DataObject, who: str) -> None:
    """Bring the ledger's entries of the lines in line with those of their records. Repeating it changes nothing more."""
    mapping = tables.mapping_of(data_object)
    ledger = DjangoLedger(cycle.project)
    with beside(data_object, mapping) as (now, both):
        feed = each_line(now, both, mapping.key)
        while part := list(islice(feed, PART)):
            _write(ledger, list(_ends(ledger, cycle, data_object, both.lines, part)), who)


def _ends(
    ledger: DjangoLedger, cycle: Cycle, data_object: DataObject, lines: DataObject, part: list[Line]
) -> Iterator[Entry]:
    """What became of each line, as an entry of the ledger."""
    left_out, merged = decisions(lines)

    def full(of: DataObject, key: str) -> str:
        return load_key(cycle.system, of.key, key)

    records = ledger.look_up({full(data_object, line.record) for line in part if line.record})
    for line in part:
        key = full(lines, line.key)
        record = records.get(full(data_object, line.record)) if line.record else None
        if line.key in left_out:
            yield Entry(key, State.EXCLUDED, reason_code="decision", text=left_out[line.key])
        elif line.key in merged and record is not None and record.state is State.LOADED:
            yield Entry(key, State.MERGED, text="duplicate", merged_into=full(lines, merged[line.key]))
        elif not line.record:
            yield Entry(key, State.REJECTED, reason_code="parent_missing")
        else:
            yield _with_its_record(key, line, record)


def _with_its_record(key: str, line: Line, record: Entry | None) -> Entry:
    if record is None or record.state in OPEN:
        return Entry(key, State.PENDING)
    if record.state is State.LOADED:
        return Entry(key, State.LOADED, target_id=f"{record.target_id}/{line.place}", batch_id=record.batch_id)
    if record.state is State.REJECTED:
        return Entry(key, State.REJECTED, reason_code="record_refused", text=line.record)
    code = "record_merged" if record.state is State.MERGED else "record_left_out"
    return Entry(key, State.EXCLUDED, reason_code=code, text=line.record)


def _write(ledger: DjangoLedger, wanted: list[Entry], who: str) -> None:
    known = ledger.look_up([each.key for each in wanted])
    ledger.register((each.key, "") for each in wanted if each.key not in known)
    changed = [each for each in wanted if _differs(known.get(each.key), each)]
    ledger.release([e.key for e in changed if e.key in known and known[e.key].state is State.INTENT])
    ledger.reopen([e.key for e in changed if e.key in known and known[e.key].state in TERMINAL], who, "as its record")
    by_batch: dict[str, dict[str, str]] = {}
    by_reason: dict[tuple[str, str], list[str]] = {}
    for each in changed:
        if each.state is State.LOADED:
            by_batch.setdefault(each.batch_id, {})[each.key] = each.target_id
        elif each.state is State.EXCLUDED:
            by_reason.setdefault((each.reason_code, each.text), []).append(each.key)
    for batch, ids in by_batch.items():
        ledger.intend(batch, ids)
        ledger.loaded(ids)
    for (code, text), keys in by_reason.items():
        ledger.exclude(keys, code, text)
    refused = [Refusal(e.key, e.reason_code, e.text) for e in changed if e.state is State.REJECTED]
    if refused:
        ledger.reject(refused)
    into = {e.key: e.merged_into for e in changed if e.state is State.MERGED}
    if into:
        ledger.merge(into, "duplicate")


def _differs(known: Entry | None, wanted: Entry) -> bool:
    if known is None:
        return wanted.state is not State.PENDING
    return (known.state, known.target_id, known.reason_code, known.text, known.merged_into) != (
        wanted.state, wanted.target_id, wanted.reason_code, wanted.text, wanted.merged_into
    )  # fmt: skip


# --- simulate and reconcile --------------------------------------------------------------------------


def simulated(
    cycle: Cycle, data_object: DataObject, accepted: set[str], refused: set[str]
) -> tuple[dict[str, int], list[Refusal]]:
    """(how many lines would be taken, refused or left out with their records; lines without a record)."""
    mapping = tables.mapping_of(data_object)
    counts, lost = {"accepted": 0, "refused": 0, "left_out": 0}, []
    with beside(data_object, mapping) as (now, both):
        out = {key for each in decisions(both.lines) for key in each}
        for line in each_line(now, both, mapping.key):
            if line.key in out:
                counts["left_out"] += 1
            elif not line.record:
                counts["refused"] += 1
                lost.append(Refusal(load_key(cycle.system, both.lines.key, line.key), "parent_missing", ""))
            else:
                end = "accepted" if line.record in accepted else "refused" if line.record in refused else "left_out"
                counts[end] += 1
    return counts, lost


def compare(target: Target, cycle: Cycle, data_object: DataObject, told: Told) -> Reconciliation:
    """The statement of the lines: every row with its end, and as many lines in the ERP as were loaded, record by record.
    What stands in the lines is compared with their records."""
    mapping, ledger = tables.mapping_of(data_object), DjangoLedger(cycle.project)
    with beside(data_object, mapping) as (now, both):
        here = key_prefix(cycle.system, both.lines.key)
        found = Reconciliation(here)
        expected: dict[str, int] = {}
        feed = each_line(now, both, mapping.key)
        seen: set[str] = set()
        while part := list(islice(feed, PART)):
            known = ledger.look_up([here + line.key for line in part])
            for line in part:
                entry = known.get(here + line.key) or Entry(here + line.key, State.PENDING)
                if entry.key not in known:
                    found.differences.append(Difference("not_in_ledger", entry.key))
                elif entry.state in OPEN:
                    found.differences.append(Difference("open", entry.key, found=entry.state))
                seen.add(entry.key)
                found.rows += 1
                found.by_state[entry.state] += 1
                found.entries.append(entry)
                if entry.state is State.LOADED:
                    record = load_key(cycle.system, data_object.key, line.record)
                    expected[record] = max(expected.get(record, 0), line.place)
                    if line.place == 0:
                        found.differences.append(Difference("source_changed", entry.key))
            told(found.rows)
        found.differences += [
            Difference("not_in_source", entry.key, found=entry.state)
            for entry in ledger.entries(here)
            if entry.key not in seen
        ]
        _held(target, mapping.target, both.field.to, found, expected)
        return found


def _held(target: Target, name: str, field: str, found: Reconciliation, expected: Mapping[str, int]) -> None:
    """What the ERP holds: of each record as many lines as it gives back."""
    by_place = {entry.target_id: entry.key for entry in found.entries if entry.state is State.LOADED}
    held, records = target.find(name, expected), iter(expected)
    while part := list(islice(records, 500)):
        answers = target.read_back(name, part, [field])
        for record in part:
            there = answers.get(record, {}).get(field)
            if there is UNREAD:
                found.not_compared.add(field)
            number = expected[record] if there is UNREAD else len(there) if isinstance(there, (list, tuple)) else 0
            places = [f"{held.get(record, '')}/{place}" for place in range(1, number + 1)]
            found.target_keys |= {by_place[place]: place for place in places if place in by_place}
            if number > expected[record]:
                found.differences.append(
                    Difference("extra_in_target", record, field, str(expected[record]), str(number))
                )
    found.differences += [
        Difference("missing_in_target", key, expected=place)
        for place, key in by_place.items()
        if key not in found.target_keys
    ]
