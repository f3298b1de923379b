"""What proves that risks are managed and that issues between parties are answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, tzinfo

from django.utils.translation import gettext_noop as _

from golive.apps.control import queries
from golive.apps.control.models import Issue, Risk, RiskReview
from golive.apps.control.registers import ISSUES, RISKS
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.registry import (
    Evidence,
    Fact,
    Missing,
    Occurrence,
    calendar_of,
    evidence,
    more_evidence,
    words,
)

NEEDS = {"owner": _("An owner of %(code)s"), "response": _("A response to %(code)s")}


@evidence("M3")
def open_risks_are_reviewed(project) -> Evidence:
    """风险管理: every open risk is looked at each week; every high one has a response and an owner."""
    risks = list(queries.open_risks(project))
    reviews = RiskReview.objects.filter(risk__project=project).select_related("risk__project").order_by("at")
    week_of = _weeks(calendar_of(project).zone)
    facts, seen = [], defaultdict(set)
    for r in reviews:
        seen[week_of(r.at)].add(r.risk_id)
        facts.append(Fact(r.at, r.by_id, words("Risk %(code)s reviewed", code=r.risk.code), RISKS.address(r.risk)))
    missing = [
        Missing(words(NEEDS[need], code=risk.code), url=RISKS.address(risk)) for risk in risks for need in risk.needs
    ]
    for week, done in seen.items():
        late = [r for r in risks if r.pk not in done and week_of(r.raised_at) <= week]
        missing += [Missing(words("Review of %(code)s", code=r.code), url=RISKS.address(r), period=week) for r in late]
    first = Risk.objects.filter(project=project).order_by("raised_at").values_list("raised_at", flat=True).first()
    return Evidence(facts=facts, missing=missing, since=first)


def _weeks(zone: tzinfo) -> Callable[[datetime], str]:
    return lambda at: at.astimezone(zone).strftime("%G-W%V")


@evidence("M11")
def issues_are_answered(project) -> Evidence:
    """内外部沟通协调: each issue is answered by the day it is due."""
    zone_calendar = calendar_of(project)
    rows = Issue.objects.filter(project=project)
    return Evidence(
        occurrences=[
            Occurrence(
                key=subject_key(row),
                opened_at=row.raised_at,
                label=words("Issue %(code)s: %(title)s", code=row.code, title=row.title),
                url=ISSUES.address(row),
                person_id=row.owner_id,
                due_at=zone_calendar.instant(row.due_on, 18 * 60),
                closed_at=row.answered_at,
            )
            for row in rows.select_related("project")
        ]
    )


@more_evidence("X2")
def risen_issues_are_settled(project) -> Evidence:
    """及时解决, the part of issues: one that rose by the rule is answered. By whom is left open: whoever is accountable."""
    rows = Issue.objects.filter(project=project, escalated_at__isnull=False).select_related("project")
    return Evidence(
        occurrences=[
            Occurrence(
                key=subject_key(row),
                opened_at=row.escalated_at,
                label=words("Issue %(code)s, escalated: %(title)s", code=row.code, title=row.title),
                url=ISSUES.address(row),
                closed_at=max(row.answered_at, row.escalated_at) if row.answered_at else None,
            )
            for row in rows
        ]
    )
