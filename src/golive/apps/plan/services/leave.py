from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan import engine_io
from golive.apps.plan.models import Leave
from golive.apps.plan.permissions import may_keep_leave
from golive.foundation.accounts.models import Membership, Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

LONGEST = 366  # days


@use_case("plan.add_leave", permission=may_keep_leave, label=_("Enter leave"))
def add_leave(actor: Any, place: Membership, *, first_day: date, last_day: date, reason: str = "") -> Leave:
    """`place`: where the person stands in the project. His tasks give way at once, and the plan shows what that does."""
    if last_day < first_day:
        raise Refused("leave_order", _("The last day of leave lies before the first. Nothing was entered."))
    if (last_day - first_day).days >= LONGEST:
        text = _("More than a year is no leave: end the place in the project instead. Nothing was entered.")
        raise Refused("leave_too_long", text)
    mine = Leave.objects.filter(project=place.project, person=place.person)
    if other := mine.filter(first_day__lte=last_day, last_day__gte=first_day).first():
        text = _("Leave from %(first)s to %(last)s is entered already. Remove it first, or enter the other days.")
        raise Refused("leave_overlaps", text, first=other.first_day.isoformat(), last=other.last_day.isoformat())
    row = Leave.objects.create(
        project=place.project, person=place.person, first_day=first_day, last_day=last_day, reason=reason.strip()
    )
    engine_io.recompute(place.project)
    return row


@use_case("plan.remove_leave", permission=may_keep_leave, label=_("Remove leave"))
def remove_leave(actor: Any, leave: Leave) -> Project:
    project = leave.project
    leave.delete()
    engine_io.recompute(project)
    return project
