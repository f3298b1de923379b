"""Cleaning: recorded corrections on an immutable extract, each with who and why, each undoable.

A corrected table is always derived anew from the extract and the list of corrections; undoing one means deriving again
without it. So nothing can be corrected twice, and every changed cell has its before, after and author.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from golive.engines.migration.faults import NULL_LIKE
from golive.engines.migration.table import Table, TableError, Workbench, literal, quoted

Kind = Literal[
    "trim",
    "squeeze",
    "half_width",
    "upper",
    "lower",
    "digits",
    "phone",
    "amount",
    "date",
    "number",
    "blank_null_like",
    "value_map",
    "set_cell",
    "set_rows",
]

_AMOUNT = "^[¥￥]?[+-]?[\\d,，]+(\\.\\d+)?元?$"

_SCALED = "^[¥￥]?\\s*([+-]?[\\d,]+(?:\\.\\d+)?)\\s*(亿|万|千)?元?$"
"""A number and a Chinese unit of money; the second group is its scale."""

_CHANGES: dict[str, str] = {
    "trim": "gl_trim(v)",
    "squeeze": "regexp_replace(gl_trim(v), '[\\s\\x{00A0}\\x{3000}]+', ' ', 'g')",
    "half_width": "gl_half(v)",
    "upper": "upper(v)",
    "lower": "lower(v)",
    # 13812345678 and 021-55512345; what is neither (an extension, a foreign number) stays.
    "phone": (
        "coalesce((SELECT CASE WHEN regexp_full_match(d, '1[3-9]\\d{9}') THEN d"
        " WHEN regexp_full_match(d, '0(10|2\\d)\\d{7,8}') THEN left(d, 3) || '-' || substr(d, 4)"
        " WHEN regexp_full_match(d, '0[3-9]\\d{9,10}') THEN left(d, 4) || '-' || substr(d, 5) END FROM (SELECT"
        " regexp_replace(regexp_replace(gl_half(v), '[\\s()\\-–—]', '', 'g'), '^(\\+|00)86', '') AS d)), v)"
    ),
    # 12万元 is 120000, 3.5亿 is 350000000; what is no such amount stays.
    "amount": (
        "CASE WHEN regexp_matches(gl_trim(gl_half(v)), '" + _SCALED + "') THEN rtrim(rtrim(CAST(gl_number("
        "regexp_extract(gl_trim(gl_half(v)), '"
        + _SCALED
        + "', 1)) * CASE regexp_extract(gl_trim(gl_half(v)), '"
        + _SCALED
        + "', 2) WHEN '亿' THEN 100000000 WHEN '万' THEN 10000 WHEN '千' THEN 1000 ELSE 1 END AS VARCHAR), '0'), '.') ELSE v END"
    ),
    "digits": "regexp_replace(gl_half(v), '[^0-9]', '', 'g')",
    "date": "coalesce(strftime(gl_date(v), '%Y-%m-%d'), v)",
    # "￥1,250.00元" is 1250.00; what is no plain amount ("面议", "5万") stays for a person to see.
    "number": (
        "CASE WHEN regexp_matches(gl_trim(gl_half(v)), '" + _AMOUNT + "')"
        " THEN regexp_replace(gl_half(v), '[,，¥￥元\\s]', '', 'g') ELSE v END"
    ),
    "blank_null_like": "CASE WHEN lower(gl_trim(v)) IN {words} THEN NULL ELSE v END",
}


@dataclass(frozen=True)
class Correction:
    """One correction of one column, in the order it was made. `id` is the caller's.

    value_map: `values` {before: after}, blank compared as "". set_cell: `key` names the record, `before` what was there
    when it was corrected, `after` what it should be. set_rows: the same for all records of `keys`, which had the same
    `before` (blank is compared as blank). A correction with `undone_by` is left out."""

    id: str
    kind: Kind
    column: str
    who: str
    why: str
    at: str = ""
    values: Mapping[str, str | None] = field(default_factory=dict)
    key: str = ""
    keys: tuple[str, ...] = ()
    before: str | None = None
    after: str | None = None
    undone_by: str = ""


class Change(NamedTuple):
    """One cell that a correction changed."""

    correction: str
    row: int
    key: str
    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Derived:
    """The corrected table. `conflicts` are set_cell and set_rows corrections that no longer fit what they were made for
    (a key is gone, or the value is another one): what does not fit was not changed and wants a person."""

    bench: Workbench
    table: Table
    conflicts: tuple[str, ...]
    changes_table: str

    def changes(self, correction: str | None = None) -> list[Change]:
        where = f"WHERE correction = {literal(correction)}" if correction is not None else ""
        sql = f"SELECT * FROM {quoted(self.changes_table)} {where} ORDER BY step, _row"
        return [Change(*row[1:]) for row in self.bench.ask(sql)]


def derive(
    bench: Workbench,
    extract: Table,
    corrections: Sequence[Correction],
    name: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Derived:
    """Make the corrected table `name` from the extract. Keys and rows stay those of the extract."""
    if name == extract.name:
        raise TableError("extract_is_immutable", table=name)
    standing = [each for each in corrections if not each.undone_by]
    extract.require({each.column for each in standing})
    changes = f"changes of {name}"
    bench.ask(f"CREATE OR REPLACE TABLE {quoted(name)} AS SELECT * FROM {quoted(extract.name)} ORDER BY _row")
    bench.ask(
        f"CREATE OR REPLACE TABLE {quoted(changes)} (step INTEGER, correction VARCHAR, _row BIGINT, _key VARCHAR,"
        " column_name VARCHAR, before VARCHAR, after VARCHAR)"
    )
    conflicts = []
    for step, each in enumerate(standing):
        if not _apply(bench, name, changes, step, each):
            conflicts.append(each.id)
        progress(step + 1, len(standing))
    table = bench.add(Table(name, extract.columns, extract.key, extract.rows))
    return Derived(bench, table, tuple(conflicts), changes)


def _apply(bench: Workbench, name: str, changes: str, step: int, each: Correction) -> bool:
    """Record what the correction changes, then change it. False if it does not fit all its records."""
    expression, where, parameters = _expression(each)
    source = f"(SELECT _row, _key, {quoted(each.column)} AS v FROM {quoted(name)})"
    wanted = {"set_cell": 1, "set_rows": len(set(each.keys))}.get(each.kind, 0)
    fits = not wanted or bench.ask(f"SELECT count(*) FROM {source} WHERE {where}", parameters[1:])[0][0] == wanted
    if each.kind == "set_cell" and not fits:
        return False
    bench.ask(
        f"INSERT INTO {quoted(changes)} SELECT {step}, {literal(each.id)}, _row, _key, {literal(each.column)}, v, after"
        f" FROM (SELECT *, {expression} AS after FROM {source} WHERE {where}) WHERE v IS DISTINCT FROM after",
        parameters,
    )
    bench.ask(
        f"UPDATE {quoted(name)} AS t SET {quoted(each.column)} = c.after FROM {quoted(changes)} AS c"
        f" WHERE c.step = {step} AND c._row = t._row"
    )
    return fits


def _expression(each: Correction) -> tuple[str, str, list[Any]]:
    """(the new value of `v`, which rows, parameters)."""
    if each.kind == "set_cell":
        return "CAST(? AS VARCHAR)", "_key = ? AND v IS NOT DISTINCT FROM CAST(? AS VARCHAR)", [
            each.after, each.key, each.before,
        ]  # fmt: skip
    if each.kind == "set_rows":
        where = "_key IN (SELECT unnest(CAST(? AS VARCHAR[]))) AND gl_text(v) IS NOT DISTINCT FROM gl_text(?)"
        return "CAST(? AS VARCHAR)", where, [each.after, list(each.keys), each.before]
    if each.kind == "value_map":
        cases = " ".join(
            f"WHEN coalesce(gl_text(v), '') = {literal(before)} THEN {'NULL' if after is None else literal(after)}"
            for before, after in each.values.items()
        )
        return (f"CASE {cases} ELSE v END" if cases else "v"), "true", []
    if each.kind not in _CHANGES:
        raise TableError("unknown_correction", kind=each.kind)
    return _CHANGES[each.kind].replace("{words}", _null_like()), "v IS NOT NULL", []


def _null_like() -> str:
    return "(" + ", ".join(literal(word) for word in NULL_LIKE) + ")"
