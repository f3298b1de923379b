"""One schedule at a time, for every kind of problem: calendars, changing capacities, people chosen by skill, lags.

The serial generation scheme: activities are placed one by one, each as early as what is placed already allows. The
same scheme explains a schedule: what an activity last had to give way to is why it stands where it stands.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from golive.engines.schedule.levelling.line import Line, common
from golive.engines.schedule.levelling.problem import Activity, Pool, Problem, able, match, topological
from golive.engines.worktime import NoWorkingTime

NEVER = -(1 << 60)


@dataclass(slots=True)
class Edge:
    other: int
    lag: int
    from_start: bool
    to_finish: bool
    line: Line | None


@dataclass(slots=True)
class Placed:
    """Positions of activities: when they run, and the pools (positions) they hold."""

    start: list[int]
    finish: list[int]
    team: list[tuple[int, ...]]


class Profile:
    """Free units of a pool over time: `free[k]` from `times[k]` to `times[k + 1]`."""

    __slots__ = ("free", "times")

    def __init__(self, pool: Pool) -> None:
        self.times = [NEVER, *(t for t, _ in pool.steps)]
        self.free = [pool.units, *(units for _, units in pool.steps)]

    def clash(self, start: int, finish: int, units: int) -> int | None:
        """When the last shortage of `units` between start and finish ends; None = there is none. NoWorkingTime: it
        never ends."""
        times, free = self.times, self.free
        for k in range(bisect_left(times, finish) - 1, bisect_right(times, start) - 2, -1):
            if free[k] < units:
                if k + 1 == len(times):
                    raise NoWorkingTime
                return times[k + 1]
        return None

    def take(self, start: int, finish: int, units: int) -> None:
        first, last = self._cut(start), self._cut(finish)
        free = self.free
        for k in range(first, last):
            free[k] -= units

    def _cut(self, t: int) -> int:
        k = bisect_left(self.times, t)
        if k == len(self.times) or self.times[k] != t:
            self.times.insert(k, t)
            self.free.insert(k, self.free[k - 1])
        return k


class Serial:
    """A problem made ready for `place`."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.activities = problem.activities
        self.n = len(problem.activities)
        self.pools = problem.pools
        index = {a.id: i for i, a in enumerate(problem.activities)}
        self.pool_index = {p.id: k for k, p in enumerate(problem.pools)}
        self.topo = topological(problem)
        self.rank = [0] * self.n
        for r, i in enumerate(self.topo):
            self.rank[i] = r
        self.before: list[list[Edge]] = [[] for _ in index]
        self.after: list[list[Edge]] = [[] for _ in index]
        for o in problem.orders:
            i, j = index[o.pred], index[o.succ]
            self.before[j].append(Edge(i, o.lag, o.from_start, o.to_finish, o.line))
            self.after[i].append(Edge(j, o.lag, o.from_start, o.to_finish, o.line))
        self.uses = [
            [(self.pool_index[p], units) for p, units in a.uses.items() if units and a.duration]
            for a in problem.activities
        ]
        self.seats = [self._seats(a) for a in problem.activities]
        self.not_before = [
            a.present if problem.only_later and a.present is not None else NEVER for a in problem.activities
        ]
        self._lines: dict[tuple[int, ...], Line | None] = {}

    def _seats(self, activity: Activity) -> list[set[int]]:
        taken = {self.pool_index[p] for p in activity.uses}
        return [
            {self.pool_index[p] for p in able(self.pools, skill)} - taken
            for skill in activity.skills
            for _ in range(skill.people)
        ]

    # -- time of one activity ------------------------------------------------------------------------------------
    def line(self, i: int, team: tuple[int, ...]) -> Line | None:
        """When activity `i` can be worked on by `team`."""
        held = () if self.activities[i].own_hours else (k for k, _ in self.uses[i])
        own = [self.pools[k].line for k in (*team, *held) if self.pools[k].line is not None]
        if not own:
            return self.activities[i].line
        key = (id(self.activities[i].line), *sorted({id(line) for line in own}))
        if key not in self._lines:
            self._lines[key] = common(x for x in (self.activities[i].line, *own) if x is not None)
        return self._lines[key]

    def span(self, i: int, line: Line | None, at: int, held: int = NEVER) -> tuple[int, int]:
        """Start and finish of `i` when it starts as soon as possible from `at` on. A finish held by a link stands at
        that very point, though it be free time, as in `forward`."""
        parts, duration = self.activities[i].parts, self.activities[i].duration
        if parts:
            start = min(own.start_at(own.work(at)) for own, _ in parts)
            finish = max(own.finish_at(own.work(start) + length) for own, length in parts)
        elif line is None:
            start, finish = at, at + duration
        elif duration:
            work = line.work(at)
            start, finish = line.start_at(work), line.finish_at(work + duration)
        else:
            work = line.work(at)
            touches = line.work(at + 1) > work or work > line.work(at - 1)
            start = finish = at if touches else line.start_at(work)
        if held > finish and line is not None and line.work(held) == line.work(finish):
            finish = held
        return start, finish

    def bound(self, i: int, placed: Placed) -> tuple[int, int, int]:
        """The earliest start that release and predecessors allow, the predecessor that sets it (-1 = none), and the
        earliest finish that links to the finish allow."""
        at, why, held = self.activities[i].release, -1, NEVER
        for edge in self.before[i]:
            t = placed.start[edge.other] if edge.from_start else placed.finish[edge.other]
            if edge.lag:
                t = t + edge.lag if edge.line is None else edge.line.finish_at(edge.line.work(t) + edge.lag)
            if edge.to_finish and self.activities[i].duration:
                held = max(held, t)
                t = self.start_to_reach(i, t)
            if t > at:
                at, why = t, edge.other
        return at, why, held

    def start_to_reach(self, i: int, finish: int) -> int:
        """The earliest start that does not finish before `finish`."""
        parts, duration = self.activities[i].parts, self.activities[i].duration
        if parts:
            starts = sorted(own.start_at(max(0, own.work(finish) - length)) for own, length in parts)
            ends = (max(own.finish_at(own.work(at) + length) for own, length in parts) for at in starts)
            return next((at for at, end in zip(starts, ends, strict=True) if end >= finish), starts[-1])
        line = self.line(i, ())
        return finish - duration if line is None else line.start_at(max(0, line.work(finish) - duration))

    def fit(
        self, i: int, team: tuple[int, ...], at: int, profiles: Sequence[Profile], held: int = NEVER
    ) -> tuple[int, int, int, int]:
        """Start and finish of `i` with room for it, from `at` on; and what it last had to give way to: the pool
        (-1 = nothing) and until when."""
        line = self.line(i, team)
        asked = [(profiles[k], units, k) for k, units in self.uses[i]] + [
            (profiles[k], self.pools[k].units, k) for k in team
        ]
        pool, until = -1, at
        start, finish = self.span(i, line, at, held)
        moved = True
        while moved:
            moved = False
            for profile, units, k in asked:
                end = profile.clash(start, finish, units)
                if end is not None:
                    start, finish = self.span(i, line, end, held)
                    pool, until, moved = k, end, True
        return start, finish, pool, until

    def choose(self, i: int, at: int, profiles: Sequence[Profile], load: Sequence[int]) -> tuple[int, ...]:
        """The people for activity `i`: those who can finish it first; of several, the one with the least to do."""
        seats = self.seats[i]
        if not seats:
            return ()
        people = set().union(*seats)
        ends = {k: self.fit(i, (k,), at, profiles)[1] for k in people}
        if len(seats) == 1:
            return (min(people, key=lambda k: (ends[k], load[k], k)),)
        for limit in sorted(set(ends.values())):
            team = match([{k for k in seat if ends[k] <= limit} for seat in seats])
            if team is not None:
                return tuple(team)
        raise AssertionError("Problem has made sure that there are enough people")

    # -- all activities ------------------------------------------------------------------------------------------
    def place(self, keys: Sequence[float], teams: Sequence[tuple[int, ...] | None] | None = None) -> Placed:
        """A schedule: of the activities whose predecessors are placed, that with the smallest key comes next.

        `teams`: people already chosen. NoWorkingTime when the lines end before the last activity is placed.
        """
        placed = Placed([NEVER] * self.n, [NEVER] * self.n, [()] * self.n)
        profiles = [Profile(p) for p in self.pools]
        load = [0] * len(self.pools)
        self._place_fixed(placed, profiles, load, teams)
        waiting = [len(edges) for edges in self.before]
        ready: list[tuple[float, int, int]] = []
        for i, count in enumerate(waiting):
            if not count:
                heappush(ready, (keys[i], self.rank[i], i))
        while ready:
            i = heappop(ready)[2]
            if self.activities[i].fixed is None:
                at, _, held = self.bound(i, placed)
                at = max(at, self.not_before[i])
                given = teams[i] if teams is not None else None
                team = self.choose(i, at, profiles, load) if given is None else given
                start, finish, _, _ = self.fit(i, team, at, profiles, held)
                self._hold(i, placed, profiles, load, start, finish, team)
            for edge in self.after[i]:
                waiting[edge.other] -= 1
                if not waiting[edge.other]:
                    heappush(ready, (keys[edge.other], self.rank[edge.other], edge.other))
        return placed

    def _place_fixed(
        self,
        placed: Placed,
        profiles: Sequence[Profile],
        load: list[int],
        teams: Sequence[tuple[int, ...] | None] | None,
    ) -> None:
        """What may not move comes first, whether there is room or not."""
        for i, activity in enumerate(self.activities):
            if activity.fixed is not None:
                given = teams[i] if teams is not None else None
                start, finish = activity.fixed
                team = self.choose(i, start, profiles, load) if given is None else given
                self._hold(i, placed, profiles, load, start, finish, team)

    def _hold(
        self,
        i: int,
        placed: Placed,
        profiles: Sequence[Profile],
        load: list[int],
        start: int,
        finish: int,
        team: tuple[int, ...],
    ) -> None:
        placed.start[i], placed.finish[i], placed.team[i] = start, finish, team
        if finish > start:
            for k, units in self.uses[i]:
                profiles[k].take(start, finish, units)
                load[k] += units * (finish - start)
            for k in team:
                profiles[k].take(start, finish, self.pools[k].units)
                load[k] += self.pools[k].units * (finish - start)
