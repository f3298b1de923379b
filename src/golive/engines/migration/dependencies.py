"""Which columns determine which: approximate functional dependencies, measured so that chance does not look like one.

For A → B the rows are grouped by A. `agreement` is how often a further row of a group has the group's most frequent B
(blank B left out); `strength` is what of that is above always guessing the most frequent B of the whole column:
(agreement - base) / (1 - base), as in Goodman and Kruskal's lambda, but leaving the first row of a group out, because
it always agrees with itself. Groups of one row say nothing. Large tables are measured on whole groups, drawn by hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any

import numpy as np

from golive.engines.migration.table import Table, Workbench, quoted

SAMPLE = 150_000
STRONG = 0.85
"""From this strength on, nearly every row keeps the dependency, and what breaks it is likely wrong."""
WEAK = 0.5
"""Observers that contradict each other: most rows of a group agree, many do not. Asked of diverse columns only."""
_PER_COLUMN = 4  # determinants kept of one column
_PAIRS_OF = 8  # columns among which pairs of determinants are looked for


@dataclass(frozen=True)
class Dependency:
    """`determinant` → `column`. `breaking` rows differ from the majority of their group; `groups` have two rows or more."""

    determinant: tuple[str, ...]
    column: str
    strength: float
    agreement: float
    groups: int
    breaking: int
    sampled: bool = False

    @property
    def strong(self) -> bool:
        return self.strength >= STRONG


def find_dependencies(bench: Workbench, table: Table, distinct: dict[str, int]) -> tuple[Dependency, ...]:
    """Dependencies between columns, strongest first for each column. `distinct`: how many values each column has."""
    useful = [name for name in table.columns if distinct.get(name, 0) > 1]
    determinants = [name for name in useful if distinct[name] <= 0.9 * table.rows]
    if table.rows < 10 or len(useful) < 2 or not determinants:
        return ()
    whole = _codes(bench, table, useful) if table.rows <= SAMPLE else None
    found: dict[str, list[Dependency]] = {}
    for name in determinants:
        codes = whole or _codes(bench, table, useful, name)
        for other in useful:
            if other != name and distinct[other] <= 20 * distinct[name]:
                each = _measure((name,), other, codes[name], codes[other], whole is None)
                if each is not None:
                    found.setdefault(other, []).append(each)
    if whole is not None:
        for each in _pairs(whole, [name for name in determinants if distinct[name] > 2][:_PAIRS_OF], found, useful):
            found.setdefault(each.column, []).append(each)
    _drop_chance(found, _observed(whole, determinants, table.rows) if whole is not None else set())
    return tuple(
        each
        for name in useful
        for each in sorted(found.get(name, ()), key=lambda each: (-each.strength, each.determinant))[:_PER_COLUMN]
    )


def _drop_chance(found: dict[str, list[Dependency]], observed: set[str]) -> None:
    """A → B that many rows break is a dependency only where A is `observed`: a product's price changes, a city has many
    firms. And where X → A holds and A → B is kept, X → B follows and would only vote twice."""
    strong = {(each.determinant, each.column) for kept in found.values() for each in kept if each.strong}
    for kept in found.values():
        seen = [each.determinant[0] for each in kept if not each.strong and each.determinant[0] in observed]
        kept[:] = [
            each
            for each in kept
            if each.strong
            or (each.determinant[0] in observed and not any((each.determinant, other) in strong for other in seen))
        ]


def _observed(codes: dict[str, Any], determinants: Sequence[str], rows: int) -> set[str]:
    """Columns that name a thing which several observers report, each once: with the observer's column they are unique.
    Such reports contradict each other, and what most say is likely right."""
    distinct = {name: int(codes[name].max()) + 1 for name in determinants}
    found = set()
    for thing, observer in permutations(determinants, 2):
        few = 5 <= distinct[observer] <= rows // 10 and 5 <= distinct[thing] <= rows // 5
        if few and distinct[thing] * distinct[observer] >= rows:
            both = _joined(codes[thing], codes[observer])
            if len(np.unique(both[both >= 0])) >= 0.99 * rows:
                found.add(thing)
    return found


def _pairs(
    codes: dict[str, Any], among: Sequence[str], found: dict[str, list[Dependency]], columns: Sequence[str]
) -> Iterator[Dependency]:
    """Two columns together determine a third that no single one determines."""
    open_columns = [name for name in columns if not any(each.strong for each in found.get(name, ()))]
    for first, second in combinations(among, 2):
        both = _joined(codes[first], codes[second])
        for name in open_columns:
            if name not in (first, second):
                each = _measure((first, second), name, both, codes[name], False)
                if each is not None and each.strong:
                    yield each


def _joined(first: Any, second: Any) -> Any:
    """Codes of the pair; blank where either is blank."""
    pair = np.where((first < 0) | (second < 0), -1, first.astype(np.int64) * (int(second.max()) + 1) + second)
    return np.where(pair < 0, -1, np.unique(pair, return_inverse=True)[1])


def _measure(determinant: tuple[str, ...], column: str, a: Any, b: Any, sampled: bool) -> Dependency | None:
    known = (a >= 0) & (b >= 0)
    a, b = a[known].astype(np.int64), b[known].astype(np.int64)
    rows = len(a)
    if rows < 10:
        return None
    values = int(b.max()) + 1
    pairs, counts = np.unique(a * values + b, return_counts=True)
    starts = np.flatnonzero(np.r_[True, np.diff(pairs // values) > 0])
    sizes, tops = np.add.reduceat(counts, starts), np.maximum.reduceat(counts, starts)
    repeated = sizes >= 2
    groups, within = int(repeated.sum()), int(sizes[repeated].sum())
    if groups < 3 or within < max(20, rows // 20):
        return None
    agreement = float((tops[repeated] - 1).sum() / (sizes[repeated] - 1).sum())
    base = float(np.bincount(b).max() / rows)
    strength = (agreement - base) / (1 - base) if base < 1 else 0.0
    diverse = base <= 0.2 and groups >= 10 and within >= 5 * groups
    if strength < (WEAK if diverse else STRONG):
        return None
    breaking = int((sizes[repeated] - tops[repeated]).sum())
    return Dependency(determinant, column, round(strength, 4), round(agreement, 4), groups, breaking, sampled)


def _codes(
    bench: Workbench, table: Table, columns: Sequence[str], whole_groups_of: str | None = None
) -> dict[str, Any]:
    """Every column as numbers, one a distinct text and -1 for blank."""
    wanted = ", ".join(f"gl_text({quoted(name)}) AS c{place}" for place, name in enumerate(columns))
    sql = f"SELECT {wanted} FROM {quoted(table.name)}"
    if whole_groups_of is not None:
        parts = -(-table.rows // SAMPLE)
        sql += f" WHERE hash({quoted(whole_groups_of)}) % {parts} = 0"
    arrow = bench.arrow(sql)
    codes = {}
    for place, name in enumerate(columns):
        encoded = arrow.column(f"c{place}").combine_chunks().dictionary_encode()
        codes[name] = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    return codes
