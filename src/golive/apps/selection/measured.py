"""Who measures service levels: an app above knows the tickets and registers itself; contracts ask it and import nothing.

register_measurer(lambda project, obligations: {pk: [Level(words("…"), True, url)]})
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from golive.apps.selection.models import Obligation
from golive.foundation.words import Words


@dataclass(frozen=True, slots=True)
class Level:
    """One target as it was kept. `kept`: None while nothing has been measured."""

    text: Words
    kept: bool | None
    url: str = ""

    @property
    def state(self) -> str:
        return "pending" if self.kept is None else "satisfied" if self.kept else "lacking"


Measurer = Callable[[Any, "list[Obligation]"], Mapping[int, "list[Level]"]]
_measurer: Measurer | None = None


def register_measurer(measurer: Measurer | None) -> Measurer | None:
    """Name who measures, and return who did before (tests put him back)."""
    global _measurer
    before, _measurer = _measurer, measurer
    return before


def levels(project: Any, obligations: Iterable[Obligation]) -> Mapping[int, list[Level]]:
    """By the key of the obligation; those that are no service level, or have no target, are left out."""
    asked = [o for o in obligations if o.kind == Obligation.Kind.SERVICE_LEVEL]
    return _measurer(project, asked) if _measurer is not None and asked else {}
