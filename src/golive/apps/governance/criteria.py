"""Where apps say: this gate stays shut until my query is satisfied. A gate is computed, never ticked.

An app declares its criteria in its own `criteria.py`; governance asks them and never imports the app.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from golive.foundation.words import Words


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that holds the gate shut, in words, and where it is mended."""

    text: Words
    url: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a criterion found: satisfied or not, the figure in words, and what is missing. Where it is a share, `share` is
    its percentage, and a project may ask for less than all of it, with a reason (`CriterionLimit`)."""

    ok: bool
    value: Words
    missing: list[Missing] = field(default_factory=list)
    url: str = ""  # the rows behind the figure
    figure: str = ""  # the same as one short number, "12 / 14" or "96 %", for the strip on the first page
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    code: str
    phases: tuple[str, ...]  # keys of the phases whose gate asks it
    label: Any
    measure: Callable[[Any], Measured]
    hard: bool = False  # nobody waives it and no condition stands for it


CRITERIA: dict[str, Criterion] = {}


def criterion(
    code: str, *, phases: tuple[str, ...], label: Any, hard: bool = False
) -> Callable[[Callable[[Any], Measured]], Callable[[Any], Measured]]:
    def register(function: Callable[[Any], Measured]) -> Callable[[Any], Measured]:
        if code in CRITERIA:
            raise ValueError(f"criterion {code} is declared twice")
        CRITERIA[code] = Criterion(code, phases, label, function, hard)
        return function

    return register


def asked_at(phase_key: str) -> list[Criterion]:
    return [c for c in CRITERIA.values() if phase_key in c.phases]


# Who knows the deliverables of a phase: function(project, phase_key) -> [Owed], or None while nobody keeps them.
@dataclass(frozen=True, slots=True)
class Owed:
    """A deliverable that the method or the contract asks for, and whether both sides have accepted it."""

    name: str
    accepted: bool
    url: str = ""


Deliverables = Callable[[Any, str], "list[Owed]"]
_deliverables: Deliverables | None = None


def register_deliverables(provider: Deliverables | None) -> Deliverables | None:
    """Name who keeps the deliverables (an app above), and return who was asked before (tests put him back)."""
    global _deliverables
    before, _deliverables = _deliverables, provider
    return before


def deliverables_of(project: Any, phase_key: str) -> list[Owed] | None:
    return _deliverables(project, phase_key) if _deliverables is not None else None
