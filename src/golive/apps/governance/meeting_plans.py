"""The points that a kind of meeting always has."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import Kind

STANDING: dict[str, tuple[Any, ...]] = {
    Kind.KICKOFF: (
        _("Why we do it: objectives and what success means"),
        _("Scope, and what is not in it"),
        _("Who is who, and who owes what"),
        _("Phases, gates and dates"),
        _("How we work together: meetings, reports, escalation"),
        _("First risks and next steps"),
    ),
    Kind.WEEKLY: (
        _("What was promised last week"),
        _("Progress, and what is late"),
        _("Next week"),
    ),
    Kind.MONTHLY: (
        _("Progress against the plan"),
        _("Word of each department"),
        _("Next month"),
    ),
    Kind.STEERING: (
        _("Where the project stands"),
        _("Money and people"),
        _("Decisions"),
        _("Until the next time"),
    ),
}
CONFIRM_RULE = "workdays 2 18:00"  # how long who was there may object; silence is consent
