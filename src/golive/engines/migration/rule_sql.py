"""A rule about more than one cell as the SQL that finds what breaks it; those about one cell are in rule_rows.

Every query answers (_row, _key, column, value, expected); `expected` is NULL where a rule cannot say what should stand
there.
"""

from __future__ import annotations

from collections.abc import Callable

from golive.engines.migration import rule_totals, rule_values
from golive.engines.migration.rules import Rule, RuleError
from golive.engines.migration.table import Table, Workbench, literal, quoted

_AS = {"number": "gl_number({})", "date": "gl_date({})", "text": "gl_text({})"}
_OPERATORS = ("<", "<=", "=", ">=", ">", "<>")


def violations(rule: Rule, table: Table, bench: Workbench) -> str:
    """The SELECT of one rule. Raises RuleError or TableError if it cannot be asked of this table."""
    table.require(rule.columns)
    makers: dict[str, Callable[[], str]] = {
        "reference": lambda: _reference(rule, table, bench),
        "uniqueness": lambda: _uniqueness(rule, table),
        "cross_field": lambda: _cross_field(rule, table),
        "sql": lambda: _expression(rule, table, bench),
        "dependency": lambda: rule_values.dependency(rule, table),
        "spelling": lambda: rule_values.spelling(rule, table),
        "unit": lambda: rule_values.unit(rule, table),
        "date_style": lambda: rule_values.date_style(rule, table),
        "merged": lambda: rule_values.merged(rule, table),
        "aggregate": lambda: rule_totals.aggregate(rule, table),
        "cross_table": lambda: rule_totals.cross_table(rule, table, bench),
    }
    return makers[rule.kind]()


def _reference(rule: Rule, table: Table, bench: Workbench) -> str:
    other = bench.table(str(rule.parameters["object"]))
    there = str(rule.parameters["column"])
    other.require([there])
    column = quoted(rule.columns[0])
    return (
        f"SELECT _row, _key, {literal(rule.columns[0])} AS column_name, v AS value, NULL AS expected FROM (SELECT _row, _key,"
        f" {column} AS v, gl_text({column}) AS t FROM {quoted(table.name)}) a ANTI JOIN (SELECT DISTINCT"
        f" gl_text({quoted(there)}) AS known FROM {quoted(other.name)}) b ON a.t = b.known WHERE t IS NOT NULL"
    )


def _uniqueness(rule: Rule, table: Table) -> str:
    """All rows of a group that shares its key break the rule. nulls: a key with a blank part is left out (ignore), is
    compared like any other (duplicate), or breaks the rule by itself (violate). Keys are looked for by hash, then
    compared themselves."""
    nulls = rule.parameters.get("nulls", "ignore")
    if nulls not in ("ignore", "duplicate", "violate"):
        raise RuleError("unknown_parameter_value", rule.id, value=nulls, known="ignore, duplicate, violate")
    parts = [f"gl_text({quoted(column)})" for column in rule.columns]
    hashed = f"hash({', '.join(parts)})"
    shown = "concat_ws(' | ', " + ", ".join(f"coalesce({part}, '')" for part in parts) + ")"
    blank = " OR ".join(f"{part} IS NULL" for part in parts)
    repeated = {"ignore": "NOT blank AND n > 1", "duplicate": "n > 1", "violate": "blank OR n > 1"}[nulls]
    candidates = f"{hashed} IN (SELECT {hashed} FROM {quoted(table.name)} GROUP BY 1 HAVING count(*) > 1)"
    if nulls == "violate":
        candidates += f" OR {blank}"
    return (
        f"SELECT _row, _key, {literal(', '.join(rule.columns))} AS column_name, value, NULL AS expected"
        f" FROM (SELECT _row, _key, {shown} AS value, ({blank}) AS blank, count(*) OVER (PARTITION BY {', '.join(parts)}) AS n"
        f" FROM {quoted(table.name)} WHERE {candidates}) WHERE {repeated}"
    )


def _cross_field(rule: Rule, table: Table) -> str:
    operator, kind = rule.parameters["operator"], rule.parameters.get("type", "number")
    if operator not in _OPERATORS or kind not in _AS:
        raise RuleError("unknown_parameter_value", rule.id, value=f"{operator} {kind}", known=" ".join(_OPERATORS))
    left, right = (quoted(column) for column in rule.columns)
    holds = f"{_AS[kind].format(left)} {operator} {_AS[kind].format(right)}"
    return (
        f"SELECT _row, _key, {literal(', '.join(rule.columns))} AS column_name,"
        f" {left} || ' {operator} ' || {right} AS value, NULL AS expected FROM {quoted(table.name)} WHERE gl_text({left}) IS NOT NULL"
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
        "SELECT _row",
        f"SELECT _row, _key, {literal(', '.join(rule.columns))} AS column_name, {shown} AS value, NULL AS expected",
        1,
    )
