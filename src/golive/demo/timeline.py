"""The story as a list of moments: each does one thing through a use case, at the time it happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from golive.demo.calendar import Story
from golive.foundation import clock
from golive.foundation.accounts.models import Project, User


@dataclass
class World:
    """What the story has made so far."""

    story: Story
    project: Project
    people: dict[str, User]
    things: dict[str, Any] = field(default_factory=dict)

    def who(self, username: str) -> User:
        return self.people[username]


Act = Callable[[World], None]


@dataclass
class Timeline:
    """Moments in any order; `run` lets them happen in the order of time, and nothing of the future happens."""

    story: Story
    moments: list[tuple[int, str, int, Act]] = field(default_factory=list)

    def on(self, day: int, time: str, act: Act) -> None:
        self.moments.append((day, time, len(self.moments), act))

    def run(self, world: World, until: datetime, report: Callable[[int, int], None]) -> None:
        due = self.due(until)
        for number, (moment, act) in enumerate(due, 1):
            with clock.at(moment):
                act(world)
            report(number, len(due))

    def due(self, until: datetime) -> list[tuple[datetime, Act]]:
        """What happens up to then. A Saturday afternoon becomes Monday afternoon, and what is told of Monday morning then
        waits for it: whatever weekday the story begins on, nobody signs what has not been written."""
        out: list[tuple[datetime, Act]] = []
        now = self.story.at(1, "00:00")
        for day, time, _order, act in sorted(self.moments, key=lambda m: m[:3]):
            moment = self.story.at(day, time)
            if moment <= until:
                now = max(now, moment)
                out.append((now, act))
        return out
