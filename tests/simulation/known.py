"""What the reckoner is told (`World`) and what it answers (`Line`), as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Where = tuple[str, str]  # duty, place
What = tuple[str, str, str]  # duty, place, key


@dataclass(frozen=True)
class Held:
    """A duty as the project holds it. `terms`: (cadence, rule in words, days after go-live)."""

    id: str
    party: str
    terms: tuple[tuple[str, str, tuple[int, ...]], ...]
    phases: tuple[str, ...]
    grace: int
    by: str
    responsible: tuple[str, ...]
    modules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Member:
    """A place in the project, from the first to the last day."""

    person: int
    party: str
    department: int | None
    first: date | None
    last: date | None
    active: bool = True

    def on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Away:
    """A cover; `duties` empty: all."""

    person: int
    stand_in: int
    first: date
    last: date
    duties: tuple[str, ...]
    ended: datetime | None


@dataclass(frozen=True)
class World:
    """What is known at `now`. `stops`: [begin, end or None) of holds, in order; `named`: who was named when, in order;
    `letters`: who had R from when to when; `evidence`: what the apps say, None for duties without any."""

    now: datetime
    zone: str
    special: Mapping[date, bool]
    closed: bool
    stops: tuple[tuple[datetime, datetime | None], ...]
    start: date
    go_live: date
    phases: tuple[Any, ...]
    held: Mapping[str, Held]
    members: tuple[Member, ...]
    named: tuple[tuple[Where, int, datetime], ...]
    letters: tuple[tuple[Where, int, datetime, datetime | None], ...]
    covers: tuple[Away, ...]
    waived: Mapping[What, tuple[date, ...]]
    off: frozenset[Where]
    evidence: Mapping[str, Any]
    main_only: frozenset[str]


@dataclass
class Window:
    """One time a duty is owed; `since` and `until` bound the facts without a period."""

    key: str
    opens: datetime
    due: datetime
    grace: datetime
    cadence: str
    main: bool
    since: datetime | None = None
    until: datetime | None = None
    alone: bool = False
    event: Any = None
    connected: bool = True


@dataclass
class Line:
    """An obligation as it stands."""

    state: str
    opens: datetime
    due: datetime
    grace: datetime
    person: int | None
    acting: int | None = None
    met_at: datetime | None = None
    lost_at: datetime | None = None
    missing: int = 0
    counting: bool = False
    drift: frozenset[int] = frozenset()
    event: bool = False
