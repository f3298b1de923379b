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
from golive.engines.migration.faults import PREDICATES, RECOGNISED, Fault, date_style_columns
from golive.engines.migration.formats import FORMATS
from golive.engines.migration.table import Table, Workbench, quoted

ColumnType = Literal["empty", "integer", "decimal", "date", "boolean", "text"]
TYPE_SHARE = 0.9
"""A column has a type when this share of its values reads so; the others are suspected (`not_of_type`)."""
_VALUES = "_values"
_BOOLEAN = "('true', 'false', 'yes', 'no', 'y', 'n', '是', '否', '有', '无', '启用', '停用', '男', '女')"
_PHONE_WORDS = ("电话", "手机", "传真", "phone", "mobile", "fax", "tel")
_DATE_WORDS = ("日期", "时间", "date")


@dataclass(frozen=True)
class ColumnProfile:
    """`share_of_type` is of the values that are not blank. `minimum` and `maximum` are numbers or dates for such columns,
    else by text order. `patterns`: 9 a digit, A a letter, 汉 a Chinese character, runs written once."""

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

    @property
    def filled(self) -> int:
        return self.rows - self.nulls - self.blanks


@dataclass(frozen=True)
class TableProfile:
    """`candidate_keys`: column sets, each filled and distinct in every row, the smallest first."""

    table: str
    rows: int
    columns: tuple[ColumnProfile, ...]
    candidate_keys: tuple[tuple[str, ...], ...]

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
    return TableProfile(table.name, table.rows, tuple(columns), _candidate_keys(bench, table, columns))


def _column(bench: Workbench, table: Table, name: str) -> ColumnProfile:
    # Every value once, with how often it occurs: most columns have far fewer values than rows.
    bench.ask(
        f"CREATE OR REPLACE TEMP TABLE {_VALUES} AS SELECT v, gl_text(v) AS t, n FROM"
        f" (SELECT {quoted(name)} AS v, count(*) AS n FROM {quoted(table.name)} GROUP BY 1)"
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
        _counted(bench, f"SELECT {_pattern('t')}, sum(n) FROM {_VALUES} WHERE t IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5"),
        styles, recognised, tuple(_faults(bench, facts, kind, styles, recognised, name)),
    )  # fmt: skip


def _facts(bench: Workbench) -> dict[str, Any]:
    """Everything that one scan of the column's values can count."""
    wanted = {
        "rows": "coalesce(sum(n), 0)",
        "nulls": _sum("v IS NULL"),
        "filled": _sum("t IS NOT NULL"),
        "distinct": "count(DISTINCT t)",
        "distinct_loosely": "count(DISTINCT lower(gl_half(t)))",
        "shortest": "min(length(t))",
        "longest": "max(length(t))",
        "integer": _sum("regexp_matches(t, '^[+-]?\\d{1,18}$')"),
        "zeros": _sum("regexp_matches(t, '^0\\d+$')"),
        "number": _sum("gl_number(t) IS NOT NULL"),
        "date": _sum("gl_date(t) IS NOT NULL"),
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
        ("integer", 0 if facts["zeros"] else facts["integer"]),
        ("decimal", 0 if facts["zeros"] else facts["number"]),
    )
    for kind, count in counts:
        if count / filled >= TYPE_SHARE:
            return kind, round(count / filled, 4)
    return "text", 1.0


def _range(bench: Workbench, kind: ColumnType) -> tuple[str | None, str | None]:
    expression = {"integer": "gl_number(t)", "decimal": "gl_number(t)", "date": "gl_date(t)"}.get(kind, "t")
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
        tests["not_of_type"] = f"t IS NOT NULL AND NOT coalesce({test}, false)"
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
    return found


def _pattern(value: str) -> str:
    """Runs of digits, letters and Chinese characters, each as one sign."""
    expression = f"regexp_replace({value}, '[\\x{{3400}}-\\x{{9FFF}}]+', '汉', 'g')"
    return f"regexp_replace(regexp_replace({expression}, '[A-Za-z]+', 'A', 'g'), '\\d+', '9', 'g')"


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
