"""A genetic algorithm on activity lists, whole generations at a time.

Hartmann (1998) two-point crossover, forward-backward improvement of every child (Tormos & Lova 2001; Valls, Ballestín
& Quintanilla 2005), the better half of parents and children lives on, twins die. When a population has become one
family it is replaced, the best kept aside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from golive.engines.schedule.levelling.batch import Ints
from golive.engines.schedule.levelling.budget import Meter

PEOPLE = 320  # of a generation
MUTATION = 0.05  # chance of a neighbour swap, per place
SCATTER = 0.3  # of the activities of a list, at most, in half of the children
REACH = 0.15  # of the length of the list: how far
PATIENCE = 60  # generations without progress


class Decoder(Protocol):
    """Turns activity lists (rows, n) into schedules, and schedules back into lists."""

    n: int
    bound: NDArray[np.bool_]  # (n, n): i must stand before j

    def initial(self, rows: int, random: np.random.Generator) -> Ints: ...

    def lists(self, keys: NDArray[np.float64]) -> Ints:
        """Orders by keys that keep the precedence."""
        ...

    def improve(self, orders: Ints) -> tuple[Ints, Ints, Ints]:
        """Better orders, their starts (rows, n) and makespans (rows)."""
        ...


@dataclass(slots=True)
class Family:
    """A population, the best first."""

    orders: Ints
    starts: Ints
    costs: Ints

    def with_children(self, orders: Ints, starts: Ints, costs: Ints, keep: int) -> Family:
        """The best `keep` of both that are not twins."""
        orders, starts = np.vstack((self.orders, orders)), np.vstack((self.starts, starts))
        costs = np.concatenate((self.costs, costs))
        by_cost = np.argsort(costs, kind="stable")
        weights = np.arange(1, orders.shape[1] + 1) ** 2 * 7919 % 100_003
        _, first = np.unique((starts @ weights)[by_cost], return_index=True)
        chosen = by_cost[np.sort(first)[:keep]]
        return Family(orders[chosen], starts[chosen], costs[chosen])


def evolve(decoder: Decoder, target: int, meter: Meter, seed: int) -> tuple[Ints, int]:
    """The best starts (n) found and their makespan, by the time the meter is over or `target` is reached."""
    random = np.random.default_rng(seed)
    best: tuple[Ints, int] | None = None
    while best is None or (best[1] > target and not meter.over()):
        family = _first(decoder, meter, random)
        stale = 0
        while not meter.over() and family.costs[0] > target and stale < PATIENCE:
            before = int(family.costs[0])
            family = _next(decoder, family, meter, random)
            stale = 0 if family.costs[0] < before else stale + 1
        if best is None or family.costs[0] < best[1]:
            best = family.starts[0].copy(), int(family.costs[0])
    return best


def _first(decoder: Decoder, meter: Meter, random: np.random.Generator) -> Family:
    """A small one first: easy problems are done with it."""
    family: Family | None = None
    for rows in (PEOPLE // 16, PEOPLE - PEOPLE // 16):
        children = decoder.improve(decoder.initial(rows, random))
        meter.spend(3 * rows)
        none = Family(children[0][:0], children[1][:0], children[2][:0])
        family = (family or none).with_children(*children, keep=PEOPLE)
        if meter.over():
            break
    assert family is not None
    return family


def _next(decoder: Decoder, family: Family, meter: Meter, random: np.random.Generator) -> Family:
    alive = len(family.costs)
    mothers, fathers = (random.integers(0, alive, (2, PEOPLE)).min(axis=0) for _ in range(2))
    children = cross(family.orders[mothers], family.orders[fathers], random)
    mutate(children, decoder.bound, MUTATION, random)
    children[: PEOPLE // 2] = scatter(decoder, children[: PEOPLE // 2], random)
    improved = decoder.improve(children)
    meter.spend(3 * PEOPLE)
    return family.with_children(*improved, keep=PEOPLE)


def cross(mothers: Ints, fathers: Ints, random: np.random.Generator) -> Ints:
    """Children (rows, n): between two points of the mother's list, what is missing comes in the father's order."""
    rows, n = mothers.shape
    first, second = np.sort(random.integers(0, n + 1, (2, rows)), axis=0)
    place = np.argsort(mothers, axis=1)
    in_father = np.take_along_axis(place, fathers, axis=1) >= first[:, None]  # by the father's order: not yet taken
    count = np.cumsum(in_father, axis=1)
    taken = in_father & (count <= (second - first)[:, None])
    key = place + np.where(place >= first[:, None], n * 2, 0)
    of_father = np.take_along_axis(key, fathers, axis=1)
    of_father = np.where(taken, n + count, of_father)
    np.put_along_axis(key, fathers, of_father, axis=1)
    return np.argsort(key, axis=1, kind="stable")


def mutate(orders: Ints, bound: NDArray[np.bool_], chance: float, random: np.random.Generator) -> None:
    """Swap neighbours that are not bound (n, n: i before j), each with `chance`. In place."""
    rows, n = orders.shape
    dice = random.random((rows, n)) < chance
    for k in range(n - 1):
        row = np.nonzero(dice[:, k])[0]
        a, b = orders[row, k], orders[row, k + 1]
        free = ~bound[a, b]
        row = row[free]
        orders[row, k], orders[row, k + 1] = b[free], a[free]


def scatter(decoder: Decoder, orders: Ints, random: np.random.Generator) -> Ints:
    """Some activities of every list, more of one list than of another, go to a place some way off."""
    rows, n = orders.shape
    keys = np.argsort(orders, axis=1).astype(np.float64)
    hit = random.random((rows, n)) < SCATTER * random.random((rows, 1))
    keys += hit * random.normal(0, REACH * n, (rows, n))
    return decoder.lists(keys)
