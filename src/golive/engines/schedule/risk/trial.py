"""One chunk of iterations, computed: dates, finish, cost; and the same again with one thing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from golive.engines.schedule.risk.draws import Draw, Uncertain, draw, duration
from golive.engines.schedule.risk.inputs import RiskEvent, RiskInputs
from golive.engines.schedule.risk.network_pass import Dates, Pass
from golive.engines.schedule.risk.ticks import Minutes

CELLS = 12_000_000  # tasks × iterations held at once: about 200 MB


@dataclass(frozen=True)
class Setting:
    """What all chunks share. `sizes`: iterations of each chunk."""

    prepared: Pass
    inputs: RiskInputs
    tasks: Mapping[int, Uncertain]
    seed: int
    sizes: tuple[int, ...]

    def trial(self, chunk: int) -> Trial:
        drawn = draw(self.prepared, self.tasks, self.inputs, self.seed, chunk, self.sizes[chunk])
        return Trial(self, self.sizes[chunk], drawn, self.prepared.run(drawn.durations))


def sizes_of(iterations: int, tasks: int) -> tuple[int, ...]:
    size = min(iterations, max(1000, CELLS // max(tasks, 1)))
    whole, rest = divmod(iterations, size)
    return (size,) * whole + ((rest,) if rest else ())


@dataclass(frozen=True)
class Trial:
    setting: Setting
    iterations: int
    draw: Draw
    dates: Dates

    @property
    def finish(self) -> Minutes:
        return self._full(self.setting.prepared.project_finish(self.dates))

    def finish_with(self, task: Uncertain, spread: float) -> Minutes:
        """The finish if the range of one duration were drawn together to `spread` of its width."""
        scores = self.draw.scores.get(task.index)
        return self._again({task.index: duration(task, scores, self.draw.happenings, spread)})

    def finish_without(self, event: RiskEvent) -> Minutes:
        """The finish if an event never happened."""
        others = {code: h for code, h in self.draw.happenings.items() if code != event.code}
        struck = (u for u in self.setting.tasks.values() if event in u.events)
        return self._again({u.index: duration(u, self.draw.scores.get(u.index), others) for u in struck})

    def cost(self, varying: Mapping[int, float]) -> npt.NDArray[np.float64]:
        """Money that varies: `varying[i]` for task `i` at its planned duration, in proportion; and that of events."""
        out = np.zeros(self.iterations)
        for i, amount in varying.items():
            out += amount / self.setting.prepared.base(i) * self.draw.durations[i]
        for happening in self.draw.happenings.values():
            out += happening.money
        return out

    def _again(self, changed: Mapping[int, Minutes]) -> Minutes:
        durations = list(self.draw.durations)
        for i, minutes in changed.items():
            durations[i] = minutes
        prepared = self.setting.prepared
        return self._full(prepared.project_finish(prepared.again(self.dates, durations, set(changed))))

    def _full(self, minutes: Minutes) -> Minutes:
        return np.broadcast_to(minutes, (self.iterations,))


def percentile(values: npt.NDArray[np.generic], percent: float) -> int | float:
    """The smallest value that at least so many per cent do not exceed (nearest rank)."""
    place = max(ceil(percent / 100 * len(values) - 1e-9) - 1, 0)
    return np.partition(values, place)[place].item()  # type: ignore[no-any-return]
