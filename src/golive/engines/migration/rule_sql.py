"""A rule as the SQL that finds what breaks it.

Every query answers (_row, _key, column, value). Within it `v` is the value and `t` its trimmed text, NULL if blank.
"""

from __future__ import annotations

from collections.abc import Callable

from golive.engines.migration.formats import FORMATS
from golive.engines.migration.rules import Rule, RuleError
from golive.engines.migration.table import Table, Workbench, literal, quoted

_READS = {
    "integer": "regexp_matches(t, '^[+-]?\\d{1,18}$')",
    "decimal": "gl_number(t) IS NOT NULL",
    "number": "gl_number(t) IS NOT NULL",
    "date": "gl_date(t) IS NOT NULL",
    "boolean": "lower(t) IN ('true', 'false', 'yes', 'no', 'y', 'n', '1', '0', '是', '否')",
}
_AS = {"number": "gl_number({})", "date": "gl_date({})", "text": "gl_text({})"}
_OPERATORS = ("<", "<=", "=", ">=", ">", "<>")


def violations(rule: Rule, table: Table, bench: Workbench) -> str:
    """The SELECT of one rule. Raises RuleError or TableError if it cannot be asked of this table."""
    table.require(rule.columns)
    if rule.kind == "uniqueness":
        return _uniqueness(rule, table)
    if rule.kind == "cross_field":
        return _cross_field(rule, table)
    if rule.kind == "sql":
        return _expression(rule, table, bench)
    column = rule.columns[0]
    broken = (
        "t IS NULL" if rule.kind == "completeness" else f"t IS NOT NULL AND NOT coalesce({_holds(rule, bench)}, false)"
    )
    return (
        f"SELECT _row, _key, {literal(column)} AS column_name, v AS value FROM (SELECT _row, _key, {quoted(column)} AS v,"
        f" gl_text({quoted(column)}) AS t FROM {quoted(table.name)}) WHERE {broken}"
    )


def _holds(rule: Rule, bench: Workbench) -> str:
    """What must hold of a value that is not blank."""
    makers: dict[str, Callable[[], str]] = {
        "type": lambda: _choice(rule, "type", _READS),
        "range": lambda: _range(rule),
        "pattern": lambda: f"regexp_full_match(t, {literal(_pattern(rule, bench))})",
        "format": lambda: _choice(rule, "format", FORMATS),
        "length": lambda: _between(rule, "length(t)", lambda limit: str(_integer(rule, limit))),
        "in_set": lambda: f"t IN ({', '.join(literal(value) for value in rule.parameters['values']) or 'NULL'})",
        "reference": lambda: _reference(rule, bench),
    }
    return makers[rule.kind]()


def _choice(rule: Rule, name: str, known: dict[str, str]) -> str:
    wanted = rule.parameters[name]
    if wanted not in known:
        raise RuleError("unknown_parameter_value", rule.id, parameter=name, value=wanted, known=", ".join(known))
    return known[wanted]


def _range(rule: Rule) -> str:
    kind = rule.parameters.get("type", "number")
    if kind not in ("number", "date"):
        raise RuleError("unknown_parameter_value", rule.id, parameter="type", value=kind, known="number, date")
    reads = _AS[kind]
    return _between(rule, reads.format("t"), lambda limit: reads.format(literal(limit)))


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


def _reference(rule: Rule, bench: Workbench) -> str:
    other = bench.table(str(rule.parameters["object"]))
    column = str(rule.parameters["column"])
    other.require([column])
    return (
        f"t IN (SELECT gl_text({quoted(column)}) FROM {quoted(other.name)} WHERE gl_text({quoted(column)}) IS NOT NULL)"
    )


def _uniqueness(rule: Rule, table: Table) -> str:
    """All rows of a group that shares its key break the rule. nulls: a key with a blank part is left out (ignore), is
    compared like any other (duplicate), or breaks the rule by itself (violate)."""
    nulls = rule.parameters.get("nulls", "ignore")
    if nulls not in ("ignore", "duplicate", "violate"):
        raise RuleError("unknown_parameter_value", rule.id, value=nulls, known="ignore, duplicate, violate")
    parts = [f"gl_text({quoted(column)})" for column in rule.columns]
    shown = "concat_ws(' | ', " + ", ".join(f"coalesce({part}, '')" for part in parts) + ")"
    blank = " OR ".join(f"{part} IS NULL" for part in parts)
    repeated = {"ignore": "NOT blank AND n > 1", "duplicate": "n > 1", "violate": "blank OR n > 1"}[nulls]
    return (
        f"SELECT _row, _key, {literal(', '.join(rule.columns))} AS column_name, value FROM (SELECT _row, _key,"
        f" {shown} AS value, ({blank}) AS blank, count(*) OVER (PARTITION BY {', '.join(parts)}) AS n"
        f" FROM {quoted(table.name)}) WHERE {repeated}"
    )


def _cross_field(rule: Rule, table: Table) -> str:
    operator, kind = rule.parameters["operator"], rule.parameters.get("type", "number")
    if operator not in _OPERATORS or kind not in _AS:
        raise RuleError("unknown_parameter_value", rule.id, value=f"{operator} {kind}", known=" ".join(_OPERATORS))
    left, right = (quoted(column) for column in rule.columns)
    holds = f"{_AS[kind].format(left)} {operator} {_AS[kind].format(right)}"
    return (
        f"SELECT _row, _key, {literal(', '.join(rule.columns))} AS column_name,"
        f" {left} || ' {operator} ' || {right} AS value FROM {quoted(table.name)} WHERE gl_text({left}) IS NOT NULL"
        f" AND gl_text({right}) IS NOT NULL AND NOT coalesce({holds}, false)"
    )


def _expression(rule: Rule, table: Table, bench: Workbench) -> str:
    """An expression that a person wrote: one SELECT expression, nothing more, asked of tables only."""
    expression = str(rule.parameters["expression"])
    query = f"SELECT _row FROM {quoted(table.name)} WHERE NOT coalesce(CAST(({expression}\n) AS BOOLEAN), true)"
    if not bench.is_one_select(query):
        raise RuleError("expression_not_understood", rule.id, expression=expression)
    shown = " || ' | ' || ".join(f"coalesce({quoted(column)}, '')" for column in rule.columns) or "''"
    return query.replace(
        "SELECT _row", f"SELECT _row, _key, {literal(', '.join(rule.columns))} AS column_name, {shown} AS value", 1
    )
