from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models import Deviation
from golive.apps.plan.permissions import may_plan
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.errors import Refused
from golive.foundation.notify.sending import send
from golive.foundation.use_cases import use_case
from golive.foundation.words import words


@use_case("plan.answer_deviation", permission=may_plan, label=_("Say what is done about it"))
def answer_deviation(actor: Any, deviation: Deviation, *, action: str, owner: Any, due_on: date) -> Deviation:
    """The corrective action, who does it and until when. It may be said anew while the deviation stands."""
    row = Deviation.objects.select_for_update().select_related("task").get(pk=deviation.pk)
    if row.closed_at:
        raise Refused("deviation_closed", _("The task is back within the threshold: nothing is to be done any more."))
    if not action.strip():
        raise Refused("action_missing", _("Say what is done so that the delay does not grow."))
    if not access.is_member(owner, row.project):
        raise Refused("owner_outside", _("%(person)s has no place in this project."), person=str(owner))
    if due_on < clock.today(row.project.timezone):
        raise Refused("due_in_past", _("The day by which it is done lies in the past."))
    row.action, row.owner, row.due_on = action.strip(), owner, due_on
    row.answered_by, row.answered_at = actor, clock.now()
    row.save()
    if owner.pk != actor.pk:
        text = words(
            "Until %(day)s you see to this, because “%(task)s” is behind: %(action)s",
            day=due_on.isoformat(),
            task=row.task.name,
            action=row.action[:200],
        )
        url = reverse("plan:deviations-detail", kwargs={"project": row.project.code, "pk": row.pk})
        send(owner, kind="plan.deviation", text=text, url=url, project=row.project)
    return row
