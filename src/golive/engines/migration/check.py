"""Rules asked of a table: every finding by rule and row, and scores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb

from golive.engines.migration import rule_rows
from golive.engines.migration.rule_sql import violations
from golive.engines.migration.rules import Rule, RuleError, RuleSet
from golive.engines.migration.table import Table, TableError, Workbench, literal, quoted


class Finding(NamedTuple):
    rule: str
    severity: str
    row: int  # from 1, in the order of the extract
    key: str
    column: str
    value: str | None
    expected: str | None = None  # what the rule would put there, where it can say


@dataclass(frozen=True)
class RuleScore:
    """`rows` break the rule; `score` is the share of rows that do not."""

    rule: Rule
    rows: int
    score: float


@dataclass(frozen=True)
class CheckResult:
    """`score` is the share of rows without any finding of severity error. The findings stay on the workbench."""

    bench: Workbench
    table: Table
    rules: tuple[RuleScore, ...]
    rows_with_errors: int
    score: float
    findings_table: str

    @property
    def findings_count(self) -> int:
        return int(self.bench.ask(f"SELECT count(*) FROM {quoted(self.findings_table)}")[0][0])

    def findings(self, rule: str | None = None, limit: int | None = None, offset: int = 0) -> Iterator[Finding]:
        """By row, then rule."""
        where = f"WHERE rule = {literal(rule)}" if rule is not None else ""
        page = f"LIMIT {limit} OFFSET {offset}" if limit is not None else ""
        sql = f"SELECT rule, severity, _row, _key, column_name, value, expected FROM {quoted(self.findings_table)}"
        for row in self.bench.ask(f"{sql} {where} ORDER BY _row, rule, column_name {page}"):
            yield Finding(*row)

    def export(self, path: Path) -> None:
        """Write all findings as .parquet or .csv; the workbench must have been opened with `export_to`."""
        kind = "PARQUET" if path.suffix.lower() == ".parquet" else "CSV, HEADER"
        names = "rule, severity, _row AS row, _key AS key, column_name AS column, value, expected"
        sql = f"SELECT {names} FROM {quoted(self.findings_table)} ORDER BY _row, rule"
        self.bench.ask(f"COPY ({sql}) TO {literal(path.resolve())} (FORMAT {kind})")


def check(
    bench: Workbench,
    table: Table,
    rules: RuleSet,
    progress: Callable[[int, int], None] = lambda done, total: None,
    left: dict[str, RuleError | TableError] | None = None,
) -> CheckResult:
    """Ask every rule; `progress(done, total)` counts rules. Raises RuleError (which rule, why) before anything is kept;
    with `left`, a rule that cannot be asked of this table is put there with the reason, and the others are asked."""
    found = [(rule, _query(rule, table, bench, left)) for rule in rules.rules]
    possible = [rule for rule, query in found if query]
    single = [rule for rule in possible if rule.kind in rule_rows.KINDS]
    queries = [(rule, query) for rule, query in found if query and rule.kind not in rule_rows.KINDS]
    name = f"findings of {table.name}"
    bench.ask(
        f"CREATE OR REPLACE TABLE {quoted(name)} (rule VARCHAR, severity VARCHAR, _row BIGINT, _key VARCHAR,"
        " column_name VARCHAR, value VARCHAR, expected VARCHAR)"
    )
    done = 0
    for _ in rule_rows.scan(single, table, bench, name):
        done += 1
        progress(done, len(rules.rules))
    for rule, query in queries:
        try:
            bench.ask(
                f"INSERT INTO {quoted(name)} SELECT {literal(rule.id)}, {literal(rule.severity)}, * FROM ({query})"
            )
        except duckdb.Error as error:
            wrong = RuleError("cannot_be_asked", rule.id, said=str(error).split("\n")[0])
            if left is None:
                raise wrong from error
            left[rule.id] = wrong
        done += 1
        progress(done, len(rules.rules))
    asked = [rule for rule in possible if not left or rule.id not in left]
    return recount(CheckResult(bench, table, tuple(RuleScore(rule, 0, 1.0) for rule in asked), 0, 1.0, name))


def _query(rule: Rule, table: Table, bench: Workbench, left: dict[str, RuleError | TableError] | None) -> str:
    """What the rule asks, "" where it cannot be asked and `left` takes the reason."""
    try:
        table.require(rule.columns)
        return rule_rows.broken(rule, bench) if rule.kind in rule_rows.KINDS else violations(rule, table, bench)
    except (RuleError, TableError) as error:
        if left is None:
            raise
        left[rule.id] = error
        return ""


def recount(result: CheckResult) -> CheckResult:
    """The same result with its scores counted anew from the findings on the workbench."""
    bench, rows, name = result.bench, result.table.rows, result.findings_table
    counted = bench.ask(f"SELECT rule, count(DISTINCT _row) FROM {quoted(name)} GROUP BY rule")
    broken: dict[str, int] = {row[0]: row[1] for row in counted}
    wrong = int(bench.ask(f"SELECT count(DISTINCT _row) FROM {quoted(name)} WHERE severity = 'error'")[0][0])
    scores = tuple(
        RuleScore(each.rule, broken.get(each.rule.id, 0), share(broken.get(each.rule.id, 0), rows))
        for each in result.rules
    )
    return CheckResult(bench, result.table, scores, wrong, share(wrong, rows), name)


def share(wrong: int, rows: int) -> float:
    """The share that is right; an empty table is all right."""
    return 1.0 if rows == 0 else round(1 - wrong / rows, 6)
