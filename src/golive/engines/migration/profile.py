"""The profile of a table: what is in every column, which columns identify a record, and what looks wrong.

Shapes: one `TableProfile` a table, one `ColumnProfile` a column. Blank means NULL or nothing but white space; distinct
values, lengths and patterns are of the values that are not blank.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any, Literal

from golive.engines.evidence.canonical import decimal_text
from golive.engines.migration.china import has_traditional, split_address
from golive.engines.migration.dependencies import Dependency, find_dependencies
from golive.engines.migration.faults import NUMERIC, PREDICATES, RECOGNISED, Fault, date_style_columns
from golive.engines.migration.formats import FORMATS
from golive.engines.migration.rule_values import QUANTITY, merged
from golive.engines.migration.rules import Rule
from golive.engines.migration.shapes import exact_sql, loose_sql
from golive.engines.migration.table import Table, Workbench, quoted

ColumnType = Literal["empty", "integer", "decimal", "date", "boolean", "text"]
TYPE_SHARE = 0.9
"""A column has a type when this share of its values reads so; the others are suspected (`not_of_type`)."""
_VALUES = "_values"  # v the value, t its trimmed text, n how often, x as number, d as date
_SHAPES = "_shapes"  # s the exact shape, n how often
_BOOLEAN = "('true', 'false', 'yes', 'no', 'y', 'n', '是', '否', '有', '无', '启用', '停用', '男', '女')"
_PHONE_WORDS = ("电话", "手机", "传真", "phone", "mobile", "fax", "tel")
_DATE_WORDS = ("日期", "时间", "date")


@dataclass(frozen=True)
class ColumnProfile:
    """`share_of_type` is of the values that are not blank. `minimum` and `maximum` are numbers or dates for such columns,
        else by text order. `patterns` are loose shapes, `shapes` exact ones (see shapes.py). `units`: what follows the number,
    where nearly all values are numbers. `quartiles` of numbers: a quarter, half, three quarters of the values are at most
    so large; `limits` are far outside of what is usual, `outliers` lie beyond them."""

    name: str
    type: ColumnType
    share_of_type: float
    rows: int
    nulls: int
    blanks: int
    distinct: int
    minimum: str | None
    maximum: str | None
    shortest: int | None
    longest: int | None
    top: tuple[tuple[str, int], ...]
    patterns: tuple[tuple[str, int], ...]
    date_styles: tuple[tuple[str, int], ...]
    format: str  # uscc, phone_cn, email, or ""
    faults: tuple[Fault, ...]
    shapes: tuple[tuple[str, int], ...] = ()
    units: tuple[tuple[str, int], ...] = ()
    quartiles: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    outliers: int = 0

    @property
    def filled(self) -> int:
        return self.rows - self.nulls - self.blanks


@dataclass(frozen=True)
class TableProfile:
    """`candidate_keys`: column sets, each filled and distinct in every row, the smallest first. `merged`: pairs of
    columns and in how many rows the first seems to hold the value of the second, which is blank there."""

    table: str
    rows: int
    columns: tuple[ColumnProfile, ...]
    candidate_keys: tuple[tuple[str, ...], ...]
    dependencies: tuple[Dependency, ...] = ()
    merged: tuple[tuple[str, str, int], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def profile(
    bench: Workbench, table: Table, progress: Callable[[int, int], None] = lambda done, total: None
) -> TableProfile:
    """Profile every column; `progress(done, total)` counts columns."""
    columns = []
    for place, name in enumerate(table.columns):
        columns.append(_column(bench, table, name))
        progress(place + 1, len(table.columns))
    keys = _candidate_keys(bench, table, columns)
    distinct = {column.name: column.distinct for column in columns}
    dependencies = find_dependencies(bench, table, distinct)
    return TableProfile(table.name, table.rows, tuple(columns), keys, dependencies, _merged(bench, table, columns))


def _column(bench: Workbench, table: Table, name: str) -> ColumnProfile:
    # Every value once, with how often it occurs: most columns have far fewer values than rows.
    bench.ask(
        f"CREATE OR REPLACE TEMP TABLE {_VALUES} AS SELECT *, CASE WHEN {NUMERIC} OR t < ':' THEN gl_number_of(t) END AS x,"
        f" CASE WHEN {NUMERIC} THEN gl_date_of(t) END AS d FROM (SELECT v, gl_text(v) AS t, n FROM"
        f" (SELECT {quoted(name)} AS v, count(*) AS n FROM {quoted(table.name)} GROUP BY 1))"
    )
    bench.ask(
        f"CREATE OR REPLACE TEMP TABLE {_SHAPES} AS SELECT {exact_sql('t')} AS s, sum(n) AS n FROM {_VALUES}"
        " WHERE t IS NOT NULL GROUP BY 1"
    )
    facts = _facts(bench)
    filled = facts["filled"]
    kind, share = _type(facts, filled)
    lowest, highest = _range(bench, kind)
    styles = tuple((style, facts[f"date_{style}"]) for style in date_style_columns() if facts[f"date_{style}"])
    recognised = _recognise(name, facts, filled, kind)
    return ColumnProfile(
        name, kind, share, facts["rows"], facts["nulls"], facts["rows"] - facts["nulls"] - filled, facts["distinct"],
        lowest, highest, facts["shortest"], facts["longest"],
        _counted(bench, f"SELECT t, sum(n) FROM {_VALUES} WHERE t IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10"),
        _counted(bench, f"SELECT {loose_sql('s')}, sum(n) FROM {_SHAPES} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 8"),
        styles, recognised, tuple(_faults(bench, facts, kind, styles, recognised, name)),
        _counted(bench, f"SELECT s, n FROM {_SHAPES} WHERE length(s) <= 40 ORDER BY 2 DESC, 1 LIMIT 8"),
        _units(bench, facts), *_spread(bench, kind),
    )  # fmt: skip


def _facts(bench: Workbench) -> dict[str, Any]:
    """Everything that one scan of the column's values can count."""
    wanted = {
        "rows": "coalesce(sum(n), 0)",
        "nulls": _sum("v IS NULL"),
        "filled": _sum("t IS NOT NULL"),
        "distinct": "count(DISTINCT t)",
        "distinct_loosely": "count(DISTINCT lower(CASE WHEN strlen(t) = length(t) THEN t ELSE gl_half(t) END))",
        "shortest": "min(length(t))",
        "longest": "max(length(t))",
        "integer": _sum("regexp_matches(t, '^[+-]?\\d{1,18}$')"),
        "zeros": _sum("starts_with(t, '0') AND regexp_matches(t, '^0\\d+$')"),
        "number": _sum("x IS NOT NULL"),
        "date": _sum("d IS NOT NULL"),
        "quantity": _sum(f"{NUMERIC} AND regexp_matches(t, '{QUANTITY}')"),
        "boolean": _sum(f"lower(t) IN {_BOOLEAN}"),
        **{f"date_{style}": _sum(test) for style, test in date_style_columns().items()},
        **{f"fault_{code}": _sum(test) for code, test in PREDICATES.items()},
        **{f"like_{name}": _sum(test) for name, test in RECOGNISED.items()},
    }
    row = bench.ask(f"SELECT {', '.join(wanted.values())} FROM {_VALUES}")[0]
    return dict(zip(wanted, row, strict=True))


