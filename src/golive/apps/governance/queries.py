"""Reads of objectives, decisions, reviews, and the state of every gate measured now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from golive.apps.governance.criteria import CRITERIA, Criterion, Measured, asked_at
from golive.apps.governance.models import CriterionWaiver, Decision, GateReview, MonthlyReview, Objective
from golive.apps.projects.models import Phase
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Project
from golive.foundation.signatures import services as signatures


def visible_objectives(actor: Any) -> QuerySet[Objective]:
    rows = Objective.objects.filter(project__in=access.projects_as(actor, *INSIDE)).select_related("owner")
    return signatures.signed(rows, "approved")


def visible_decisions(actor: Any) -> QuerySet[Decision]:
    return Decision.objects.filter(project__in=access.projects_as(actor, *INSIDE)).select_related("decider", "asked_by")


def visible_reviews(actor: Any) -> QuerySet[MonthlyReview]:
    rows = MonthlyReview.objects.filter(project__in=access.projects_as(actor, *INSIDE)).select_related("by")
    return signatures.signed(rows, "approved")


@dataclass(frozen=True, slots=True)
class CriterionState:
    criterion: Criterion
    measured: Measured
    waiver: CriterionWaiver | None

    @property
    def holds_shut(self) -> bool:
        return not self.measured.ok and self.waiver is None


@dataclass(frozen=True, slots=True)
class GateState:
    """A gate as it stands now: what is asked, what is missing, what was waived, what was said."""

    phase: Phase
    criteria: list[CriterionState]
    reviews: list[GateReview]
    waived: list[tuple[Any, CriterionWaiver]]  # all there ever were, with the criterion's name: they stay in sight

    @property
    def is_open(self) -> bool:
        """Open means: nothing holds it shut. Passing it is still the sponsor's word."""
        return bool(self.criteria) and not any(c.holds_shut for c in self.criteria)

    @property
    def code(self) -> str:
        """The state in the one vocabulary of states."""
        if self.phase.state == Phase.State.PASSED:
            return "passed"
        if self.phase.state == Phase.State.PLANNED:
            return "planned"
        return "open_gate" if self.is_open else "shut"


def gate(phase: Phase) -> GateState:
    """Measure one gate now."""
    return _gates([phase])[0]


def _gates(phases: list[Phase]) -> list[GateState]:
    """Measure them now; what was said and waived is asked once for all."""
    waivers, reviews = defaultdict(list), defaultdict(list)
    for waiver in CriterionWaiver.objects.filter(phase__in=phases).select_related("by"):
        waivers[waiver.phase_id].append(waiver)
    for review in GateReview.objects.filter(phase__in=phases).select_related("by"):
        reviews[review.phase_id].append(review)
    return [_measured(phase, waivers[phase.pk], reviews[phase.pk]) for phase in phases]


def _measured(phase: Phase, waivers: list[CriterionWaiver], reviews: list[GateReview]) -> GateState:
    today = clock.today(phase.project.timezone)
    valid = {w.criterion: w for w in waivers if w.ended_at is None and w.until >= today}
    criteria = [CriterionState(c, c.measure(phase.project), valid.get(c.code)) for c in asked_at(phase.key)]
    return GateState(phase, criteria, reviews, _named(waivers))


def _named(waivers: list[CriterionWaiver]) -> list[tuple[Any, CriterionWaiver]]:
    return [(CRITERIA[w.criterion].label if w.criterion in CRITERIA else w.criterion, w) for w in waivers]


def gates(project: Project) -> list[GateState]:
    return _gates(list(project.phases.select_related("project")))


def decision_latency(project: Project) -> list[tuple[Decision, float]]:
    """Decided questions with the hours each waited, newest first."""
    rows = Decision.objects.filter(project=project, state=Decision.State.DECIDED).order_by("-number")
    return [(d, (d.decided_at - d.asked_at).total_seconds() / 3600) for d in rows if d.decided_at]
