"""The same rules on Spark, for tables that one machine cannot hold: the SQL of a rule is written once, in DuckDB's
dialect, and Ibis translates it. What SQL dialects do not share, the `gl_…` functions beneath the rules, is defined in
each engine (formats.macros there, `FUNCTIONS` here); tests/engines/migration/test_spark.py asks every kind of rule of both.

Needs the extra "spark" (ibis-framework, pyspark, pandas) and Java 17. Traps, as measured: parsing a date strictly raises
on a bad one in every engine, so only try_… functions are used; Java's regular expressions differ from RE2 in `$`
before a last line end, so texts are trimmed before and whole matches end with \\z. Not offered, and refused by name:
`spelling` (Spark has no distance that counts exchanged neighbours) and `sql` with a SELECT inside; use `reference`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from golive.engines.migration import rule_rows
from golive.engines.migration.check import Finding
from golive.engines.migration.formats import BLANKS, DATE_STYLES
from golive.engines.migration.rule_sql import violations
from golive.engines.migration.rules import Rule, RuleError, RuleSet
from golive.engines.migration.table import Table, Workbench

NOT_OFFERED = ("spelling",)
_FULL = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000"
_HALF = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)) + " "
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NUMBER = r"^[+-]?(\d+|\d{1,3}([,，]\d{3})+)?(\.\d+)?\z"


def _text(value: str) -> str:
    """A literal of Spark's SQL, in which the backslash escapes."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _weighted(weights: tuple[int, ...], alphabet: str) -> str:
    return " + ".join(
        f"(locate(substr(v, {i}, 1), '{alphabet}') - 1) * {weight}" for i, weight in enumerate(weights, 1)
    )


def _luhn() -> str:
    """Padded with zeros to 19 digits, which changes no sum: the odd places from the left are then those not doubled."""
    digits = [f"try_cast(substr(lpad(replace(v, ' ', ''), 19, '0'), {i}, 1) AS INT)" for i in range(1, 20)]
    return " + ".join(
        each if i % 2 == 0 else f"({each} * 2) DIV 10 + ({each} * 2) % 10" for i, each in enumerate(digits)
    )


def _styles() -> str:
    return "|".join(DATE_STYLES[style] for style in ("iso", "slash", "dot", "chinese"))


FUNCTIONS: dict[str, tuple[str, str, str]] = {
    "strlen": ("v STRING", "INT", "octet_length(v)"),
    "regexp_full_match": ("v STRING, p STRING", "BOOLEAN", "v RLIKE concat('^(?:', p, ')\\\\z')"),
    "gl_trim": ("v STRING", "STRING", f"regexp_replace(v, {_text(f'^{BLANKS}+|{BLANKS}+$')}, '')"),
    "gl_text": ("v STRING", "STRING", "nullif(gl_trim(v), '')"),
    "gl_half": ("v STRING", "STRING", f"translate(v, {_text(_FULL)}, {_text(_HALF)})"),
    "gl_number_of": (
        "t STRING",
        "DECIMAL(38, 9)",
        f"CASE WHEN t RLIKE {_text(_NUMBER)} THEN try_cast(replace(replace(t, ',', ''), '，', '') AS DECIMAL(38, 9)) END",
    ),
    "gl_number": ("v STRING", "DECIMAL(38, 9)", "gl_number_of(gl_trim(v))"),
    "gl_date_of": (
        "t STRING",
        "DATE",
        f"CASE WHEN t RLIKE {_text(DATE_STYLES['compact'])} THEN try_cast(concat(substr(t, 1, 4), '-', substr(t, 5, 2), '-',"
        f" substr(t, 7, 2)) AS DATE) WHEN t RLIKE {_text(_styles())} THEN try_cast(regexp_replace(regexp_replace(t,"
        " '[ T日].*$', ''), '[年月/.]', '-') AS DATE) END",
    ),
    "gl_date": ("v STRING", "DATE", "gl_date_of(gl_trim(v))"),
    "gl_uscc": (
        "v STRING",
        "BOOLEAN",
        f"v RLIKE '^[{_USCC}]{{18}}$' AND (31 - ({_weighted(_USCC_WEIGHTS, _USCC)}) % 31) % 31"
        f" = locate(substr(v, 18, 1), '{_USCC}') - 1",
    ),
    "gl_citizen_id": (
        "v STRING",
        "BOOLEAN",
        "v RLIKE '^[0-9]{17}[0-9Xx]$' AND"
        f" substr('10X98765432', ({_weighted(_ID_WEIGHTS, '0123456789')}) % 11 + 1, 1) = upper(substr(v, 18, 1))",
    ),
    "gl_bank_card": (
        "v STRING",
        "BOOLEAN",
        f"replace(v, ' ', '') RLIKE '^[1-9][0-9]{{14,18}}$' AND ({_luhn()}) % 10 = 0",
    ),
}
"""Name -> (parameters, type, expression), in an order in which each uses only those before it."""


class Cluster:
    """Rules asked of Spark tables. `session` is a SparkSession; a table is a view of the same name whose columns are all
    STRING, with `_row` BIGINT and `_key` STRING as on the workbench."""

    def __init__(self, session: Any) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            import ibis

            self._ibis = ibis.pyspark.connect(session)
        for name, (parameters, kind, expression) in FUNCTIONS.items():
            session.sql(f"CREATE OR REPLACE TEMPORARY FUNCTION {name}({parameters}) RETURNS {kind} RETURN {expression}")

    def check(self, table: Table, rules: RuleSet, others: Mapping[str, Table] | None = None) -> Iterator[Finding]:
        """All findings, rule by rule, by row. `others` are the tables that rules refer to. Raises RuleError."""
        with Workbench() as bench:  # understands patterns and expressions before Spark is asked
            for each in (table, *(others or {}).values()):
                bench.add(each)
                bench.ask(_empty(each))
            queries = [(rule, _query(rule, table, bench)) for rule in rules.rules]
        for rule, query in queries:
            try:
                answer = self._ibis.sql(query, dialect="duckdb").to_pyarrow().to_pylist()
            except Exception as error:  # Spark's and Ibis's own classes
                raise RuleError("cannot_be_asked", rule.id, said=str(error).split("\n")[0]) from error
            for row in sorted(answer, key=lambda row: (row["_row"], row["column_name"])):
                yield Finding(
                    rule.id, rule.severity, row["_row"], row["_key"], row["column_name"], row["value"], row["expected"]
                )


def _query(rule: Rule, table: Table, bench: Workbench) -> str:
    # Spark answers `NULL IN (SELECT …)` with false where SQL says unknown, so such an expression would find other rows.
    asks_within = rule.kind == "sql" and re.search(r"\bselect\b", str(rule.parameters["expression"]), re.IGNORECASE)
    if rule.kind in NOT_OFFERED or asks_within:
        raise RuleError("not_on_spark", rule.id, kind=rule.kind)
    query = rule_rows.query(rule, table, bench) if rule.kind in rule_rows.KINDS else violations(rule, table, bench)
    return f"SELECT _row, _key, column_name, value, CAST(expected AS VARCHAR) AS expected FROM ({query}) q"


def _empty(table: Table) -> str:
    columns = "".join(f', "{name}" VARCHAR' for name in table.columns)
    return f'CREATE TABLE "{table.name}" ("_row" BIGINT, "_key" VARCHAR{columns})'