def _sum(predicate: str) -> str:
    return f"coalesce(sum(n) FILTER ({predicate}), 0)"


def _type(facts: dict[str, Any], filled: int) -> tuple[ColumnType, float]:
    if not filled:
        return "empty", 1.0
    counts: tuple[tuple[ColumnType, int], ...] = (
        ("boolean", facts["boolean"]),
        ("date", facts["date"] if facts["date"] * 2 > facts["date_compact"] else 0),
        # A number with leading zeros is a code: 007 is not 7.
        ("integer", 0 if facts["zeros"] or facts["number"] - facts["integer"] > filled // 500 else facts["integer"]),
        ("decimal", 0 if facts["zeros"] else facts["number"]),
    )
    for kind, count in counts:
        # Words for "nothing" say nothing of the type, unless they are half of a yes and no.
        known = filled if kind == "boolean" else max(filled - facts["fault_null_like"], 1)
        if count / known >= TYPE_SHARE:
            return kind, min(round(count / known, 4), 1.0)
    return "text", 1.0


def _range(bench: Workbench, kind: ColumnType) -> tuple[str | None, str | None]:
    expression = {"integer": "x", "decimal": "x", "date": "d"}.get(kind, "t")
    lowest, highest = bench.ask(f"SELECT min({expression}), max({expression}) FROM {_VALUES} WHERE t IS NOT NULL")[0]
    return _shown(lowest), _shown(highest)


def _shown(value: Any) -> str | None:
    if isinstance(value, Decimal):
        return decimal_text(value)
    return None if value is None else str(value)


def _recognise(name: str, facts: dict[str, Any], filled: int, kind: ColumnType) -> str:
    if not filled:
        return ""
    for form in ("uscc", "email"):
        if facts[f"like_{form}"] * 2 > filled:
            return form
    named = any(word in name.lower() for word in _PHONE_WORDS)
    return "phone_cn" if named and facts["like_phone_cn"] * 2 > filled else ""


def _faults(
    bench: Workbench,
    facts: dict[str, Any],
    kind: ColumnType,
    styles: Sequence[tuple[str, int]],
    recognised: str,
    name: str,
) -> list[Fault]:
    tests = {code: test for code, test in PREDICATES.items() if facts[f"fault_{code}"]}
    if kind == "boolean":
        tests.pop("null_like", None)
    if recognised:
        tests[f"not_{recognised}"] = f"t IS NOT NULL AND NOT coalesce({FORMATS[recognised]}, false)"
    if kind in ("integer", "decimal", "date"):
        reads = {"integer": "regexp_matches(t, '^[+-]?\\d{1,18}$')", "decimal": "gl_number(t) IS NOT NULL"}
        test = reads.get(kind, "gl_date(t) IS NOT NULL")
        tests["not_of_type"] = f"t IS NOT NULL AND NOT coalesce({test}, false) AND NOT {PREDICATES['null_like']}"
    if kind == "date":
        tests["no_such_date"] = f"gl_date(t) IS NULL AND ({' OR '.join(date_style_columns().values())})"
    if kind == "integer" and any(word in name.lower() for word in _DATE_WORDS):
        tests["date_as_number"] = "gl_number(t) BETWEEN 20000 AND 60000"
    found = []
    for code, test in tests.items():
        examples = _counted(bench, f"SELECT v, sum(n) FROM {_VALUES} WHERE {test} GROUP BY 1 ORDER BY 2 DESC, 1")
        if examples:
            count = sum(number for _, number in examples)
            found.append(Fault(code, count, tuple(text for text, _ in examples[:3])))
    if len(styles) > 1 and facts["date"] * 2 > facts["filled"]:
        minority = facts["filled"] - max(count for _, count in styles)
        found.append(Fault("mixed_date_styles", minority, tuple(style for style, _ in styles)))
    if facts["distinct_loosely"] < facts["distinct"]:
        found.append(Fault("written_differently", facts["distinct"] - facts["distinct_loosely"]))
    return found + _chinese_faults(bench, name)


_ADDRESS_WORDS = ("地址", "住址", "address", "addr")
_LOOKED_AT = 20_000  # distinct Chinese texts of a column, the most frequent first


def _chinese_faults(bench: Workbench, name: str) -> list[Fault]:
    """What only a look at every Chinese text can say: traditional signs among simplified ones, addresses that begin with
    no known division where most do."""
    sql = (
        f"SELECT t, sum(n) FROM {_VALUES} WHERE strlen(t) <> length(t) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_LOOKED_AT}"
    )
    texts = _counted(bench, sql)
    rows = sum(count for _, count in texts)
    tests = {"traditional": has_traditional}
    if any(word in name.lower() for word in _ADDRESS_WORDS):
        tests["no_such_region"] = lambda text: not split_address(text).code
    found = []
    for code, test in tests.items():
        odd = [(text, count) for text, count in texts if test(text)]
        count = sum(number for _, number in odd)
        if 0 < count * 2 < rows:
            found.append(Fault(code, count, tuple(text for text, _ in odd[:3])))
    return found


def _units(bench: Workbench, facts: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    """What follows the numbers of a column of numbers ("" where nothing does), if anything does anywhere."""
    known = facts["filled"] - facts["fault_null_like"]
    if not known or facts["quantity"] < TYPE_SHARE * known or facts["number"] >= known:
        return ()
    unit = f"coalesce(regexp_extract(t, '{QUANTITY}', 2), '')"
    sql = f"SELECT {unit}, sum(n) FROM {_VALUES} WHERE regexp_matches(t, '{QUANTITY}') GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 40"
    return _counted(bench, sql)


def _spread(bench: Workbench, kind: ColumnType) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """(quartiles, limits, outliers) of numbers. The limits lie five interquartile ranges outside, on a scale of
    logarithms where all numbers are positive and the upper half is the wider one: amounts of money are so."""
    if kind not in ("integer", "decimal"):
        return (), (), 0
    repeated = f"SELECT unnest(range(n::BIGINT)) AS i, x::DOUBLE AS x FROM {_VALUES} WHERE x IS NOT NULL"
    lowest, quarters = bench.ask(f"SELECT min(x), quantile_disc(x, [0.25, 0.5, 0.75]) FROM ({repeated})")[0]
    first, middle, third = quarters
    shown = tuple(_shown(Decimal(repr(each))) or "" for each in quarters)
    if third == first:
        return shown, (), 0
    if lowest > 0 and third - middle > middle - first:
        ratio = (third / first) ** 5
        low, high = first / ratio, third * ratio
    else:
        low, high = first - 5 * (third - first), third + 5 * (third - first)
    beyond = f"SELECT coalesce(sum(n), 0) FROM {_VALUES} WHERE x < {low!r} OR x > {high!r}"
    return shown, (f"{low:.6g}", f"{high:.6g}"), int(bench.ask(beyond)[0][0])


def _merged(bench: Workbench, table: Table, columns: Sequence[ColumnProfile]) -> tuple[tuple[str, str, int], ...]:
    """Pairs of which the second is sometimes blank and then stands at the end of the first."""
    texts = [column for column in columns if column.type == "text"]
    seconds = [column for column in texts if column.filled < column.rows and 1 < column.distinct <= 500]
    found = []
    for second in seconds:
        for first in texts:
            if first.name != second.name and any(" " in pattern for pattern, _ in first.patterns):
                rule = Rule("merged", "merged", (first.name, second.name))
                count = int(bench.ask(f"SELECT count(*) FROM ({merged(rule, table)})")[0][0]) // 2
                if count >= 3:
                    found.append((first.name, second.name, count))
    return tuple(found)


def _counted(bench: Workbench, sql: str) -> tuple[tuple[str, int], ...]:
    return tuple((str(value), int(count)) for value, count in bench.ask(sql))


def _candidate_keys(bench: Workbench, table: Table, columns: Sequence[ColumnProfile]) -> tuple[tuple[str, ...], ...]:
    """Single columns; where there is none, pairs of the ten filled columns with the most distinct values."""
    if not table.rows:
        return ()
    filled = [column for column in columns if column.filled == table.rows]
    single = tuple((column.name,) for column in filled if column.distinct == table.rows)
    if single:
        return single
    promising = sorted(filled, key=lambda column: -column.distinct)[:10]
    pairs = []
    for first, second in combinations(promising, 2):
        if first.distinct * second.distinct < table.rows:
            continue
        both = f"(gl_text({quoted(first.name)}), gl_text({quoted(second.name)}))"
        if bench.ask(f"SELECT count(DISTINCT {both}) FROM {quoted(table.name)}")[0][0] == table.rows:
            pairs.append((first.name, second.name))
    return tuple(pairs)
