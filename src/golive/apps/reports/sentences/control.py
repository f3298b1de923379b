"""Risks and issues as they stood at the end of the period."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from golive.apps.control.models import HIGH, Issue, Risk, RiskReview
from golive.apps.control.registers import ISSUES, RISKS
from golive.apps.reports.period import Period
from golive.apps.reports.sentences.registry import Row, Sentence, sentence
from golive.foundation.words import words


def open_risks(project: Any, period: Period) -> list[Risk]:
    """Open at that time, with the score of the last review before it (older scores are not kept anywhere else)."""
    still = Q(closed_at__isnull=True) | Q(closed_at__gt=period.until)
    rows = period.once("risks", lambda: list(Risk.objects.filter(still, project=project, raised_at__lte=period.until)))
    if not period.live:
        reviews = RiskReview.objects.filter(risk__in=rows, at__lte=period.until).order_by("at", "id")
        scores = {r.risk_id: r.probability * r.impact for r in reviews}
        for risk in rows:
            risk.score = scores.get(risk.pk, risk.score)
    return sorted(rows, key=lambda r: -r.score)


@sentence("risks", section="risks", order=10)
def risks(project: Any, period: Period) -> list[Sentence]:
    rows = open_risks(project, period)
    high = [r for r in rows if r.score >= HIGH]
    new = [r for r in rows if period.has(r.raised_at)]
    text = words(
        "Open risks: %(n)s, of them high: %(high)s, new %(this)s: %(new)s.",
        n=len(rows),
        high=len(high),
        new=len(new),
        this=period.said.this,
    )
    both = {r.pk: r for r in [*high, *new]}.values()
    links = [Row(f"{r} ({r.score})", RISKS.url("detail", project, r.pk)) for r in both]
    figure = (words("High risks"), str(len(high)))
    said = [Sentence(text, RISKS.url("", project), links, "warn" if high else "", figure)]
    bare = [r for r in high if r.needs]
    if bare and period.live:
        text = words("High risks without response or owner: %(n)s.", n=len(bare))
        rows_of = [Row(str(r), RISKS.url("detail", project, r.pk)) for r in bare]
        said.append(Sentence(text, RISKS.url("", project), rows_of, "bad"))
    return said


@sentence("issues", section="risks", order=20)
def issues(project: Any, period: Period) -> list[Sentence]:
    rows = list(Issue.objects.filter(project=project, raised_at__lte=period.until))
    open_ones = [i for i in rows if not period.by_then(i.answered_at)]
    day = period.until.astimezone(period.zone).date()
    late = [i for i in open_ones if i.due_on < day]
    if not rows:
        return []
    text = words("Open issues: %(n)s, past their date: %(late)s.", n=len(open_ones), late=len(late))
    links = [Row(str(i), ISSUES.url("detail", project, i.pk)) for i in open_ones]
    return [Sentence(text, ISSUES.url("", project), links, "warn" if late else "")]
