from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models import Task, TimeEntry
from golive.apps.plan.permissions import may_cancel_time, may_record_time
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("plan.record_time", permission=may_record_time, label=_("Record time"))
def record_time(actor: Any, task: Task, *, day: date, hours: Decimal | float, note: str = "") -> TimeEntry:
    """What `actor` himself worked on a task on a day. Nobody records for others."""
    minutes = round(Decimal(str(hours)) * 60)
    if task.is_summary:
        raise Refused("time_on_summary", _("Time is recorded on the tasks below a summary, not on itself."))
    if day > clock.today(task.project.timezone):
        raise Refused("time_in_future", _("Time is recorded when it was worked: the day cannot lie in the future."))
    same_day = TimeEntry.objects.filter(person=actor, day=day, cancelled_at=None)
    before = same_day.aggregate(sum=Sum("minutes"))["sum"] or 0
    if minutes <= 0 or before + minutes > 1440:
        text = _("A day has 24 hours; %(hours)s are recorded for this day already. Nothing was recorded.")
        raise Refused("time_too_long", text, hours=str(round(before / 60, 2)))
    return TimeEntry.objects.create(
        task=task, person=actor, day=day, minutes=minutes, note=note.strip(), at=clock.now()
    )


@use_case("plan.cancel_time", permission=may_cancel_time, label=_("Cancel the time entry"))
def cancel_time(actor: Any, entry: TimeEntry, *, reason: str) -> TimeEntry:
    """One's own, or, by the project manager, anybody's: it is not changed, it is cancelled and recorded anew."""
    row = TimeEntry.objects.select_for_update().get(pk=entry.pk)
    if row.cancelled_at:
        raise Refused("time_cancelled", _("This entry is cancelled already."))
    if not reason.strip():
        raise Refused("reason_missing", _("Say why it is cancelled: whoever checks the books must understand it."))
    row.cancelled_at, row.cancel_reason = clock.now(), reason.strip()
    row.save(update_fields=["cancelled_at", "cancel_reason"])
    return row
