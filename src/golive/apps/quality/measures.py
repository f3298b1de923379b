"""What quality is measured by: each a query on the project's own records. Apps above this one add theirs.

@measure("tests.passed", label=_("Test cases passed"), unit="%", at_least=True)
def tests_passed(project): return Measured(figure, words, url)     # None where there is nothing to measure yet
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.control.models import Issue
from golive.apps.quality.models import Deliverable, DeliverableVersion
from golive.apps.requirements import queries as requirements
from golive.foundation import clock


@dataclass(frozen=True, slots=True)
class Measured:
    value: Decimal
    of: int  # how many records it is measured on
    url: str = ""


Take = Callable[[Any], Measured | None]


@dataclass(frozen=True, slots=True)
class Measure:
    key: str
    label: Any
    unit: Any
    at_least: bool  # whether the target is a floor; otherwise a ceiling
    take: Take

    def reached(self, value: Decimal, target: Decimal) -> bool:
        return value >= target if self.at_least else value <= target


MEASURES: dict[str, Measure] = {}


def measure(key: str, *, label: Any, unit: Any, at_least: bool) -> Callable[[Take], Take]:
    def register(take: Take) -> Take:
        if key in MEASURES:
            raise ValueError(f"measure {key} is declared twice")
        MEASURES[key] = Measure(key, label, unit, at_least, take)
        return take

    return register


def _share(part: int, whole: int, url: str) -> Measured | None:
    return Measured(Decimal(part * 100) / whole, whole, url) if whole else None


@measure("requirements.signed", label=_("Requirements signed by their departments"), unit="%", at_least=True)
def _requirements_signed(project: Any) -> Measured | None:
    state = requirements.progress(project)
    return _share(state.signed, state.total, reverse("requirements:requirements", args=[project.code]))


@measure("deliverables.on_time", label=_("Deliverables handed over on time"), unit="%", at_least=True)
def _on_time(project: Any) -> Measured | None:
    first = DeliverableVersion.objects.filter(deliverable__project=project, number=1)
    zone = ZoneInfo(project.timezone)
    rows = list(first.values_list("at", "deliverable__due_on"))
    due = Deliverable.objects.filter(project=project, state="planned", due_on__lt=clock.today(project.timezone)).count()
    on_time = sum(at.astimezone(zone).date() <= due_on for at, due_on in rows)
    return _share(on_time, len(rows) + due, reverse("quality:deliverables", args=[project.code]))


@measure("deliverables.first_time", label=_("Deliverables accepted as first handed over"), unit="%", at_least=True)
def _first_time(project: Any) -> Measured | None:
    rows = Deliverable.objects.filter(project=project, state="accepted").values_list("current__number", flat=True)
    return _share(sum(n == 1 for n in rows), len(rows), reverse("quality:deliverables", args=[project.code]))


@measure("issues.open_high", label=_("Open issues of high severity"), unit=_("issues"), at_least=False)
def _open_high(project: Any) -> Measured | None:
    rows = Issue.objects.filter(project=project, severity="high").exclude(state="closed")
    return Measured(Decimal(rows.count()), rows.count(), reverse("control:issues", args=[project.code]))
