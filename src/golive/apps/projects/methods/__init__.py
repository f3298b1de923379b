"""Method templates as data: phases, the work of a usual ERP project, and who does it.

A template is a YAML file beside this one; the words are our own. `load("standard")` reads it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Words:
    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class MethodPhase:
    """`start` and `end` are shares of the time from project start to go-live; beyond 1.0 they are days after it."""

    key: str
    name: Words
    start: float
    end: float
    start_after: int = 0  # days after go-live, where start is 1.0
    end_after: int = 0


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
class Method:
    id: str
    name: Words
    phases: tuple[MethodPhase, ...]
    tasks: tuple[MethodTask, ...]


@cache
def load(method: str) -> Method:
    raw = yaml.safe_load((HERE / f"{method}.yaml").read_text("utf8"))
    phases = tuple(_phase(key, value) for key, value in raw["phases"].items())
    tasks = tuple(_task(key, phase, value) for phase, rows in raw["tasks"].items() for key, value in rows.items())
    known = {t.id for t in tasks}
    for task in tasks:
        if lost := [a for a in task.after if a.split()[0] not in known]:
            raise ValueError(f"method {method}: task {task.id} follows unknown {lost}")
    return Method(method, _words(raw["name"]), phases, tasks)


def available() -> list[Method]:
    return [load(path.stem) for path in sorted(HERE.glob("*.yaml"))]


def _words(pair: list[str]) -> Words:
    zh, en = pair
    return Words(zh, en)


def _phase(key: str, value: dict[str, Any]) -> MethodPhase:
    return MethodPhase(
        key,
        _words(value["name"]),
        value.get("start", 1.0),
        value.get("end", 1.0),
        value.get("start_after", 0),
        value.get("end_after", 0),
    )


def _task(key: str, phase: str, value: list[Any]) -> MethodTask:
    zh, en, days, party, after, *rest = value
    return MethodTask(key, phase, Words(zh, en), days, party, tuple(after), Words(*rest[0]) if rest else None)
