"""Kinds of rules that learn from the table itself what is usual: dependency, spelling, unit, date_style, merged.

As in rule_sql, each answers SQL for (_row, _key, column_name, value, expected): `expected` is what the rule would put
there, or NULL. What is usual is counted anew at every check, so such a rule stays true when the data grow.
"""

from __future__ import annotations

from golive.engines.migration.formats import BLANKS, DATE_STYLES
from golive.engines.migration.rules import Rule, RuleError
from golive.engines.migration.table import Table, literal, quoted

QUANTITY = f"^[+-]?\\d[\\d,]*(\\.\\d+)?{BLANKS}*([^\\d\\s][^\\d]{{0,19}})?$"
"""A number and perhaps a unit; the third group is the unit."""
NUMBER_OF = f"^[+-]?\\d[\\d,]*(\\.\\d+)?{BLANKS}*"
COMMON, RARE = 2000, 20_000  # spellings that are compared: the most frequent, and how many of the others


def number(rule: Rule, name: str, default: float) -> float:
    value = rule.parameters.get(name, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RuleError("unknown_parameter_value", rule.id, parameter=name, value=value, known="a number")
    return value


def groups(rule: Rule, table: Table) -> str:
    """Per row of the table: the value of the determined column (b), the usual one of its group (top), whether that
    group has a usual one (`known`): at least `least` filled values, `share` of them the same, more than any other."""
    *left, right = rule.columns
    share, least = number(rule, "share", 0.6), number(rule, "least", 3)
    keys = ", ".join(f"k{place}" for place in range(len(left)))
    read = ", ".join(f"gl_text({quoted(column)}) AS k{place}" for place, column in enumerate(left))
    filled = " AND ".join(f"k{place} IS NOT NULL" for place in range(len(left)))
    return (
        f"WITH cells AS (SELECT _row, _key, {quoted(right)} AS v, gl_text({quoted(right)}) AS b, {read}"
        f" FROM {quoted(table.name)}), counted AS (SELECT {keys}, b, count(*) AS n FROM cells WHERE {filled}"
        f" AND b IS NOT NULL GROUP BY {keys}, b), ranked AS (SELECT {keys}, b AS top, n AS most,"
        f" row_number() OVER (PARTITION BY {keys} ORDER BY n DESC, b) AS place, sum(n) OVER (PARTITION BY {keys}) AS size,"
        f" count(*) OVER (PARTITION BY {keys}) AS kinds,"
        f" coalesce(lead(n) OVER (PARTITION BY {keys} ORDER BY n DESC, b), 0) AS second FROM counted)"
        f" SELECT _row, _key, v, b, top, (most > second AND (size >= {least} AND most >= {share} * size"
        f" OR b IS NULL AND size >= 2 AND kinds = 1)) AS known FROM cells JOIN (SELECT * FROM ranked WHERE place = 1) u"
        f" USING ({keys})"
    )


def dependency(rule: Rule, table: Table) -> str:
    blanks = rule.parameters.get("blanks", True)
    differs = "b IS DISTINCT FROM top" if blanks else "b <> top"
    return (
        f"SELECT _row, _key, {literal(rule.columns[-1])} AS column_name, v AS value, top AS expected"
        f" FROM ({groups(rule, table)}) WHERE known AND {differs}"
    )


def spelling(rule: Rule, table: Table) -> str:
    """Rare values that are nearly a frequent one: `ratio` times as frequent, at least five times. Digits are masked, so
    that numbers are never taken for slips of each other; a slip is one sign in eight, at least one. (DuckDB measures in
    bytes, of which a Chinese sign has three.)"""
    ratio = number(rule, "ratio", 10)
    column = quoted(rule.columns[0])
    masked = "regexp_replace(t, '\\d+', '9', 'g')"
    near = (
        f"c.n >= {ratio} * r.n AND abs(length(c.m) - length(r.m)) <= c.slack AND"
        " (damerau_levenshtein(c.m, r.m) <= c.slack * (strlen(c.m) // length(c.m)) OR c.loose = r.loose)"
    )
    ends = " UNION ".join(
        f"SELECT r.m AS m, c.m AS expected, c.n AS n FROM rare r JOIN common c ON {side}(r.m, 2) = {side}(c.m, 2) AND {near}"
        for side in ("left", "right")
    )
    return (
        f"WITH cells AS (SELECT _row, _key, v, {masked} AS m FROM (SELECT _row, _key, {column} AS v, gl_text({column}) AS t"
        f" FROM {quoted(table.name)}) WHERE t IS NOT NULL), counted AS (SELECT m, count(*) AS n, lower(gl_half(m)) AS loose,"
        " greatest(1, length(m) // 8) AS slack FROM cells GROUP BY m), common AS (SELECT * FROM counted WHERE n >= 5"
        f" AND length(m) >= 4 ORDER BY n DESC, m LIMIT {COMMON}), rare AS (SELECT * FROM counted WHERE length(m) >= 4"
        f" ORDER BY n, m LIMIT {RARE}), found AS (SELECT m, arg_max(expected, (n, expected)) AS expected FROM ({ends})"
        f" GROUP BY m) SELECT _row, _key, {literal(rule.columns[0])} AS column_name, v AS value,"
        " CASE WHEN contains(expected, '9') THEN NULL ELSE expected END AS expected FROM cells JOIN found USING (m)"
    )


def unit(rule: Rule, table: Table) -> str:
    """Numbers with another unit than `unit` (or with any, where it is "")."""
    wanted, column = str(rule.parameters["unit"]), quoted(rule.columns[0])
    return (
        f"SELECT _row, _key, {literal(rule.columns[0])} AS column_name, v AS value,"
        f" CASE WHEN lower(regexp_replace(u, '[^A-Za-z%一-鿿]', '', 'g')) = lower({literal(wanted)})"
        f" THEN trim(regexp_extract(t, '{NUMBER_OF}') || {literal(wanted)}) END AS expected FROM (SELECT *,"
        f" coalesce(regexp_extract(t, '{QUANTITY}', 2), '') AS u FROM (SELECT _row, _key, {column} AS v,"
        f" gl_text({column}) AS t FROM {quoted(table.name)})) WHERE regexp_matches(t, '{QUANTITY}') AND u <> {literal(wanted)}"
    )


def date_style(rule: Rule, table: Table) -> str:
    style, column = str(rule.parameters["style"]), quoted(rule.columns[0])
    if style not in DATE_STYLES:
        raise RuleError(
            "unknown_parameter_value", rule.id, parameter="style", value=style, known=", ".join(DATE_STYLES)
        )
    any_style = " OR ".join(f"regexp_matches(t, '{pattern}')" for pattern in DATE_STYLES.values())
    return (
        f"SELECT _row, _key, {literal(rule.columns[0])} AS column_name, v AS value, {_written(style)} AS expected"
        f" FROM (SELECT _row, _key, {column} AS v, gl_text({column}) AS t FROM {quoted(table.name)})"
        f" WHERE ({any_style}) AND NOT regexp_matches(t, '{DATE_STYLES[style]}')"
    )


def _written(style: str) -> str:
    formats = {
        "iso": "%Y-%m-%d",
        "slash": "%Y/%m/%d",
        "dot": "%Y.%m.%d",
        "chinese": "%Y年%m月%d日",
        "compact": "%Y%m%d",
    }
    return f"strftime(gl_date(t), {literal(formats[style])})" if style in formats else "NULL"


def merged(rule: Rule, table: Table) -> str:
    """The second column is blank and the first ends with what usually stands in the second: two fields in one."""
    first, second = (quoted(column) for column in rule.columns)
    tail = "regexp_extract(a, '[\\s,;，、/-]+([^\\s,;，、/-]+)$', 1)"
    head = "regexp_replace(a, '[\\s,;，、/-]+[^\\s,;，、/-]+$', '')"
    found = (
        f"(SELECT *, {tail} AS piece FROM (SELECT _row, _key, {first} AS v, {second} AS w, gl_text({first}) AS a,"
        f" gl_text({second}) AS b FROM {quoted(table.name)}) WHERE b IS NULL AND a IS NOT NULL) WHERE piece IN"
        f" (SELECT gl_text({second}) FROM {quoted(table.name)} WHERE gl_text({second}) IS NOT NULL GROUP BY 1 HAVING count(*) >= 3)"
    )
    return (
        f"SELECT _row, _key, {literal(rule.columns[0])} AS column_name, v AS value, {head} AS expected FROM {found}"
        f" UNION ALL SELECT _row, _key, {literal(rule.columns[1])}, w, piece FROM {found}"
    )
