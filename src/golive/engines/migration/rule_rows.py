"""Rules about one cell, all asked in one scan of the table.

Every rule is a predicate on a column's value `v`, its trimmed text `t` (NULL if blank), `x` the text as a number and
`d` as a date. They are put side by side as bits of one number, so that a text is trimmed and read once for all rules of
its column, and only rows that break something leave the scan. Where values repeat, each value is asked once, and the rows
that have a wrong one are looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from golive.engines.migration.faults import PREDICATES
from golive.engines.migration.formats import FORMATS
from golive.engines.migration.rules import Rule, RuleError
from golive.engines.migration.table import Table, Workbench, literal, quoted

KINDS = ("completeness", "type", "range", "pattern", "format", "length", "in_set", "free_of")
_AT_ONCE = 60  # bits of a BIGINT
SAMPLE = 200_000
Asked = tuple[Rule, str]
"""A rule and the predicate of what breaks it."""
_TYPES = {
    "integer": "regexp_matches(t, '^[+-]?\\d{1,18}$')",
    "decimal": "x IS NOT NULL",
    "number": "x IS NOT NULL",
    "date": "d IS NOT NULL",
    "boolean": "lower(t) IN ('true', 'false', 'yes', 'no', 'y', 'n', '1', '0', '是', '否')",
}


def scan(rules: Sequence[Rule], table: Table, bench: Workbench, findings: str) -> Iterator[Rule]:
    """Put what the rules find into `findings`; yields each rule when it is done. Raises RuleError before anything is kept."""
    for rule in rules:
        table.require(rule.columns)
    predicates = [(rule, broken(rule, bench)) for rule in rules]
    repeating = _repeating({rule.columns[0] for rule in rules}, table, bench)
    parts: dict[str, list[Asked]] = {}
    for rule, predicate in predicates:
        column = rule.columns[0]
        parts.setdefault(column if column in repeating else "", []).append((rule, predicate))
    for column, asked in parts.items():
        for start in range(0, len(asked), _AT_ONCE):
            some = asked[start : start + _AT_ONCE]
            place = (_hits_by_value if column else _hits_by_row)(some, table, bench)
            yield from _keep(some, place, bench, findings)


def _repeating(columns: Collection[str], table: Table, bench: Workbench) -> set[str]:
    """Columns whose values come at least twice in the middle, judged by a sample; the findings do not depend on it."""
    names = sorted(columns)
    if not names or not table.rows:
        return set()
    share = min(100.0, 100 * SAMPLE / table.rows)
    part = f" USING SAMPLE {share:.4f} PERCENT (system, 1)" if share < 100 else ""
    counts = ", ".join(f"approx_count_distinct({quoted(column)})" for column in names)
    rows, *distinct = bench.ask(f"SELECT count(*), {counts} FROM (SELECT * FROM {quoted(table.name)}{part})")[0]
    return {column for column, count in zip(names, distinct, strict=True) if count * 2 <= rows}


def _bits(asked: Sequence[Asked], bench: Workbench) -> tuple[dict[str, int], str, str]:
    """(column -> its place, the reading of the texts, the bits of the rules put together)."""
    place = {column: number for number, column in enumerate(dict.fromkeys(rule.columns[0] for rule, _ in asked))}
    bits = []
    for bit, (rule, predicate) in enumerate(asked):
        name, at = f"_rule{bit}", place[rule.columns[0]]
        bench.ask(f"CREATE OR REPLACE TEMP MACRO {name}(v, t, x, d) AS ({predicate})")
        bits.append(f"(CASE WHEN {name}(v{at}, t{at}, x{at}, d{at}) THEN {1 << bit} ELSE 0 END)::BIGINT")
    reads = {"x": "gl_number_of(t{0})", "d": "gl_date_of(t{0})"}
    read = "".join(f", {sql.format(at)} AS {letter}{at}" for at in place.values() for letter, sql in reads.items())
    return place, read, " | ".join(bits)


def _hits_by_row(asked: Sequence[Asked], table: Table, bench: Workbench) -> dict[str, int]:
    """Fill `_hits`; answers the place of each column in it."""
    place, read, bits = _bits(asked, bench)
    texts = "".join(f", {quoted(column)} AS v{at}, gl_text({quoted(column)}) AS t{at}" for column, at in place.items())
    values = ", ".join(f"v{at}" for at in place.values())
    # random() keeps the filter from being pushed below, where every predicate would trim and read its text anew.
    bench.ask(
        f"CREATE OR REPLACE TEMP TABLE _hits AS SELECT _row, _key, m, {values} FROM (SELECT _row, _key, {values},"
        f" CASE WHEN random() >= 0 THEN {bits} END AS m FROM (SELECT *{read} FROM"
        f" (SELECT _row, _key{texts} FROM {quoted(table.name)}))) WHERE m <> 0"
    )
    return place


def _hits_by_value(asked: Sequence[Asked], table: Table, bench: Workbench) -> dict[str, int]:
    """The same, where the rules are all about one column."""
    place, read, bits = _bits(asked, bench)
    (column,) = place
    name, source = quoted(column), quoted(table.name)
    bench.ask(
        f"CREATE OR REPLACE TEMP TABLE _wrong AS SELECT v0, m FROM (SELECT v0, {bits} AS m FROM (SELECT *{read} FROM"
        f" (SELECT {name} AS v0, gl_text({name}) AS t0 FROM (SELECT DISTINCT {name} FROM {source})))) WHERE m <> 0"
    )
    bench.ask(
        f"CREATE OR REPLACE TEMP TABLE _hits AS SELECT _row, _key, m, v0 FROM {source} JOIN _wrong ON {name} = v0"
        f" UNION ALL SELECT _row, _key, m, v0 FROM {source}, _wrong WHERE {name} IS NULL AND v0 IS NULL"
    )
    bench.ask("DROP TABLE _wrong")
    return place


def _keep(asked: Sequence[Asked], place: dict[str, int], bench: Workbench, findings: str) -> Iterator[Rule]:
    """From the rows with their bits into the findings."""
    for bit, (rule, _) in enumerate(asked):
        column = rule.columns[0]
        bench.ask(
            f"INSERT INTO {quoted(findings)} SELECT {literal(rule.id)}, {literal(rule.severity)}, _row, _key,"
            f" {literal(column)}, v{place[column]}, NULL FROM _hits WHERE m & {1 << bit} <> 0"
        )
        yield rule
    bench.ask("DROP TABLE _hits")


def query(rule: Rule, table: Table, bench: Workbench) -> str:
    """The SELECT of one rule by itself, for engines that have no workbench; the same predicate as in the scan."""
    table.require(rule.columns)
    column = quoted(rule.columns[0])
    return (
        f"SELECT _row, _key, {literal(rule.columns[0])} AS column_name, v AS value, NULL AS expected FROM (SELECT *,"
        " gl_number_of(t) AS x, gl_date_of(t) AS d FROM (SELECT _row, _key,"
        f" {column} AS v, gl_text({column}) AS t FROM {quoted(table.name)}) a) b WHERE {broken(rule, bench)}"
    )


def broken(rule: Rule, bench: Workbench) -> str:
    """The predicate that is true of a value that breaks the rule, else false."""
    if rule.kind == "completeness":
        return "t IS NULL"
    if rule.kind == "free_of":
        return f"coalesce({_choice(rule, 'fault', PREDICATES)}, false)"
    makers: dict[str, Callable[[], str]] = {
        "type": lambda: _choice(rule, "type", _TYPES),
        "range": lambda: _range(rule),
        "pattern": lambda: f"regexp_full_match(t, {literal(_pattern(rule, bench))})",
        "format": lambda: _choice(rule, "format", FORMATS),
        "length": lambda: _between(rule, "length(t)", lambda limit: str(_integer(rule, limit))),
        "in_set": lambda: f"t IN ({', '.join(literal(value) for value in rule.parameters['values']) or 'NULL'})",
    }
    return f"t IS NOT NULL AND NOT coalesce({makers[rule.kind]()}, false)"


def _choice(rule: Rule, name: str, known: dict[str, str]) -> str:
    wanted = rule.parameters[name]
    if wanted not in known:
        raise RuleError("unknown_parameter_value", rule.id, parameter=name, value=wanted, known=", ".join(known))
    return known[wanted]


def _range(rule: Rule) -> str:
    kind = rule.parameters.get("type", "number")
    if kind not in ("number", "date"):
        raise RuleError("unknown_parameter_value", rule.id, parameter="type", value=kind, known="number, date")
    value, read = ("x", "gl_number") if kind == "number" else ("d", "gl_date")
    return _between(rule, value, lambda limit: f"{read}({literal(limit)})")


def _between(rule: Rule, value: str, limit: Callable[[object], str]) -> str:
    ends = [(sign, rule.parameters[name]) for name, sign in (("min", ">="), ("max", "<=")) if name in rule.parameters]
    if not ends:
        raise RuleError("wrong_parameters", rule.id, parameters="min, max")
    return " AND ".join(f"{value} {sign} {limit(end)}" for sign, end in ends)


def _integer(rule: Rule, value: object) -> int:
    if not isinstance(value, int):
        raise RuleError("unknown_parameter_value", rule.id, value=value, known="a whole number")
    return value


def _pattern(rule: Rule, bench: Workbench) -> str:
    pattern = str(rule.parameters["pattern"])
    try:
        bench.ask("SELECT regexp_full_match('', ?)", (pattern,))
    except Exception as error:  # DuckDB's own class, whatever its version calls it
        raise RuleError("pattern_not_understood", rule.id, said=str(error)) from error
    return pattern
