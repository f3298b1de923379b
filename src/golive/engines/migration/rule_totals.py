"""Kinds of rules about more than one row: aggregate over a table or its groups, and cross_table against another one."""

from __future__ import annotations

from golive.engines.migration.rules import Rule, RuleError
from golive.engines.migration.table import Table, TableError, Workbench, literal, quoted

AGGREGATES = {
    "count": "count({t})",
    "distinct": "count(DISTINCT {t})",
    "sum": "coalesce(sum(gl_number({t})), 0)",
    "average": "avg(CAST(gl_number({t}) AS DOUBLE))",
    "min": "min(gl_number({t}))",
    "max": "max(gl_number({t}))",
}
OPERATORS = ("<", "<=", "=", ">=", ">", "<>")


def aggregate(rule: Rule, table: Table) -> str:
    """One finding a group (`by`; without it the whole table) whose aggregate lies outside min..max. It stands at the first row of the group."""
    column = rule.columns[0]
    by = [str(name) for name in rule.parameters.get("by", ())]
    table.require(by)
    ends = [(sign, rule.parameters[name]) for name, sign in (("min", ">="), ("max", "<=")) if name in rule.parameters]
    if not ends:
        raise RuleError("wrong_parameters", rule.id, parameters="min, max")
    holds = " AND ".join(f"total {sign} {amount(rule, end)}" for sign, end in ends)
    total = function(rule).format(t=f"gl_text({quoted(column)})")
    group = "GROUP BY " + ", ".join(f"gl_text({quoted(name)})" for name in by) if by else ""
    return (
        f"SELECT _row, _key, {literal(column)} AS column_name, CAST(total AS VARCHAR) AS value, NULL AS expected FROM"
        f" (SELECT min(_row) AS _row, arg_min(_key, _row) AS _key, {total} AS total FROM {quoted(table.name)} {group})"
        f" WHERE _row IS NOT NULL AND NOT coalesce({holds}, false)"
    )


def cross_table(rule: Rule, table: Table, bench: Workbench) -> str:
    """The column against an aggregate of the rows of another table that belong to the row: an order's total is the sum
    of its lines. `on` {column here: column there}; `tolerance` is how far they may lie apart. A blank value is left out."""
    other = bench.table(str(rule.parameters["object"]))
    on, column = rule.parameters["on"], str(rule.parameters["column"])
    if not isinstance(on, dict) or not on:
        raise RuleError(
            "unknown_parameter_value", rule.id, parameter="on", value=on, known="{column here: column there}"
        )
    table.require([str(name) for name in on])
    try:
        other.require([*(str(name) for name in on.values()), column])
    except TableError as error:
        raise RuleError("cannot_be_asked", rule.id, said=str(error)) from error
    operator = str(rule.parameters.get("operator", "="))
    if operator not in OPERATORS:
        raise RuleError("unknown_parameter_value", rule.id, value=operator, known=" ".join(OPERATORS))
    keys = [f"gl_text({quoted(str(name))}) AS k{place}" for place, name in enumerate(on.values())]
    join = " AND ".join(f"gl_text(a.{quoted(str(name))}) = b.k{place}" for place, name in enumerate(on))
    nothing = "coalesce(b.total, 0)" if rule.parameters["aggregate"] in ("count", "distinct", "sum") else "b.total"
    slack = amount(rule, rule.parameters.get("tolerance", 0))
    holds = f"abs(here - there) <= {slack}" if operator == "=" else f"here {operator} there"
    mine = quoted(rule.columns[0])
    return (
        f"SELECT _row, _key, {literal(rule.columns[0])} AS column_name, v AS value, CAST(there AS VARCHAR) AS expected FROM"
        f" (SELECT a._row, a._key, a.{mine} AS v, gl_number(a.{mine}) AS here, {nothing} AS there FROM {quoted(table.name)} a"
        f" LEFT JOIN (SELECT {', '.join(keys)}, {function(rule).format(t=f'gl_text({quoted(column)})')} AS total"
        f" FROM {quoted(other.name)} GROUP BY {', '.join(f'k{place}' for place in range(len(keys)))}) b ON {join})"
        f" WHERE gl_text(v) IS NOT NULL AND NOT coalesce({holds}, false)"
    )


def function(rule: Rule) -> str:
    name = str(rule.parameters["aggregate"])
    if name not in AGGREGATES:
        raise RuleError(
            "unknown_parameter_value", rule.id, parameter="aggregate", value=name, known=", ".join(AGGREGATES)
        )
    return AGGREGATES[name]


def amount(rule: Rule, value: object) -> str:
    """A limit as an SQL number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RuleError("unknown_parameter_value", rule.id, value=value, known="a number")
    return repr(value)
