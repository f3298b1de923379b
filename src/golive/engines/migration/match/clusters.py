"""Pairs gathered into clusters, with a guard against chains.

Joining whatever is linked lets one wrong pair weld two firms together. So groups are joined the surest first, and two
groups only if their records fit each other on average (average linkage over the logarithm of the odds; a pair that was
never compared, or was found unlike, counts as evidence against). Where links alone would have joined more, the clusters
say so: a person should look at them together.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from typing import NamedTuple

STRONGEST = 20.0
"""A pair counts at most so much (log2 of the odds), so that one number cannot outvote everything else."""
UNSEEN = -2.0
"""What a pair that was never compared, or was found hopeless, says: rather two than one (1 : 4)."""
LEAST_BRIDGE = UNSEEN + 0.5
"""Bridges must be better than saying nothing, or everything that hangs together would be one."""


class Link(NamedTuple):
    """Two rows and the weight (log2 of the odds that they are one)."""

    first: int
    second: int
    weight: float


@dataclass(frozen=True)
class Group:
    """Rows taken for one. `probability` is that of its weakest bridge: the least average over two groups that were
    joined. `chained`: links led on to rows that were kept apart; `component` is the number of all rows so linked."""

    rows: tuple[int, ...]
    probability: float
    chained: bool
    component: int


def weight(probability: float) -> float:
    return log2(probability / (1 - probability))


def probability(weight_: float) -> float:
    return float(1 / (1 + 2.0**-weight_))


def cluster(links: Iterable[Link], threshold: float, together: Iterable[Sequence[int]] = ()) -> list[Group]:
    """Groups of two or more rows, by their first row. `threshold`: least probability of a link and of a bridge; rows of
    `together` are one, whatever their links say (a person declared so)."""
    least = weight(threshold)
    decided: dict[int, int] = {}
    for rows in together:
        for row in rows:
            decided[root(decided, row)] = root(decided, rows[0])
    groups: list[Group] = []
    for rows, inside in _components(list(links), least, decided):
        if len(rows) == 2:
            first, second = (root(decided, row) if row in decided else row for row in rows)
            best = STRONGEST if first == second else max(link.weight for link in inside)
            groups.append(Group(tuple(sorted(rows)), probability(best), False, 2))
            continue
        parts = _join(rows, inside, max(least, LEAST_BRIDGE), decided)
        chained = len(parts) > 1
        groups += [
            Group(tuple(sorted(part)), probability(bridge), chained, len(rows))
            for part, bridge in parts
            if len(part) > 1
        ]
    return sorted(groups, key=lambda group: group.rows)


def _components(links: Sequence[Link], least: float, decided: dict[int, int]) -> Iterable[tuple[list[int], list[Link]]]:
    """What decisions and links of at least that weight connect; with all links inside, weaker ones too."""
    parent = dict(decided)
    for link in links:
        if link.weight >= least:
            parent[root(parent, link.second)] = root(parent, link.first)
    rows: dict[int, list[int]] = defaultdict(list)
    for row in list(parent):
        rows[root(parent, row)].append(row)
    inside: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        if link.first in parent and link.second in parent and root(parent, link.first) == root(parent, link.second):
            inside[root(parent, link.first)].append(link)
    return ((rows[each], inside[each]) for each in rows)


def root(parent: dict[int, int], row: int) -> int:
    """Union-find with path halving."""
    parent.setdefault(row, row)
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row


def _join(
    rows: Sequence[int], links: Sequence[Link], least: float, decided: dict[int, int]
) -> list[tuple[list[int], float]]:
    """Average linkage with a heap: (rows of a group, weight of its weakest bridge)."""
    start = {row: root(decided, row) if row in decided else row for row in rows}
    members: dict[int, list[int]] = defaultdict(list)
    for row, group in start.items():
        members[group].append(row)
    weakest = dict.fromkeys(members, STRONGEST)
    # Between two groups: the sum of what compared pairs say beyond UNSEEN; so a join only adds.
    between: dict[int, dict[int, float]] = {group: defaultdict(float) for group in members}
    for first, second, weight_ in links:
        one, other = start[first], start[second]
        if one != other:
            between[one][other] += min(weight_, STRONGEST) - UNSEEN
            between[other][one] = between[one][other]
    averages = ((_average(between, members, a, b), a, b) for a in members for b in between[a] if a < b)
    heap = [(-average, a, b) for average, a, b in averages if average >= least]
    heapq.heapify(heap)
    while heap:
        negative, a, b = heapq.heappop(heap)
        if a not in members or b not in members or _average(between, members, a, b) != -negative:
            continue
        if len(between[a]) < len(between[b]):
            a, b = b, a
        weakest[a] = min(weakest[a], weakest.pop(b), -negative)
        members[a] += members.pop(b)
        for other, value in between.pop(b).items():
            between[other].pop(b)
            if other != a:
                between[a][other] = between[other][a] = between[a][other] + value
        between[a].pop(b, None)
        for other in between[a]:
            average = _average(between, members, a, other)
            if average >= least:
                heapq.heappush(heap, (-average, a, other))
    return [(group, weakest[each]) for each, group in members.items()]


def _average(between: dict[int, dict[int, float]], members: dict[int, list[int]], a: int, b: int) -> float:
    value = between[a].get(b)
    return -STRONGEST if value is None else value / (len(members[a]) * len(members[b])) + UNSEEN
