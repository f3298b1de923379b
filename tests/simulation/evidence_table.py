"""Evidence in the hands of a simulation, for the duties of which no app keeps any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from golive.foundation.duties import registry
from golive.foundation.duties.registry import Evidence, Fact, Missing, Occurrence


@dataclass
class Sheet:
    """What is on record for one duty."""

    facts: list[Fact] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    occurrences: list[Occurrence] = field(default_factory=list)
    complete: bool | dict[str, bool] | None = None
    since: datetime | None = None

    def __call__(self, project: Any) -> Evidence:
        return Evidence(list(self.facts), list(self.missing), list(self.occurrences), self.complete, self.since)


class Overheard:
    """An app's query, and what it last answered: so that both sides judge the same evidence."""

    def __init__(self, query: Any) -> None:
        self.query, self.answer = query, None
        self.__module__, self.__qualname__ = query.__module__, type(query).__qualname__

    def __call__(self, project: Any) -> Evidence:
        self.answer = self.query(project)
        return self.answer

    def said(self, project: Any) -> Evidence:
        return self.answer or self.query(project)


@contextmanager
def connected(duty_ids: Iterable[str], *, others: bool) -> Iterator[dict[str, Sheet]]:
    """One sheet a duty, looked at anew after the use case "sim.<duty>.done"; `others`: beside what the apps prove,
    else instead of it. Everything is as before afterwards."""
    kept = dict(registry.EVIDENCE), dict(registry.WATCHES), set(registry.MAIN_ONLY)
    sheets = {duty_id: Sheet() for duty_id in duty_ids}
    if not others:
        registry.EVIDENCE.clear()
    registry.EVIDENCE.update(sheets)
    registry.EVIDENCE.update({duty_id: Overheard(query) for duty_id, query in registry.EVIDENCE.items()})
    registry.WATCHES.update({duty_id: (f"sim.{duty_id}.",) for duty_id in sheets})
    try:
        yield sheets
    finally:
        for live, old in zip((registry.EVIDENCE, registry.WATCHES, registry.MAIN_ONLY), kept, strict=True):
            live.clear()
            live.update(old)


def forget_answers() -> None:
    """Ask anew from now on."""
    for query in registry.EVIDENCE.values():
        if isinstance(query, Overheard):
            query.answer = None
