"""Method templates as data: phases, tasks, gates and deliverables, and which duties of the catalogue they choose.

A template is a YAML file beside this one; the words are our own. `load("standard")` reads it once and refuses it as a
whole when something in it does not fit (see `reading.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from golive.foundation.duties.catalogue import Duty, Term

HERE = Path(__file__).parent
KEYS = (
    "standard",
    "lean",
    "yonyou",
    "kingdee",
    "activate",
    "success",
    "odoo",
)  # in the order in which they are offered


class MethodError(ValueError):
    """A template that cannot be used; says which and why."""


@dataclass(frozen=True, slots=True)
class Words:
    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class MethodPhase:
    """`start` and `end` are shares of the time from project start to go-live; beyond 1.0 they are days after it.

    `key` is one of the catalogue's phases, to which duties and the conditions of gates attach. A phase with a key of its
    own is `part_of` the phase of the catalogue that follows it (preparing and exploring are both "requirements"): it has
    a gate of its own, and for the duties both are one stretch of time.
    """

    key: str
    name: Words
    start: float
    end: float
    start_after: int = 0  # days after go-live, where start is 1.0
    end_after: int = 0
    part_of: str = ""

    @property
    def kind(self) -> str:
        """The phase of the catalogue it belongs to."""
        return self.part_of or self.key


@dataclass(frozen=True, slots=True)
class MethodTask:
    id: str
    phase: str
    name: Words
    days: float  # working days; 0 is a milestone
    party: str
    after: tuple[str, ...]  # "T3", "T3 SS", "T3 FS+2d"
    deliverable: Words | None = None


@dataclass(frozen=True, slots=True)
class DutyChoice:
    """A duty that the method asks for; `terms` and `phases` replace the catalogue's own where given."""

    terms: tuple[Term, ...] = ()
    phases: tuple[str, ...] = ()

    def applied(self, duty: Duty) -> Duty:
        return replace(duty, terms=self.terms or duty.terms, phases=self.phases or duty.phases)


@dataclass(frozen=True, slots=True)
class MethodGate:
    """What the end of a phase is called, and which duties have to be met for it."""

    phase: str
    name: Words
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deliverable:
    phase: str
    name: Words
    party: str


@dataclass(frozen=True, slots=True)
class Method:
    """`audience`: for whom it is; `go_live`: the task that is the go-live milestone."""

    id: str
    name: Words
    audience: Words
    go_live: str
    phases: tuple[MethodPhase, ...]
    tasks: tuple[MethodTask, ...]
    duties: Mapping[str, DutyChoice]
    gates: tuple[MethodGate, ...]
    deliverables: tuple[Deliverable, ...]


@cache
def load(method: str) -> Method:
    """A template by its key. MethodError for an unknown or faulty one."""
    from golive.apps.projects.methods.reading import read

    if method not in KEYS:
        raise MethodError(f"there is no method {method!r}")
    return read(method, yaml.safe_load((HERE / f"{method}.yaml").read_text("utf8")))


def available() -> list[Method]:
    return [load(key) for key in KEYS]
