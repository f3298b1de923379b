"""Records that agree in a key by which a person said that they are one, whatever else differs."""

from __future__ import annotations

from dataclasses import dataclass

from golive.engines.migration.match import signs
from golive.engines.migration.match.kinds import KINDS
from golive.engines.migration.match.prepare import filled_in
from golive.engines.migration.match.spec import MatchKey
from golive.engines.migration.table import Table, Workbench, quoted

LARGEST = 50
"""A key value that more records share says nothing about identity (a switchboard, "none") and is passed over."""


@dataclass(frozen=True)
class Reason:
    """Two or more records that agree in one key, and the value in which they do."""

    match_key: str
    value: str
    rows: tuple[int, ...]


def agreeing(bench: Workbench, table: Table, match_key: MatchKey) -> list[Reason]:
    """The groups of records that agree, by first row."""
    table.require(match_key.columns)
    kind = KINDS[match_key.kind]
    parts = list(kind.parts.items())
    stop = [part for part, _ in parts].index(kind.main) + 1
    made = []
    for column in match_key.columns:
        expressions = {"v": quoted(column), "b": signs.comparable(quoted(column))}
        for part, expression in parts[:stop]:
            expressions[part] = f"({filled_in(expression, expressions)})"
        made.append(expressions[kind.main])
    blank = " OR ".join(f"{each} IS NULL" for each in made)
    joined = " || '|' || ".join(made)
    found = bench.ask(
        f"SELECT k, list(_row ORDER BY _row) FROM (SELECT _row, CASE WHEN {blank} THEN NULL ELSE {joined} END AS k"
        f" FROM {quoted(table.name)}) WHERE length(k) >= {match_key.shortest}"
        f" GROUP BY k HAVING count(*) BETWEEN 2 AND {LARGEST} ORDER BY min(_row), k"
    )
    return [Reason(match_key.name, value, tuple(rows)) for value, rows in found]
