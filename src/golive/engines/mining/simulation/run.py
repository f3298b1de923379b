"""One run: cases arrive, tokens move, steps wait, queue and are worked; first come, first served.

Each case plays its own copy of the net. Where transitions compete for a token, one is drawn by weight and keeps it.
Times are whole minutes of UTC on the lines of the calendars (`engines.worktime`); fractions of a minute are rounded by
chance, so that means stay right.
"""

from __future__ import annotations

import heapq
from collections import Counter, deque
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
import numpy.typing as npt

from golive.engines.mining.simulation.model import Model, SimulationError, Step
from golive.engines.worktime import Timeline

Values = npt.NDArray[np.float64]
_BLOCK = 4096  # values drawn at a time
_MOST = 5_000  # steps of a case, beyond which the model runs in circles


@dataclass
class Outcome:
    """Arrays by case in order of arrival, without the warm-up: `cycle` in minutes of the clock, `worked` minutes of
    work, `queued` minutes (working time of the pool) spent in queues. `times`: activity → executions in all cases.
    `busy`: pool → share of capacity used. `queue`: activity → mean minutes in its queue.
    """

    cycle: Values
    worked: Values
    queued: Values
    times: dict[str, int] = field(default_factory=dict)
    busy: dict[str, float] = field(default_factory=dict)
    queue: dict[str, float] = field(default_factory=dict)
    cases: int = 0


def simulate(model: Model, cases: int, seed: int = 1, warmup: float = 0.0) -> Outcome:
    """Run `cases` cases to their end; the first `warmup` share of them is not counted. SimulationError."""
    if cases < 1:
        raise SimulationError("no_cases", str(cases))
    return _Run(model, cases, seed, warmup).result()


class _Stream:
    """Values of one distribution, drawn in blocks from a generator of its own: a scenario that changes one step leaves
    the luck of the others as it was.
    """

    def __init__(self, draw: object, seed: list[int]) -> None:
        self.draw = draw
        self.rng = np.random.default_rng(seed)
        self.values: list[float] = []

    def next(self) -> float:
        if not self.values:
            self.values = self.draw(self.rng, _BLOCK).tolist()[::-1]  # type: ignore[operator]
        return self.values.pop()


