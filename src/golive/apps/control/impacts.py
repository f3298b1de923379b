"""What a change does beyond the plan. Requirements, tests and training stand above this app, so they say it themselves:

@impacts                                    @consequence
def on_requirements(change):                def versions_are_owed(actor, change):
    yield Impact(words("…"), url)               …  # once, in the transaction of the approval

`heavy` says that a change with this effect is the sponsor's to decide, however few days and yuan it moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from golive.foundation.words import Words


@dataclass(frozen=True, slots=True)
class Impact:
    text: Words
    url: str = ""
    heavy: bool = False


Weigher = Callable[[Any], Iterable[Impact]]
Consequence = Callable[[Any, Any], None]
_weighers: list[Weigher] = []
_consequences: list[Consequence] = []


def impacts(weigher: Weigher) -> Weigher:
    _weighers.append(weigher)
    return weigher


def consequence(act: Consequence) -> Consequence:
    _consequences.append(act)
    return act


def impacts_of(change: Any) -> list[Impact]:
    return [impact for weigher in _weighers for impact in weigher(change)]


def carry_on(actor: Any, change: Any) -> None:
    for act in _consequences:
        act(actor, change)
