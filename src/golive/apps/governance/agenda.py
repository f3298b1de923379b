"""Where apps say what is open and should be talked about. Governance asks them and never imports the app.

    @matters("control.risks", order=40, kinds=(Kind.WEEKLY, Kind.STEERING), inside=True)
    def high_risks(project) -> list[Matter]: …

An app declares its matters in its own `agenda.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from golive.foundation.words import Words


@dataclass(frozen=True, slots=True)
class Matter:
    """`key`: the record, so that it is put on an agenda once; `url`: where it is seen."""

    key: str
    text: Words
    url: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """`inside`: what outsiders (vendor, consultants) may not read, also when they are invited."""

    name: str
    order: int
    kinds: tuple[str, ...]
    inside: bool
    ask: Callable[[Any], list[Matter]]


SOURCES: dict[str, Source] = {}


def matters(name: str, *, order: int, kinds: tuple[str, ...], inside: bool = True) -> Callable[[Any], Any]:
    def register(function: Callable[[Any], list[Matter]]) -> Callable[[Any], list[Matter]]:
        if name in SOURCES:
            raise ValueError(f"matters {name} are declared twice")
        SOURCES[name] = Source(name, order, kinds, inside, function)
        return function

    return register


def open_matters(project: Any, kind: str) -> list[tuple[Source, Matter]]:
    """What is open now, for a kind of meeting, in the order of the agenda."""
    wanted = sorted((s for s in SOURCES.values() if kind in s.kinds), key=lambda s: s.order)
    return [(source, matter) for source in wanted for matter in source.ask(project)]
