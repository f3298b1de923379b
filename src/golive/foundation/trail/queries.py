"""Reads of the trail: which lines, who and what occurs in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from golive.foundation.accounts.models import Membership
from golive.foundation.accounts.queries import system_actor
from golive.foundation.audit.services import entries_of
from golive.foundation.use_cases import REGISTRY


def lines(
    project: Any,
    *,
    who: str = "",
    action: str = "",
    since: date | None = None,
    until: date | None = None,
    about: str = "",
) -> Any:
    """The trail of the project, newest first, narrowed; days are those of the project. `about`: records, as the trail
    names them, with commas between ("governance.decision:7,governance.action:3")."""
    rows = entries_of(project)
    if who:
        rows = rows.filter(actor=int(who))
    if action:
        rows = rows.filter(action=action)
    if since:
        rows = rows.filter(at__gte=_midnight(project, since))
    if about:
        rows = rows.filter(subject__in=about.split(",")[:200])
    if until:
        rows = rows.filter(at__lt=_midnight(project, until + timedelta(days=1)))
    return rows


def _midnight(project: Any, day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(project.timezone)).astimezone(UTC)


def people_in(project: Any) -> list[tuple[str, str]]:
    """Whoever has or had a place in the project, and the product itself."""
    places = Membership.objects.filter(project=project).select_related("person").order_by("person__display_name")
    people = {m.person_id: m.person for m in places}
    return [(str(p.pk), str(p)) for p in [*people.values(), system_actor()]]


def actions_in(project: Any) -> list[tuple[str, str]]:
    """What has been done in the project so far, by its name on the buttons."""
    names = entries_of(project).order_by().values_list("action", flat=True).distinct()
    return sorted(((name, action_words(name)) for name in names), key=lambda choice: choice[1])


def action_words(name: str) -> str:
    """The name of an act; one that this version no longer knows keeps its code."""
    return str(REGISTRY[name].label) if name in REGISTRY else name
