"""Records that agree in a key by which a person said that they are one, whatever else differs."""

from __future__ import annotations

from dataclasses import dataclass

from golive.engines.migration.match.kinds import KINDS
from golive.engines.migration.match.prepare import UNIQUE, prepare
from golive.engines.migration.match.spec import Comparison, MatchKey
from golive.engines.migration.table import Table, Workbench

PREPARED = "match_keys"
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
    prepare(bench, table, [Comparison((column,), match_key.kind) for column in match_key.columns], PREPARED)
    main = KINDS[match_key.kind].main
    made = [f"c{place}_{main}" for place in range(len(match_key.columns))]
    blank = " OR ".join(f"{each} IS NULL" for each in made)
    joined = " || '|' || ".join(made)
    found = bench.ask(
        f"SELECT k, list({UNIQUE} ORDER BY {UNIQUE}) FROM (SELECT {UNIQUE}, CASE WHEN {blank} THEN NULL ELSE {joined} END AS k"
        f" FROM {PREPARED}) WHERE length(k) >= {match_key.shortest}"
        f" GROUP BY k HAVING count(*) BETWEEN 2 AND {LARGEST} ORDER BY min({UNIQUE}), k"
    )
    return [Reason(match_key.name, value, tuple(rows)) for value, rows in found]
