"""Which known risks may delay the plan. A register of risks stands above this app, so it says so itself:

register_risk_events(lambda project: [Threat("R-3", "…", probability=4, impact=3, url="…")])

The scales of the register are turned into odds and working days here, in one table that the page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

ODDS = {1: 0.05, 2: 0.10, 3: 0.25, 4: 0.40, 5: 0.60}
DAYS = {1: (0, 1, 2), 2: (1, 2, 3), 3: (1, 3, 5), 4: (2, 5, 10), 5: (5, 10, 20)}  # least, most likely, greatest


@dataclass(frozen=True, slots=True)
class Threat:
    """A risk as its register keeps it: probability and impact from 1 to 5, and where somebody knows better, per cent,
    working days and yuan of its own. `tasks`: keys of those it would lengthen; none: it delays go-live itself."""

    code: str
    name: str
    probability: int
    impact: int
    url: str = ""
    tasks: tuple[int, ...] = ()
    percent: int | None = None
    delay: float | None = None
    yuan: float | None = None

    @property
    def odds(self) -> float:
        return self.percent / 100 if self.percent else ODDS[self.probability]

    @property
    def days(self) -> tuple[float, float, float]:
        """Least, most likely, greatest; around days of its own as the scale has them around its middle."""
        return DAYS[self.impact] if self.delay is None else (self.delay / 2, self.delay, self.delay * 2)

    @property
    def money(self) -> tuple[float, float, float] | None:
        return (self.yuan / 2, self.yuan, self.yuan * 2) if self.yuan else None


Provider = Callable[[Any], Iterable[Threat]]
_providers: list[Provider] = []


def register_risk_events(provider: Provider) -> Provider:
    _providers.append(provider)
    return provider


def threats_of(project: Any) -> list[Threat]:
    return [threat for provider in _providers for threat in provider(project)]
