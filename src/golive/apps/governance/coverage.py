"""Which scope serves which objective. An app above says what it keeps of the scope; governance asks and never imports it.

@serves("requirements.requirements", label=_("Requirements"), order=20)
def requirements(project) -> list[Served]: …
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Served:
    """A piece of the scope and the keys of the objectives it serves."""

    name: str
    url: str
    objectives: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    label: Any
    order: int
    scope: bool  # False: it shows what is done for an objective, and is no scope that has to serve one
    asked: bool  # whether it is shown what of it serves none
    ask: Callable[[Any], list[Served]]


SOURCES: dict[str, Source] = {}


def serves(name: str, *, label: Any, order: int, scope: bool = True, asked: bool | None = None) -> Callable[[Any], Any]:
    """`asked`: what of it serves no objective is shown; scope always is."""

    def register(function: Callable[[Any], list[Served]]) -> Callable[[Any], list[Served]]:
        if name in SOURCES:
            raise ValueError(f"{name} is declared twice")
        SOURCES[name] = Source(name, label, order, scope, scope if asked is None else asked, function)
        return function

    return register


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of scope: what serves which objective, and what serves none."""

    label: Any
    scope: bool
    asked: bool
    by_objective: dict[int, list[Served]]
    idle: list[Served]
    total: int


@dataclass(frozen=True, slots=True)
class Coverage:
    kinds: list[Kind] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(k.total for k in self.kinds if k.scope)

    @property
    def linked(self) -> int:
        return self.total - sum(len(k.idle) for k in self.kinds if k.scope)

    @property
    def share(self) -> float | None:
        return self.linked / self.total if self.total else None

    def of(self, objective: int) -> list[list[Served]]:
        return [kind.by_objective.get(objective, []) for kind in self.kinds]

    def is_served(self, objective: int) -> bool:
        return any(kind.by_objective.get(objective) for kind in self.kinds if kind.scope)


def coverage(project: Any) -> Coverage:
    return Coverage([_kind(source, project) for source in sorted(SOURCES.values(), key=lambda s: s.order)])


def _kind(source: Source, project: Any) -> Kind:
    rows = source.ask(project)
    by_objective: dict[int, list[Served]] = {}
    for row in rows:
        for key in row.objectives:
            by_objective.setdefault(key, []).append(row)
    return Kind(
        source.label, source.scope, source.asked, by_objective, [r for r in rows if not r.objectives], len(rows)
    )
