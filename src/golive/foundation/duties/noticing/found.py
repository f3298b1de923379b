"""One thing the engine noticed by itself, before it is a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from golive.foundation.duties.catalogue import Duty
from golive.foundation.words import Words


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to do about it, in words, and as the use case that does it with one click:
    {"assign": {"duty", "place", "person"}} or {"give": {"assignment", "person", "letter"}}."""

    text: Words
    act: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {**self.text.to_json(), **self.act}


@dataclass(frozen=True, slots=True)
class Found:
    """`key` tells one from another; `tell`: the people it is told to, once. The rest: see models.Signal."""

    kind: str
    key: str
    text: Words
    proposal: Proposal | None = None
    page: str = ""  # address where it can be mended
    person: int | None = None
    other: int | None = None
    duty_id: str = ""
    place: str = ""
    party: str = ""
    tell: tuple[int, ...] = ()


def title(duty: Duty) -> dict[str, str]:
    """The duty's title in both languages, to be put into Words."""
    return {"zh": f"{duty.id} {duty.title.zh}", "en": f"{duty.id} {duty.title.en}"}


def at_place(name: dict[str, str], place: Words | None) -> Any:
    """A duty with the place it is held at."""
    return Words("%(duty)s · %(place)s", {"duty": name, "place": place}) if place else name
