"""A project with phases, and evidence that a test can put in and take away."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from golive.foundation.duties import registry
from golive.foundation.duties.registry import Evidence, Fact, Missing, Occurrence, PhaseSpan

SHANGHAI = ZoneInfo("Asia/Shanghai")
PHASES = [
    PhaseSpan("requirements", "需求调研", date(2026, 3, 2), date(2026, 4, 30)),
    PhaseSpan("selection", "系统选型", date(2026, 5, 1), date(2026, 6, 30)),
    PhaseSpan("implementation", "系统实施", date(2026, 7, 1), date(2026, 12, 4)),
    PhaseSpan("trial", "上线试运行", date(2026, 12, 5), date(2027, 1, 29)),
    PhaseSpan("acceptance", "验收", date(2027, 1, 30), date(2027, 3, 31)),
    PhaseSpan("care", "后期维护", date(2027, 4, 1), date(2032, 3, 31)),
]


def local(text: str) -> datetime:
    """ "2026-03-06 18:00" in Shanghai, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


class Proof:
    """The evidence of one duty in the hands of a test."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.missing: list[Missing] = []
        self.occurrences: list[Occurrence] = []
        self.complete: bool | dict[str, bool] | None = None
        self.since: datetime | None = None

    def __call__(self, project: object) -> Evidence:
        return Evidence(list(self.facts), list(self.missing), list(self.occurrences), self.complete, self.since)

    def fact(self, when: str, label: str = "记录", **kwargs: object) -> Fact:
        made = Fact(local(when), kwargs.pop("who", None), label, **kwargs)
        self.facts.append(made)
        return made


@pytest.fixture
def phases(monkeypatch):
    """The phases of every project, as a list that the test may change."""
    spans = list(PHASES)
    monkeypatch.setattr(registry, "_phases", lambda project: spans)
    monkeypatch.setattr(registry, "_calendar", None)
    monkeypatch.setattr(registry, "_method", None)
    return spans


@pytest.fixture
def prove(monkeypatch, phases):
    """prove("M4") connects a duty with all its cadences; all others are unconnected."""
    known: dict[str, Proof] = {}
    monkeypatch.setattr(registry, "EVIDENCE", known)
    monkeypatch.setattr(registry, "MAIN_ONLY", set())
    monkeypatch.setattr(registry, "MORE", {})
    return lambda duty_id: known.setdefault(duty_id, Proof())


DAY = timedelta(days=1)
