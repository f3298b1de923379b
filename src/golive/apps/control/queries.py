"""Reads of risks, issues and change requests."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from golive.apps.control.models import HIGH, ChangeItem, ChangeRequest, ChangeRule, Issue, Risk, RiskReview
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party
from golive.foundation.duties.registry import calendar_of

MEDIUM = 8  # from here to HIGH a risk is medium


def visible_risks(actor: Any) -> QuerySet[Risk]:
    return Risk.objects.filter(project__in=access.projects_as(actor, *INSIDE, Party.CONSULTANT))


def visible_issues(actor: Any) -> QuerySet[Issue]:
    """Everything of one's projects for the client's side; outsiders see what they raised or own."""
    inside = Q(project__in=access.projects_as(actor, *INSIDE))
    own = Q(raised_by=actor.pk) | Q(owner=actor.pk)
    return Issue.objects.filter(inside | (own & Q(project__in=access.projects_of(actor))))


def open_risks(project: Any) -> QuerySet[Risk]:
    return Risk.objects.filter(project=project, state=Risk.State.OPEN)


def high_risks(project: Any) -> QuerySet[Risk]:
    return open_risks(project).filter(score__gte=HIGH)


def matrix(project: Any) -> list[dict[str, Any]]:
    """Open risks by probability (rows, 5 first) and impact, with the shade of each cell."""
    counts = Counter(open_risks(project).values_list("probability", "impact"))
    return [
        {
            "probability": p,
            "cells": [
                {"count": counts[p, i], "css": _shade(p * i) + ("" if counts[p, i] else " faint")} for i in SCALE
            ],
        }
        for p in reversed(SCALE)
    ]


SCALE = range(1, 6)
WEEKS = 12


def sums(project: Any) -> dict[str, Any]:
    """What the open risks cost on average, in days and money, against what is kept in reserve for them."""
    rows = list(open_risks(project))
    money = [r.exposure_yuan for r in rows if r.exposure_yuan is not None]
    kept = [r.reserve_yuan for r in rows if r.reserve_yuan is not None]
    return {
        "open": len(rows),
        "high": sum(r.is_high for r in rows),
        "bare": sum(bool(r.needs) for r in rows),
        "days": sum((r.exposure_days for r in rows), Decimal(0)),
        "yuan": sum(money, Decimal(0)) if money else None,
        "reserve": sum(kept, Decimal(0)) if kept else None,
    }


def trend(project: Any) -> list[dict[str, Any]]:
    """Open risks by level at the end of each of the last weeks, from what their reviews said then. Two queries."""
    rows = Risk.objects.filter(project=project).prefetch_related("reviews")
    histories = [(r, sorted(r.reviews.all(), key=lambda v: v.at)) for r in rows]
    days = calendar_of(project)
    today = clock.now().astimezone(days.zone).date()
    monday = today - timedelta(days=today.weekday())
    found = []
    for back in range(WEEKS - 1, -1, -1):
        week = monday - timedelta(weeks=back)
        end = min(days.instant(week + timedelta(days=7), 0), clock.now())
        levels = Counter(_level_at(risk, reviews, end) for risk, reviews in histories)
        found.append({"week": week, **{name: levels[name] for name in ("high", "medium", "low")}})
    return found


def _level_at(risk: Risk, reviews: list[RiskReview], moment: datetime) -> str:
    """What the last review until then said; before the first one, what that one found or what still stands."""
    if risk.raised_at > moment or (risk.closed_at and risk.closed_at <= moment):
        return ""
    said: Any = next((r for r in reversed(reviews) if r.at <= moment), reviews[0] if reviews else risk)
    return level_of(said.probability * said.impact)


def level_of(score: int) -> str:
    return "high" if score >= HIGH else "medium" if score >= MEDIUM else "low"


def overdue_reviews(rows: QuerySet[Risk], actor: Any) -> QuerySet[Risk]:
    return rows.filter(state=Risk.State.OPEN, review_on__lt=clock.today())


def _shade(score: int) -> str:
    return "h-4" if score >= HIGH else "h-3" if score >= 8 else "h-2" if score >= 4 else "h-1"


def visible_changes(actor: Any) -> QuerySet[ChangeRequest]:
    """All for the client's side and its consultant; vendors and users see those they raised."""
    inside = Q(project__in=access.projects_as(actor, *INSIDE, Party.CONSULTANT))
    rows = ChangeRequest.objects.filter(inside | Q(raised_by=actor.pk, project__in=access.projects_of(actor)))
    return rows.select_related("decision", "project")


def visible_change_items(actor: Any) -> QuerySet[ChangeItem]:
    return ChangeItem.objects.filter(change__in=visible_changes(actor)).select_related("change__project")


def change_rule(project: Any) -> ChangeRule:
    """What the sponsor set, or what holds until he does."""
    return ChangeRule.objects.filter(project=project).first() or ChangeRule(project=project)


def may_be_put_again(row: ChangeRequest) -> bool:
    """It waits, but for nobody: the question was withdrawn; or for the project manager, and may be too large by now."""
    waits = row.state == ChangeRequest.State.ASKED
    return waits and (row.decision is None or row.decision.state == row.decision.State.WITHDRAWN)
