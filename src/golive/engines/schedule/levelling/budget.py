"""How long a search may go on: seconds of the wall clock, or a number of schedules, which makes it repeatable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import monotonic


@dataclass(frozen=True, slots=True)
class Budget:
    """None = no limit of that kind. With `schedules` and no `seconds` the answer depends on nothing but the seed."""

    seconds: float | None = 5.0
    schedules: int | None = None

    def shared(self, among: int) -> Budget:
        return self if self.schedules is None else replace(self, schedules=max(1, self.schedules // among))


@dataclass(slots=True)
class Meter:
    """Runs from the moment it is made. `stop`: somebody else has found what is looked for."""

    budget: Budget
    stop: Callable[[], bool] | None = None
    used: int = 0
    began: float = field(default_factory=monotonic)

    def spend(self, schedules: int) -> None:
        self.used += schedules

    def over(self) -> bool:
        limit = self.budget
        if limit.schedules is not None and self.used >= limit.schedules:
            return True
        if self.stop is not None and self.stop():
            return True
        return limit.seconds is not None and monotonic() - self.began >= limit.seconds

    def left(self) -> Budget:
        """What a search that begins now may still use."""
        limit = self.budget
        return Budget(
            None if limit.seconds is None else max(0.0, limit.seconds - (monotonic() - self.began)),
            None if limit.schedules is None else max(0, limit.schedules - self.used),
        )