class _Run:
    def __init__(self, model: Model, cases: int, seed: int, warmup: float) -> None:
        self.model = model
        self.first = int(cases * warmup)
        self.clock: list[
            tuple[int, int, int, int, int]
        ] = []  # minute, order, what (0 arrive, 1 ready, 2 done), case, transition
        self.order = 0
        net = model.net
        self.steps = [model.steps.get(t.label) if t.label is not None else None for t in net.transitions]
        self.consumers: list[list[int]] = [[] for _ in range(net.places)]
        for i, t in enumerate(net.transitions):
            for place in t.inputs:
                self.consumers[place].append(i)
        self.choice = _Stream(lambda rng, n: rng.random(n), [seed, 1])
        self.rounding = _Stream(lambda rng, n: rng.random(n), [seed, 2])
        self.delays = {k: _Stream(step.delay, [seed, 3, crc32(k.encode())]) for k, step in model.steps.items()}
        self.services = {k: _Stream(step.service, [seed, 4, crc32(k.encode())]) for k, step in model.steps.items()}
        rng = np.random.default_rng([seed, 5])
        self.begins = model.arrivals(rng, cases).astype(np.int64)
        amounts = model.amounts
        self.amounts = amounts[rng.integers(0, len(amounts), cases)] if len(amounts) else np.zeros(cases)
        self.lines: dict[str | None, Timeline] = {None: model.calendar.utc}
        self.free: dict[str, int] = {}
        self.waiting: dict[str, deque[tuple[int, int, int]]] = {}
        for name, pool in model.pools.items():
            if pool.capacity < 1:
                raise SimulationError("no_capacity", name)
            self.lines[name] = (pool.calendar or model.calendar).utc
            self.free[name] = pool.capacity
            self.waiting[name] = deque()
        self.markings: list[Counter[int] | None] = [None] * cases
        self.fired = [0] * cases
        self.ends = np.zeros(cases)
        self.worked, self.queued = np.zeros(cases), np.zeros(cases)
        self.times: Counter[str] = Counter()
        self.in_queue: Counter[str] = Counter()
        self.used: Counter[str] = Counter()

    def result(self) -> Outcome:
        for case, minute in enumerate(self.begins.tolist()):
            self._at(minute, 0, case, 0)
        while self.clock:
            minute, _, what, case, number = heapq.heappop(self.clock)
            if what == 0:
                marking = Counter(self.model.net.initial)
                self.markings[case] = marking
                self._advance(case, marking, list(marking), minute)
            elif what == 1:
                self._ready(case, number, minute)
            else:
                self._done(case, number, minute)
        kept = slice(self.first, None)
        counted = len(self.begins) - self.first
        total = dict(self.times)
        return Outcome(
            (self.ends - self.begins)[kept],
            self.worked[kept],
            self.queued[kept],
            total,
            self._load(),
            {k: self.in_queue[k] / n for k, n in total.items() if n},
            counted,
        )

    def _load(self) -> dict[str, float]:
        low, high = int(self.begins[0]), int(self.ends.max())
        out = {}
        for name, pool in self.model.pools.items():
            line = self.lines[name]
            out[name] = self.used[name] / max(pool.capacity * (line.work(high) - line.work(low)), 1)
        return out

    def _at(self, minute: int, what: int, case: int, number: int) -> None:
        self.order += 1
        heapq.heappush(self.clock, (minute, self.order, what, case, number))

    # -- tokens ------------------------------------------------------------------------------------------------------
    def _advance(self, case: int, marking: Counter[int], fresh: list[int], minute: int) -> None:
        """Let what can fire fire, beginning at places that received tokens."""
        net = self.model.net
        while fresh:
            place = fresh.pop()
            while marking[place]:
                able = [i for i in self.consumers[place] if all(marking[p] for p in net.transitions[i].inputs)]
                if not able:
                    break
                number = able[0] if len(able) == 1 else self._drawn(able)
                for p in net.transitions[number].inputs:
                    marking[p] -= 1
                self.fired[case] += 1
                if self.fired[case] > _MOST:
                    raise SimulationError("endless", net.transitions[number].label or "")
                if self._begin(case, number, minute):
                    for p in net.transitions[number].outputs:
                        marking[p] += 1
                        fresh.append(p)
        self.ends[case] = max(self.ends[case], minute)

    def _drawn(self, able: list[int]) -> int:
        weights = [self.model.weights[i] for i in able]
        total = sum(weights)
        if not total:
            return able[int(self.choice.next() * len(able))]
        at = self.choice.next() * total
        for number, weight in zip(able, weights, strict=True):
            at -= weight
            if at < 0:
                return number
        return able[-1]

    def _begin(self, case: int, number: int, minute: int) -> bool:
        """Whether the transition is done at once; else its step waits."""
        step = self.steps[number]
        if step is None or step.silent or (step.below is not None and self.amounts[case] < step.below):
            return True
        label = self.model.net.transitions[number].label or ""
        self.times[label] += 1
        delay = self._whole(self.delays[label].next())
        ready = self.lines[None].add(minute, delay) if delay else minute
        self._at(ready, 1, case, number)
        return False

    def _whole(self, minutes: float) -> int:
        low = int(minutes)
        return low + (self.rounding.next() < minutes - low)

    # -- people ------------------------------------------------------------------------------------------------------
    def _ready(self, case: int, number: int, minute: int) -> None:
        step = self.steps[number]
        assert step is not None
        if step.pool is None:
            self._work(case, number, minute, step, None)
        elif self.free[step.pool]:
            self.free[step.pool] -= 1
            self._work(case, number, minute, step, step.pool)
        else:
            self.waiting[step.pool].append((case, number, minute))

    def _work(self, case: int, number: int, minute: int, step: Step, pool: str | None) -> None:
        label = self.model.net.transitions[number].label or ""
        service = self._whole(self.services[label].next())
        self.worked[case] += service
        if pool is not None:
            self.used[pool] += service
        line = self.lines[pool]
        self._at(line.add(minute, service) if service else minute, 2, case, number)

    def _done(self, case: int, number: int, minute: int) -> None:
        step, marking = self.steps[number], self.markings[case]
        assert step is not None and marking is not None
        if step.pool is not None:
            if self.waiting[step.pool]:
                waiter, task, since = self.waiting[step.pool].popleft()
                line = self.lines[step.pool]
                lost = line.work(minute) - line.work(since)
                self.queued[waiter] += lost
                self.in_queue[self.model.net.transitions[task].label or ""] += lost
                other = self.steps[task]
                assert other is not None
                self._work(waiter, task, minute, other, step.pool)
            else:
                self.free[step.pool] += 1
        outputs = self.model.net.transitions[number].outputs
        for p in outputs:
            marking[p] += 1
        self._advance(case, marking, list(outputs), minute)
