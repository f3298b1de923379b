"""Rows of another table that belong to a record: an order's lines, a bill's components."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from golive.engines.migration.map_rows import ChildRows, Row
from golive.engines.migration.mapping import Children
from golive.engines.migration.table import Table, Workbench, quoted


def children_of(bench: Workbench) -> ChildRows:
    """Reads the tables of the workbench, one question a batch."""

    def ask(children: Children, keys: Collection[str]) -> Mapping[str, list[Row]]:
        table = bench.table(children.table)
        names = ("_row", "_key", *table.columns)
        order = ", ".join([*(sortable(column) for column in children.order), "_row"])
        sql = (
            f"SELECT {joined(children.by)}, {', '.join(quoted(name) for name in names)} FROM {quoted(table.name)}"
            f" WHERE {joined(children.by)} IN (SELECT unnest(?)) ORDER BY {order}"
        )
        found: dict[str, list[Row]] = {key: [] for key in keys}
        for key, *values in bench.ask(sql, [sorted(keys)]):
            found[key].append(dict(zip(names, values, strict=True)))
        return found

    return ask


def orphans(bench: Workbench, children: Children, parent: Table) -> list[str]:
    """Keys of child rows whose record is not there: source rows that would be lost without a word."""
    sql = (
        f"SELECT c._key FROM {quoted(children.table)} c WHERE NOT EXISTS (SELECT 1 FROM {quoted(parent.name)} p"
        f" WHERE {joined(parent.key, 'p')} = {joined(children.by, 'c')}) ORDER BY c._row"
    )
    return [str(row[0]) for row in bench.ask(sql)]


def heads(
    bench: Workbench, name: str, key: Sequence[str], columns: Sequence[str], into: str
) -> tuple[Table, list[str]]:
    """Of a table that repeats its head on every line, the first line of each record, as a table of its own; and the
    records whose lines do not agree about the head's columns."""
    lines = bench.table(name)
    whole = joined(key)
    bench.ask(
        f"CREATE TABLE {quoted(into)} AS SELECT row_number() OVER (ORDER BY _row) AS _row, {whole} AS _key,"
        f" {', '.join(quoted(column) for column in lines.columns)} FROM {quoted(name)}"
        f" QUALIFY row_number() OVER (PARTITION BY {whole} ORDER BY _row) = 1"
    )
    ((number,),) = bench.ask(f"SELECT count(*) FROM {quoted(into)}")
    differing = " OR ".join(f"count(DISTINCT coalesce({quoted(column)}, '')) > 1" for column in columns) or "false"
    wrong = bench.ask(f"SELECT {whole} FROM {quoted(name)} GROUP BY 1 HAVING {differing} ORDER BY 1")
    return bench.add(Table(into, lines.columns, tuple(key), number)), [str(row[0]) for row in wrong]


def joined(columns: Sequence[str], alias: str = "") -> str:
    """`table.source_key` without its numbering, in SQL; `alias` is the table's."""
    prefix = f"{alias}." if alias else ""
    parts = (f"coalesce({prefix}{quoted(column)}, '')" for column in columns)
    return " || '|' || ".join(
        f"replace(replace(replace({part}, '%', '%25'), '|', '%7C'), '#', '%23')" for part in parts
    )


def sortable(column: str, alias: str = "") -> str:
    """Numbers in the order of numbers, then text."""
    name = f"{alias}.{quoted(column)}" if alias else quoted(column)
    return f"try_cast({name} AS DOUBLE), {name}"
