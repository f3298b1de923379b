"""What drives the finish: criticality, cruciality, tornado, and what a remedy would gain.

The effect of a driver is not estimated from correlations: the network is computed again under the same luck with that
one driver changed, as far as the change reaches.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from golive.engines.schedule.risk.draws import Uncertain
from golive.engines.schedule.risk.inputs import Z90, RiskEvent
from golive.engines.schedule.risk.longest_path import LongestPath
from golive.engines.schedule.risk.quantiles import grades
from golive.engines.schedule.risk.ticks import Bools, Minutes
from golive.engines.schedule.risk.trial import Trial

Floats = npt.NDArray[np.float64]


class Measures:
    """Sums over chunks, by task index: how often critical, rank correlation, mean and variance of durations."""

    def __init__(self, tasks: int) -> None:
        self._seen = 0
        self._critical, self._rank = np.zeros(tasks), np.zeros(tasks)
        self._sum, self._squares = np.zeros(tasks), np.zeros(tasks)

    def add(self, trial: Trial, finish: Minutes) -> None:
        n = trial.iterations
        self._seen += n
        ranks = centred_ranks(finish)
        path = LongestPath(trial.setting.prepared, trial.dates)
        for i in trial.setting.prepared.leaves:
            self._critical[i] += path.critical[i].mean() * n
            lasted = trial.draw.durations[i].astype(np.float64)
            self._sum[i] += lasted.mean() * n
            self._squares[i] += (lasted**2).mean() * n
            scores = trial.draw.scores.get(i)
            if scores is not None:
                self._rank[i] += correlation(grades(scores).astype(np.float64), ranks) * n

    @property
    def criticality(self) -> Floats:
        return self._critical / self._seen

    @property
    def cruciality(self) -> Floats:
        """Spearman's rank correlation; of several chunks, the mean of theirs."""
        return self._rank / self._seen

    @property
    def mean(self) -> Floats:
        return self._sum / self._seen

    @property
    def deviation(self) -> Floats:
        return np.sqrt(np.maximum(self._squares / self._seen - self.mean**2, 0))


def centred_ranks(values: npt.NDArray[np.generic]) -> Floats:
    """Ranks (ties share their mean), less the mean of all."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    above = np.cumsum(counts)
    shared = above - (counts - 1) / 2
    return shared[inverse] - (len(values) + 1) / 2  # type: ignore[no-any-return]


def correlation(values: Floats, ranks: Floats) -> float:
    """With centred ranks; 0 where either does not vary."""
    off = values - values.mean()
    size = np.sqrt((off @ off) * (ranks @ ranks))
    return float(off @ ranks / size) if size > 0 else 0.0


def candidates(measures: Measures, tasks: Sequence[Uncertain], most: int) -> list[Uncertain]:
    """The tasks whose spread can move the finish most: critical often, and wide."""
    weight = measures.criticality * measures.deviation
    wide = [u for u in tasks if u.varies and weight[u.index] > 0]
    return sorted(wide, key=lambda u: (-weight[u.index], u.uid))[:most]


class Effects:
    """Finishes under changes, chunk by chunk: durations fixed at their most likely value; half the spread of the first
    half of `tasks`; events removed."""

    def __init__(self, tasks: Sequence[Uncertain], events: Sequence[RiskEvent]) -> None:
        self.tasks, self.events = tasks, events
        self.fixed: dict[int, list[Minutes]] = {u.index: [] for u in tasks}
        self.halved: dict[int, list[Minutes]] = {u.index: [] for u in tasks[: (len(tasks) + 1) // 2]}
        self.removed: dict[str, list[Minutes]] = {e.code: [] for e in events}
        self.sides: dict[int | str, list[tuple[Minutes, Minutes]]] = {}
        self.event_ranks: dict[str, list[float]] = {e.code: [] for e in events}

    def add(self, trial: Trial, finish: Minutes) -> None:
        ranks = centred_ranks(finish)
        for task in self.tasks:
            self.fixed[task.index].append(trial.finish_with(task, 0.0))
            if task.index in self.halved:
                self.halved[task.index].append(trial.finish_with(task, 0.5))
            scores = trial.draw.scores[task.index]
            self._split(task.index, finish, scores < -Z90, scores > Z90)
        for event in self.events:
            happens = trial.draw.happenings[event.code].happens
            self.removed[event.code].append(trial.finish_without(event))
            self.event_ranks[event.code].append(correlation(happens.astype(np.float64), ranks) * trial.iterations)
            self._split(event.code, finish, ~happens, happens)

    def _split(self, key: int | str, finish: Minutes, low: Bools, high: Bools) -> None:
        self.sides.setdefault(key, []).append((finish[low], finish[high]))

    def means(self, key: int | str, otherwise: float) -> tuple[float, float]:
        """Mean finish on the low and on the high side."""
        low, high = (np.concatenate(side) for side in zip(*self.sides[key], strict=True))
        return (float(low.mean()) if len(low) else otherwise, float(high.mean()) if len(high) else otherwise)
