"""Reads of risks and issues."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Q, QuerySet

from golive.apps.control.models import HIGH, Issue, Risk
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party


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


def _shade(score: int) -> str:
    return "h-4" if score >= HIGH else "h-3" if score >= 8 else "h-2" if score >= 4 else "h-1"
