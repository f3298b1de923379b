"""The table in which records are compared: every row once, each compared column taken apart as its kind says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from golive.engines.migration.match import signs
from golive.engines.migration.match.kinds import KINDS
from golive.engines.migration.match.spec import Comparison, Part
from golive.engines.migration.table import Table, Workbench, quoted

UNIQUE = "unique_id"
SIDE = "side"


def columns_of(comparisons: Sequence[Comparison]) -> dict[Part, str]:
    """Every part of every comparison -> its column in the prepared table."""
    return {
        Part(each.name, part): f"c{place}_{part}"
        for place, each in enumerate(comparisons)
        for part in KINDS[each.kind].parts
    }


def prepare(bench: Workbench, table: Table, comparisons: Sequence[Comparison], name: str, between: str = "") -> None:
    """Make the table `name`: unique_id (the row), side (what the column `between` says, if one is given) and a column for
    every part."""
    table.require(column for each in comparisons for column in each.columns)
    raw = ", ".join(f"{_joined(each.columns)} AS c{place}_v" for place, each in enumerate(comparisons))
    side = quoted(between) if between else "NULL"
    sql = f"SELECT _row AS {UNIQUE}, {side} AS {SIDE}, {raw} FROM {quoted(table.name)}"
    made = ", ".join(f"{signs.comparable(f'c{place}_v')} AS c{place}_b" for place in range(len(comparisons)))
    sql = f"SELECT *, {made} FROM ({sql})"
    for stage in _stages(comparisons):
        sql = f"SELECT *, {', '.join(stage)} FROM ({sql})"
    wanted = ", ".join((UNIQUE, SIDE, *columns_of(comparisons).values()))
    bench.ask(f"CREATE OR REPLACE TABLE {name} AS SELECT {wanted} FROM ({sql}) ORDER BY {UNIQUE}")


def _joined(columns: Iterable[str]) -> str:
    names = [quoted(column) for column in columns]
    return names[0] if len(names) == 1 else f"nullif(concat_ws(' ', {', '.join(names)}), '')"


def _stages(comparisons: Sequence[Comparison]) -> Iterable[list[str]]:
    """The first part of every comparison, then the second, …: a part may use those before it."""
    longest = max(len(KINDS[each.kind].parts) for each in comparisons)
    for step in range(longest):
        stage = []
        for place, each in enumerate(comparisons):
            parts = list(KINDS[each.kind].parts.items())
            if step < len(parts):
                part, expression = parts[step]
                filled = re.sub("«(\\w+)»", rf"c{place}_\1", expression)
                stage.append(f"{filled} AS c{place}_{part}")
        yield stage
