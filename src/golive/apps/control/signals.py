"""What the records say may become a risk. An app registers what it watches; the register of risks offers it.

@watches("plan.overbooked")
def overbooked(project) -> list[Proposal]: …
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from golive.apps.control.models import DismissedProposal, Risk
from golive.foundation import clock
from golive.foundation.words import Words

QUIET = timedelta(days=30)  # a proposal that was dismissed is not made again for so long


@dataclass(frozen=True, slots=True)
class Proposal:
    """`key`: of what was seen, so that it is proposed once. Texts are kept in the project's language when it is taken."""

    key: str
    title: Words
    cause: Words
    category: str
    probability: int
    impact: int
    url: str = ""


Watch = Callable[[Any], "list[Proposal]"]
WATCHES: dict[str, Watch] = {}


def watches(name: str) -> Callable[[Watch], Watch]:
    def register(function: Watch) -> Watch:
        if name in WATCHES:
            raise ValueError(f"{name} is declared twice")
        WATCHES[name] = function
        return function

    return register


def proposals(project: Any) -> list[Proposal]:
    """What is seen now, is no open risk yet and was not dismissed lately; the most severe first."""
    known = set(Risk.objects.filter(project=project, state=Risk.State.OPEN).values_list("source", flat=True))
    lately = DismissedProposal.objects.filter(project=project, at__gte=clock.now() - QUIET)
    known |= set(lately.values_list("key", flat=True))
    seen = [p for watch in WATCHES.values() for p in watch(project)]
    fresh = {p.key: p for p in seen if p.key not in known}
    return sorted(fresh.values(), key=lambda p: -p.probability * p.impact)
