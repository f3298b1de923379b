"""Which records are compared at all: lines of parts in which two records must agree, proposed so that the comparisons
stay affordable.

For every column that identifies, and for every two columns, the widest line of their parts that is affordable: so any
two records that agree in two columns are compared, whatever else is wrong with them. What a chosen line covers is not
chosen again (records equal in name and telephone are equal in name).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from golive.engines.migration.match.kinds import KINDS
from golive.engines.migration.match.prepare import SIDE, columns_of
from golive.engines.migration.match.spec import Block, Comparison, MatchError, MatchSpec, Part
from golive.engines.migration.table import Workbench

MOST_LINES = 14
MOST_PAIRS = 60_000_000
"""A spec that compares more than this is refused: some line is far too wide."""


def affordable(rows: int) -> int:
    """How many comparisons a table of this size is worth: many each while it is small, a few each when it is large."""
    return min(60 * rows, 3_000_000 + 4 * rows)


def propose_blocks(
    bench: Workbench, prepared: str, comparisons: Sequence[Comparison], rows: int, between: bool = False
) -> tuple[Block, ...]:
    """Lines for a prepared table: those of single columns first, then the narrower ones, while they are affordable."""
    columns = columns_of(comparisons)
    widest = affordable(rows) // 8
    chosen: list[Block] = []
    for named in (*combinations(comparisons, 1), *combinations(comparisons, 2)):
        counted = [
            (count_pairs(bench, prepared, [columns[part] for part in block], between), block) for block in _lines(named)
        ]
        fitting = [(count, block) for count, block in counted if 0 < count <= widest]
        if fitting:
            block = max(fitting)[1]
            if not any(set(wider) <= set(block) for wider in chosen):
                chosen.append(block)
    return tuple(chosen[:MOST_LINES])


def _lines(named: Sequence[Comparison]) -> Iterator[Block]:
    """One part of each of the columns, in every way."""
    return product(*([Part(each.name, part) for part in KINDS[each.kind].parts] for each in named))


def count_pairs(
    bench: Workbench, prepared: str, columns: Sequence[str], between: bool = False, most: int | None = None
) -> int:
    """How many pairs of records agree in all of the columns of the prepared table; `between`: and differ in their side.
    Values that more than `most` records share are passed over."""
    filled = " AND ".join(f"{name} IS NOT NULL" for name in columns)
    names = ", ".join(columns)
    sql = (
        f"SELECT {names}, count(*) AS n FROM {prepared} WHERE {filled} GROUP BY {names}{f', {SIDE}' if between else ''}"
    )
    pairs = "(sum(n) ** 2 - sum(n ** 2)) / 2" if between else "sum(n * (n - 1) / 2)"
    few = f"HAVING sum(n) <= {most}" if most else ""
    sql = f"SELECT {pairs} AS pairs FROM ({sql}) GROUP BY {names} {few}"
    return int(bench.ask(f"SELECT coalesce(sum(pairs), 0)::BIGINT FROM ({sql})")[0][0])


def refuse_too_wide(bench: Workbench, prepared: str, spec: MatchSpec) -> None:
    """Raise MatchError("too_many_pairs") for the first line that would compare too many records."""
    columns = columns_of(spec.comparisons)
    for block in spec.blocking:
        pairs = count_pairs(bench, prepared, [columns[part] for part in block], bool(spec.between))
        if pairs > MOST_PAIRS:
            raise MatchError("too_many_pairs", block=" + ".join(map(str, block)), pairs=pairs, most=MOST_PAIRS)
