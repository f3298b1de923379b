"""Cells that are probably wrong, found without anybody having said what is right: the rules that a profile suggests,
asked of the table, and their answers weighed against each other.

A cell that one determining column calls wrong while others confirm it is acquitted: then the determining column itself
is likely the wrong one. `asked` are the rules; the findings that were acquitted are taken off the workbench.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from golive.engines.migration.check import CheckResult, check, recount
from golive.engines.migration.profile import TableProfile, profile
from golive.engines.migration.rule_values import groups
from golive.engines.migration.rules import RuleSet
from golive.engines.migration.suggest import suggest
from golive.engines.migration.table import Table, Workbench, literal, quoted


class Suspect(NamedTuple):
    """One cell, what stands there, what probably should (if a rule can say), and the rules that it breaks."""

    row: int
    key: str
    column: str
    value: str | None
    expected: str | None
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Suspicion:
    profile: TableProfile
    rules: RuleSet
    result: CheckResult

    def cells(self) -> Iterator[Suspect]:
        """Every suspected cell once, by row and column."""
        sql = (
            "SELECT _row, any_value(_key), column_name, any_value(value), mode(expected), list(DISTINCT rule ORDER BY rule)"
            f" FROM {quoted(self.result.findings_table)} GROUP BY _row, column_name ORDER BY _row, column_name"
        )
        for row, key, column, value, expected, rules in self.result.bench.ask(sql):
            yield Suspect(row, key, column, value, expected, tuple(rules))


def suspect(
    bench: Workbench,
    table: Table,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Suspicion:
    """Profile, suggest, check and weigh. `progress(done, total)` counts columns, then rules."""
    found = profile(bench, table, progress)
    rules = suggest(found)
    result = check(bench, table, rules, progress)
    _acquit(bench, table, rules, result.findings_table)
    return Suspicion(found, rules, recount(result))


def _acquit(bench: Workbench, table: Table, rules: RuleSet, findings: str) -> None:
    """Drop what a dependency says against a cell when as many dependencies confirm the cell and no other rule doubts it;
    and when the accuser is itself the odd one out in its row: most of what it says of the row is wrong, and the cell it
    accuses has, as a determinant, the better name."""
    asked = [rule for rule in rules.rules if rule.kind == "dependency"]
    if len(asked) < 2:
        return
    bench.ask("CREATE OR REPLACE TEMP TABLE _votes (_row BIGINT, rule VARCHAR, says VARCHAR, of VARCHAR, vote INTEGER)")
    for rule in asked:
        says = literal("+".join(rule.columns[:-1]))
        bench.ask(
            f"INSERT INTO _votes SELECT _row, {literal(rule.id)}, {says}, {literal(rule.columns[-1])},"
            f" CASE WHEN b = top THEN 1 ELSE -1 END FROM ({groups(rule, table)}) WHERE known"
        )
    bench.ask(
        "CREATE OR REPLACE TEMP TABLE _names AS SELECT _row, says, sum(vote) AS good FROM _votes WHERE _row IN"
        " (SELECT _row FROM _votes WHERE vote < 0) GROUP BY _row, says"
    )
    confirmed = "SELECT _row, of FROM _votes GROUP BY _row, of HAVING sum(vote) >= 0 AND min(vote) < 0"
    doubted = f"SELECT _row, column_name FROM {quoted(findings)} WHERE rule NOT IN (SELECT DISTINCT rule FROM _votes)"
    slandered = (
        "SELECT v._row, v.rule FROM _votes v JOIN _names a ON a._row = v._row AND a.says = v.says"
        " JOIN _names b ON b._row = v._row AND b.says = v.of WHERE v.vote < 0 AND a.good < 0 AND b.good > a.good"
    )
    bench.ask(
        f"DELETE FROM {quoted(findings)} WHERE (_row, rule) IN ({slandered}) OR rule IN (SELECT DISTINCT rule FROM _votes)"
        f" AND (_row, column_name) IN ({confirmed}) AND (_row, column_name) NOT IN ({doubted})"
    )
    bench.ask("DROP TABLE _votes")
    bench.ask("DROP TABLE _names")
