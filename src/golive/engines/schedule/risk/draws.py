"""What happens in each iteration: scores, risk events, durations.

Every task, group and event has its own stream of random numbers, keyed by seed and number or name. So a change of one
task leaves the luck of all others as it was, and two plans are compared under the same luck.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from math import sqrt
from zlib import crc32

import numpy as np
import numpy.typing as npt

from golive.engines.schedule.model import Task
from golive.engines.schedule.risk.inputs import Estimate, RiskError, RiskEvent, RiskInputs
from golive.engines.schedule.risk.network_pass import Pass
from golive.engines.schedule.risk.quantiles import Floats, read, table
from golive.engines.schedule.risk.ticks import Bools, Minutes


class _Stream(IntEnum):
    TASK = 1
    GROUP = 2
    HAPPENS = 3
    DAYS = 4
    PERCENT = 5
    COST = 6


@dataclass(frozen=True, slots=True)
class Uncertain:
    """An open task whose duration may vary. `estimate`: minutes still to be done; a single point where only risk
    events change it. `assumed`: nobody estimated it, the spread of the inputs was taken."""

    index: int
    uid: int
    estimate: Estimate
    quantiles: Floats
    group: str
    least: int
    assumed: bool
    events: tuple[RiskEvent, ...]

    @property
    def varies(self) -> bool:
        return self.estimate.low < self.estimate.high


@dataclass(frozen=True, slots=True)
class Happening:
    """A risk event in every iteration: where it happens and what it adds there (elsewhere 0)."""

    happens: Bools
    minutes: Floats
    percent: Floats
    money: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Draw:
    """One chunk of iterations. `scores` and `durations` by task index."""

    scores: Mapping[int, Floats]
    happenings: Mapping[str, Happening]
    durations: list[Minutes]


def uncertain_tasks(prepared: Pass, inputs: RiskInputs) -> dict[int, Uncertain]:
    """By task index. RiskError "unknown_task" for an estimate or event of a task that is not in the plan."""
    asked = set(inputs.estimates) | {uid for event in inputs.events for uid in event.tasks}
    unknown = sorted(asked - set(prepared.net.index))
    if unknown:
        raise RiskError("unknown_task", unknown)
    tasks = ((i, prepared.net.tasks[i]) for i in prepared.leaves)
    found = (_uncertain(prepared, inputs, i, task) for i, task in tasks if task.actual_finish is None)
    return {u.index: u for u in found if u is not None}


def _uncertain(prepared: Pass, inputs: RiskInputs, i: int, task: Task) -> Uncertain | None:
    base, begun = prepared.base(i), task.actual_start is not None
    if begun and not base:
        return None
    events = tuple(event for event in inputs.events if task.uid in event.tasks)
    whole = task.duration if begun else base
    estimate = own = inputs.estimates.get(task.uid) or _carried(task, inputs)
    if own is None and base and inputs.spread is not None:
        estimate = inputs.spread.times(whole)
    if estimate is None:
        if not events:
            return None
        estimate = Estimate(base, base, base)
    elif begun:
        estimate = estimate.times(base / whole)
    assumed = own is None and estimate.low < estimate.high
    group = inputs.groups.get(task.uid, "")
    return Uncertain(i, task.uid, estimate, table(estimate), group, min(base, 1), assumed, events)


def _carried(task: Task, inputs: RiskInputs) -> Estimate | None:
    """The three points of the plan itself, in order even if they were entered out of it."""
    if task.optimistic is None or task.pessimistic is None or not task.pessimistic:
        return None
    likely = task.duration if task.likely is None else task.likely
    low, likely, high = sorted((task.optimistic, likely, task.pessimistic))
    return Estimate(max(low, 1), max(likely, 1), high, inputs.shape)


def draw(
    prepared: Pass, tasks: Mapping[int, Uncertain], inputs: RiskInputs, seed: int, chunk: int, iterations: int
) -> Draw:
    """The `chunk`-th set of `iterations`."""
    luck = _Luck(seed, chunk, iterations)
    happenings = {event.code: _happening(event, luck, prepared.plan.minutes_per_day) for event in inputs.events}
    durations = [np.array([prepared.base(i)], np.int32) for i in range(len(prepared.net.tasks))]
    scores: dict[int, Floats] = {}
    for i, task in tasks.items():
        if task.varies:
            scores[i] = luck.correlated(task, inputs.correlation_of(task.group))
        durations[i] = duration(task, scores.get(i), happenings)
    if sum(int(d.max()) for d in durations) > np.iinfo(np.int32).max:
        raise RiskError("too_long")
    return Draw(scores, happenings, durations)


def duration(
    task: Uncertain, scores: Floats | None, happenings: Mapping[str, Happening], spread: float = 1.0
) -> Minutes:
    """Minutes of one task in every iteration. `spread`: the estimate drawn together towards its most likely value."""
    if scores is None:
        minutes = np.full(1, task.estimate.mode, np.float32)
    else:
        minutes = read(task.quantiles, scores)
        if spread != 1.0:
            minutes = np.float32(task.estimate.mode) + np.float32(spread) * (minutes - np.float32(task.estimate.mode))
    drawn, more = minutes, np.zeros(1, np.float32)
    for happening in (happenings[event.code] for event in task.events if event.code in happenings):
        more = more + happening.minutes + drawn * happening.percent / np.float32(100)
    minutes = minutes + more
    return np.maximum(np.rint(minutes), task.least).astype(np.int32)


class _Luck:
    """The streams of one chunk."""

    def __init__(self, seed: int, chunk: int, iterations: int) -> None:
        self._seed, self._chunk, self._iterations = seed, chunk, iterations
        self._common: dict[str, Floats] = {}

    def stream(self, kind: _Stream, key: int | str) -> np.random.Generator:
        number = crc32(key.encode()) if isinstance(key, str) else key % 2**32
        sequence = np.random.SeedSequence(self._seed, spawn_key=(kind, number, self._chunk))
        return np.random.Generator(np.random.PCG64(sequence))

    def scores(self, kind: _Stream, key: int | str) -> Floats:
        return self.stream(kind, key).standard_normal(self._iterations, dtype=np.float32)

    def happens(self, event: RiskEvent) -> Bools:
        return self.stream(_Stream.HAPPENS, event.code).random(self._iterations) < event.probability

    def correlated(self, task: Uncertain, rho: float) -> Floats:
        """Scores of which any two of a group have correlation `rho` (one-factor Gaussian copula)."""
        own = self.scores(_Stream.TASK, task.uid)
        if not rho:
            return own
        if task.group not in self._common:
            self._common[task.group] = self.scores(_Stream.GROUP, task.group)
        return np.float32(sqrt(rho)) * self._common[task.group] + np.float32(sqrt(1 - rho)) * own


def _happening(event: RiskEvent, luck: _Luck, minutes_per_day: int) -> Happening:
    happens = luck.happens(event)

    def severity(kind: _Stream, estimate: Estimate | None, unit: float = 1.0) -> Floats:
        if estimate is None:
            return np.zeros(1, np.float32)
        return np.where(happens, read(table(estimate.times(unit)), luck.scores(kind, event.code)), np.float32(0))

    return Happening(
        happens,
        severity(_Stream.DAYS, event.days, minutes_per_day),
        severity(_Stream.PERCENT, event.percent),
        severity(_Stream.COST, event.cost).astype(np.float64),
    )
