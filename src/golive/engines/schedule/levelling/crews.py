"""Who does what, and in which order: tabu search for activities that each need one person with a skill.

A flexible job shop with arbitrary precedence. A move takes an activity of a critical path to another place in the
work of somebody able, or swaps it with somebody else's; it is judged by heads and tails as they stand (Mastrolilli &
Gambardella 2000), and only the move made is computed in full.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from golive.engines.schedule.levelling.budget import Meter
from golive.engines.schedule.levelling.problem import Problem, able, topological

PATIENCE = 3000  # moves without progress before it starts anew
_NO_SWAP = -1
_FAR = 1 << 60


def suits(problem: Problem) -> bool:
    """One person an activity, no calendars, plain finish-to-start links."""
    first = problem.activities[0].priority if problem.activities else 0
    return bool(problem.activities) and all(
        len(a.skills) == 1 and a.skills[0].people == 1 and not a.uses and a.line is None and not a.parts
        and a.fixed is None and a.deadline is None and not a.release and a.present is None and a.duration > 0
        and a.priority == first
        for a in problem.activities
    ) and all(not p.steps and p.line is None and p.units == 1 for p in problem.pools) and not any(
        o.lag or o.from_start or o.to_finish for o in problem.orders
    )  # fmt: skip


class Work:
    """What does not change: durations, who is able, precedence. By position."""

    def __init__(self, problem: Problem) -> None:
        acts = problem.activities
        self.n, self.people = len(acts), len(problem.pools)
        index = {a.id: i for i, a in enumerate(acts)}
        person = {p.id: k for k, p in enumerate(problem.pools)}
        self.durations = [a.duration for a in acts]
        self.able = [[person[p] for p in able(problem.pools, a.skills[0])] for a in acts]
        self.is_able = [set(people) for people in self.able]
        self.preds: list[list[int]] = [[] for _ in acts]
        self.succs: list[list[int]] = [[] for _ in acts]
        for o in problem.orders:
            self.preds[index[o.succ]].append(index[o.pred])
            self.succs[index[o.pred]].append(index[o.succ])
        self.topo = topological(problem)


@dataclass(slots=True)
class State:
    """`seq[k]`: what person k does, in order; `who`: the inverse. Computed: `head` (earliest start), `tail` (from the
    finish to the end of all), `end` and `span` (head and tail with the activity itself; one more for nobody), what precedence alone says of both (`ready`, `rest`), neighbours `left` and `right` in the work of the same person (-1 = none)."""

    seq: list[list[int]]
    who: list[int]
    head: list[int] = field(default_factory=list)
    tail: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    span: list[int] = field(default_factory=list)
    ready: list[int] = field(default_factory=list)
    rest: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    makespan: int = 0

    def compute(self, work: Work) -> bool:
        """Heads and tails; False when the sequences contradict the precedence."""
        durations, n = work.durations, work.n
        self._neighbours(n)
        right = self.right
        wait = [len(p) + (k >= 0) for p, k in zip(work.preds, self.left, strict=True)]
        order = [v for v in range(n) if not wait[v]]
        head, ready, rest, tail = [0] * n, [0] * n, [0] * n, [0] * n
        for v in order:
            if ready[v] > head[v]:
                head[v] = ready[v]
            finish = head[v] + durations[v]
            for j in work.succs[v]:
                if finish > ready[j]:
                    ready[j] = finish
                wait[j] -= 1
                if not wait[j]:
                    order.append(j)
            j = right[v]
            if j >= 0:
                head[j] = finish
                wait[j] -= 1
                if not wait[j]:
                    order.append(j)
        if len(order) < n:
            return False
        for v in reversed(order):
            longest = 0
            for j in work.succs[v]:
                if tail[j] + durations[j] > longest:
                    longest = tail[j] + durations[j]
            rest[v] = longest
            j = right[v]
            if j >= 0 and tail[j] + durations[j] > longest:
                longest = tail[j] + durations[j]
            tail[v] = longest
        self.head, self.tail, self.ready, self.rest = head, tail, ready, rest
        self.end = [h + d for h, d in zip(head, durations, strict=True)]
        self.makespan = max(self.end)
        self.end.append(_FAR)
        self.span = [t + d for t, d in zip(tail, durations, strict=True)]
        self.span.append(_FAR)
        return True

    def _neighbours(self, n: int) -> None:
        self.left, self.right = [-1] * n, [-1] * n
        for sequence in self.seq:
            for a, b in pairwise(sequence):
                self.left[b], self.right[a] = a, b

    def copy(self) -> State:
        return State([list(s) for s in self.seq], list(self.who))

    def insert(self, v: int, person: int, at: int) -> None:
        self.seq[self.who[v]].remove(v)
        self.seq[person].insert(at, v)
        self.who[v] = person

    def swap(self, v: int, w: int) -> None:
        a, b = self.who[v], self.who[w]
        i, j = self.seq[a].index(v), self.seq[b].index(w)
        self.seq[a][i], self.seq[b][j] = w, v
        self.who[v], self.who[w] = b, a


@dataclass(frozen=True, slots=True)
class Move:
    """`v` to `person`: at place `at`, or for `other` (>= 0) of that person."""

    v: int
    person: int
    at: int
    other: int = _NO_SWAP


@dataclass(slots=True)
class Best:
    """The cheapest move yet; among equals by lot."""

    value: float = 1e18
    move: Move | None = None


class Crews:
    """The search. `tabu[v][k]`: until which step v may not go back to person k."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.work = Work(problem)
        self.random = Random(seed)
        self.step = 0
        self.tabu: list[dict[int, int]] = []

    def search(self, target: int, meter: Meter) -> tuple[list[int], list[int]]:
        """Starts and people (positions) of the best schedule found before the meter is over or `target` reached."""
        state = self.greedy(0.0)
        best = state.copy()
        best.compute(self.work)
        while best.makespan > target and not meter.over():
            found = self._descend(state, target, meter)
            if found.makespan < best.makespan:
                best = found
            state = self.greedy(0.6) if self.random.random() < 0.3 else self._shaken(best)
        return best.head, best.who

    def greedy(self, blur: float) -> State:
        """List scheduling: the longest tail and the fewest able people first, the person who is free first."""
        work, random = self.work, self.random.random
        tail = [0] * work.n
        for v in reversed(work.topo):
            tail[v] = work.durations[v] + max((tail[j] for j in work.succs[v]), default=0)
        key = [t * (1 + blur * random()) / len(a) ** 0.3 for t, a in zip(tail, work.able, strict=True)]
        wait = [len(p) for p in work.preds]
        ready = {v for v in range(work.n) if not wait[v]}
        free, finish = [0] * work.people, [0] * work.n
        state = State([[] for _ in range(work.people)], [0] * work.n)
        while ready:
            v = max(ready, key=lambda v: (key[v], -v))
            ready.remove(v)
            at = max((finish[i] for i in work.preds[v]), default=0)
            person = min(work.able[v], key=lambda k: (max(free[k], at), at - free[k]))
            finish[v] = free[person] = max(free[person], at) + work.durations[v]
            state.who[v] = person
            state.seq[person].append(v)
            for j in work.succs[v]:
                wait[j] -= 1
                if not wait[j]:
                    ready.add(j)
        state.compute(work)
        return state

    def _shaken(self, best: State) -> State:
        """The best so far with some activities moved at random."""
        state, work, random = best.copy(), self.work, self.random
        state.compute(work)
        for _ in range(random.randint(8, 25)):
            v = random.randrange(work.n)
            person = random.choice(work.able[v])
            others = [y for y in state.seq[person] if y != v]
            ready, rest = state.ready[v], state.rest[v]
            low = sum(state.head[y] + work.durations[y] <= ready for y in others)
            high = sum(state.tail[y] + work.durations[y] > rest for y in others)
            state.insert(v, person, random.randint(min(low, high), high))
            state.compute(work)
        return state

    def _descend(self, state: State, target: int, meter: Meter) -> State:
        """Tabu search from `state` until it makes no more progress."""
        best, stale = state.copy(), 0
        best.compute(self.work)
        self.tabu = [{} for _ in range(self.work.n)]
        while stale < PATIENCE and best.makespan > target and not meter.over():
            self.step += 1
            stale += 1
            meter.spend(1)
            move = self._choose(state, best.makespan)
            if move is None:
                break
            self._make(state, move)
            if state.makespan < best.makespan:
                best, stale = state.copy(), 0
                best.compute(self.work)
        return best

    def _make(self, state: State, move: Move) -> None:
        until = self.step + 10 + int(self.random.random() * 12)
        self.tabu[move.v][state.who[move.v]] = until
        if move.other == _NO_SWAP:
            state.insert(move.v, move.person, move.at)
            state.compute(self.work)
            return
        self.tabu[move.other][move.person] = until
        state.swap(move.v, move.other)
        if not state.compute(self.work):  # judged by old heads, a swap may turn out to bite its tail
            state.swap(move.v, move.other)
            state.compute(self.work)

    def _choose(self, state: State, best: int) -> Move | None:
        allowed, forbidden = Best(), Best()
        critical = self._critical(state)
        for v in critical:
            self._insertions(state, v, best, allowed, forbidden)
        for v in critical:
            self._swaps(state, v, allowed)
        return allowed.move or forbidden.move

    def _critical(self, state: State) -> list[int]:
        """One of the longest paths, by lot."""
        head, tail, durations = state.head, state.tail, self.work.durations
        length, choice = state.makespan, self.random.choice
        v = choice([v for v in range(self.work.n) if not head[v] and durations[v] + tail[v] == length])
        path = [v]
        while tail[v]:
            finish = head[v] + durations[v]
            after = [*self.work.succs[v], state.right[v]] if state.right[v] >= 0 else self.work.succs[v]
            v = choice([j for j in after if head[j] == finish and finish + durations[j] + tail[j] == length])
            path.append(v)
        return path

    def _insertions(self, state: State, v: int, best: int, allowed: Best, forbidden: Best) -> None:
        """Places for v that cannot close a circle: after no x that waits for v, before no y that v waits for. Heads
        and tails tell: what v waits for is done when v is ready, what waits for v is part of the rest."""
        head, tail, durations, random = state.head, state.tail, self.work.durations, self.random.random
        ready, rest = state.ready[v], state.rest[v]
        length = durations[v]
        for person in self.work.able[v]:
            here = state.left[v] if state.who[v] == person else -2  # back to its own place is no move
            tabu = self.tabu[v].get(person, 0) > self.step
            x, free, at = -1, 0, 0
            for y in (*state.seq[person], -1):
                if y == v:
                    continue
                if x != here and (y < 0 or head[y] + durations[y] > ready):
                    after = tail[y] + durations[y] if y >= 0 else 0
                    value = (free if free > ready else ready) + length + (after if after > rest else rest)
                    into = forbidden if tabu and value >= best else allowed
                    if value <= into.value:
                        lot = value + 0.9 * random()
                        if lot < into.value:
                            into.value, into.move = lot, Move(v, person, at)
                if y < 0 or tail[y] + durations[y] <= rest:
                    break
                x, free, at = y, head[y] + durations[y], at + 1

    def _swaps(self, state: State, v: int, allowed: Best) -> None:
        """v for an activity of somebody else, each in the other's place."""
        tail, durations = state.tail, self.work.durations
        mine = state.who[v]
        ready, rest = state.ready[v], state.rest[v]
        before, behind = self._beside(state, v)
        for person in self.work.able[v]:
            if person == mine or self.tabu[v].get(person, 0) > self.step:
                continue
            for w in self._partners(state, v, person):
                x, y = state.left[w], state.right[w]
                done = state.head[x] + durations[x] if x >= 0 else 0
                after = tail[y] + durations[y] if y >= 0 else 0
                value = max(done, ready) + durations[v] + max(after, rest)
                if value > allowed.value:
                    continue
                w_ready, w_rest = state.ready[w], state.rest[w]
                value = max(value, max(before, w_ready) + durations[w] + max(behind, w_rest))
                lot = value + 0.9 * self.random.random()
                if lot < allowed.value:
                    allowed.value, allowed.move = lot, Move(v, person, 0, w)

    def _beside(self, state: State, v: int) -> tuple[int, int]:
        """When its person is free for v, and what that person still does after it."""
        x, y, durations = state.left[v], state.right[v], self.work.durations
        return (
            state.head[x] + durations[x] if x >= 0 else 0,
            state.tail[y] + durations[y] if y >= 0 else 0,
        )

    def _partners(self, state: State, v: int, person: int) -> Iterator[int]:
        """Activities of `person` that may change places with v: each may stand between the other's neighbours."""
        end_of, from_start = state.end, state.span
        mine, left, right = state.who[v], state.left, state.right
        before, behind = from_start[left[v]], end_of[right[v]]  # -1 = nobody: the last entry
        ready, rest = state.ready, state.rest
        for w in state.seq[person]:
            if end_of[right[w]] <= ready[v] or mine not in self.work.is_able[w]:
                continue
            if from_start[left[w]] <= rest[v]:
                return
            if behind > ready[w] and before > rest[w] and self.tabu[w].get(mine, 0) <= self.step:
                yield w
