"""Search for every kind of problem: the serial scheme again and again, with keys that learn from the best schedule.

Starts with priority rules, then disturbs the order here and there, keeping what is no worse. Priorities stand above keys: whoever has the higher one is served first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from golive.engines.schedule.levelling.bounds import heads_and_tails
from golive.engines.schedule.levelling.budget import Meter
from golive.engines.schedule.levelling.problem import Problem
from golive.engines.schedule.levelling.serial import Placed, Serial

Cost = tuple[float, int, float]
Teams = list[tuple[int, ...] | None]


def cost(problem: Problem, placed: Placed) -> Cost:
    """What counts, in this order: lateness against deadlines (by priority), the finish of all, what moving costs."""
    late = moved = 0.0
    for a, start, finish in zip(problem.activities, placed.start, placed.finish, strict=True):
        if a.deadline is not None and finish > a.deadline:
            late += (finish - a.deadline) * max(a.priority, 1) / 500
        if a.present is not None and a.move_cost:
            moved += abs(start - a.present) * a.move_cost
    return late, max(placed.finish, default=0), moved


@dataclass(slots=True)
class Found:
    keys: list[float]
    placed: Placed
    cost: Cost


class Refine:
    """One search. `rank[i]`: how urgent, by priority; what an urgent activity waits for is as urgent."""

    def __init__(self, problem: Problem, seed: int, meter: Meter) -> None:
        self.problem = problem
        self.serial = Serial(problem)
        self.random = Random(seed)
        self.meter = meter
        self.urgent = self._urgency()
        self.chosen = [i for i, seats in enumerate(self.serial.seats) if seats]
        self.movable = [i for i, a in enumerate(problem.activities) if a.fixed is None]

    def _urgency(self) -> list[int]:
        priority = [a.priority for a in self.problem.activities]
        for i in reversed(self.serial.topo):
            for edge in self.serial.after[i]:
                priority[i] = max(priority[i], priority[edge.other])
        levels = {p: k for k, p in enumerate(sorted(set(priority), reverse=True))}
        return [levels[p] for p in priority]

    def run(self, target: int) -> Placed:
        """The best schedule by the time the meter is over, or as soon as nothing can be better than it."""
        best: Found | None = None
        for keys in self._rules():
            found = self.try_keys(keys)
            if best is None or found.cost < best.cost:
                best = found
            if self._perfect(best, target) or self.meter.over():
                return best.placed
        assert best is not None
        strength = 0.1
        while not self.meter.over() and not self._perfect(best, target):
            found = self._disturbed(best, strength)
            if found.cost <= best.cost:
                strength = 0.1 if found.cost < best.cost else strength
                best = found
            strength = strength * 0.98 if strength > 0.005 else 0.1
        return best.placed

    def try_keys(self, keys: Sequence[float], teams: Teams | None = None) -> Found:
        span = 1 + max(keys, default=0) - min(keys, default=0)
        low = min(keys, default=0)
        graded = [level * span + key - low for level, key in zip(self.urgent, keys, strict=True)]
        placed = self.serial.place(graded, teams)
        self.meter.spend(1)
        return Found(list(keys), placed, cost(self.problem, placed))

    def _rules(self) -> Iterator[list[float]]:
        """Where it stands now; latest start; most work behind it; longest first."""
        heads, tails = heads_and_tails(self.problem)
        acts = self.problem.activities
        yield [float(h if a.present is None else a.present) for a, h in zip(acts, heads, strict=True)]
        latest = [-t - a.duration for a, t in zip(acts, tails, strict=True)]
        yield [float(t) for t in latest]
        if self.chosen:  # what few can do comes first, so that it finds them free
            few = [min((len(seat) for seat in seats), default=0) for seats in self.serial.seats]
            day = max((a.duration for a in acts), default=1)
            yield [float(t + n * day) for t, n in zip(latest, few, strict=True)]
        yield [float(h + t) for h, t in zip(heads, latest, strict=True)]
        yield [float(min(t, (a.deadline or 1 << 60) - a.duration)) for a, t in zip(acts, latest, strict=True)]

    def _perfect(self, found: Found, target: int) -> bool:
        late, finish, moved = found.cost
        return moved == 0 and (self.problem.only_later or (late == 0 and finish <= target))

    def _disturbed(self, best: Found, strength: float) -> Found:
        """Some activities close together in time change their place in the order; some people are chosen again."""
        random, placed, acts = self.random, best.placed, self.problem.activities
        keys = [float(t) for t in placed.start]
        if not self.movable:
            return best
        centre = placed.start[random.choice(self.movable)]
        length = max(placed.finish) - min(placed.start) or 1
        reach = length * random.uniform(0.02, 0.3)
        share = random.uniform(0.05, 0.6)
        for i in self.movable:
            if abs(placed.start[i] - centre) <= reach and random.random() < share:
                keys[i] += random.gauss(0, 1) * length * strength + random.uniform(-1, 1) * acts[i].duration
        teams: Teams | None = None
        if self.chosen:
            again = random.random() ** 2
            teams = [None] * self.serial.n
            for i in self.chosen:
                if random.random() > again:
                    teams[i] = placed.team[i]
            one = random.choice(self.chosen)
            if len(self.serial.seats[one]) == 1 and random.random() < 0.5:  # not who is free first, but anybody able
                teams[one] = (random.choice(sorted(self.serial.seats[one][0])),)
        return self.try_keys(keys, teams)
