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
    """What a criterion found: satisfied or not, the figure in words, and what is missing."""

    ok: bool
    value: Words
    missing: list[Missing] = field(default_factory=list)
    url: str = ""  # the rows behind the figure
    figure: str = ""  # the same as one short number, "12 / 14" or "96 %", for the strip on the first page


@dataclass(frozen=True, slots=True)
class Criterion:
    code: str
    phases: tuple[str, ...]  # keys of the phases whose gate asks it
    label: Any
    measure: Callable[[Any], Measured]


CRITERIA: dict[str, Criterion] = {}


def criterion(
    code: str, *, phases: tuple[str, ...], label: Any
) -> Callable[[Callable[[Any], Measured]], Callable[[Any], Measured]]:
    def register(function: Callable[[Any], Measured]) -> Callable[[Any], Measured]:
        if code in CRITERIA:
            raise ValueError(f"criterion {code} is declared twice")
        CRITERIA[code] = Criterion(code, phases, label, function)
        return function

    return register


def asked_at(phase_key: str) -> list[Criterion]:
    return [c for c in CRITERIA.values() if phase_key in c.phases]
