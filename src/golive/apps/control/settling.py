"""The end of a change request, by the project manager or by the sponsor's decision: it acts, and what it did is kept."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.control import weighing
from golive.apps.control.impacts import carry_on
from golive.apps.control.models import ChangeRequest
from golive.apps.plan import services as plan
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.notify.sending import send
from golive.foundation.words import words


def locked(change: ChangeRequest) -> ChangeRequest:
    """As it stands now; until the transaction ends nobody else decides, and the plan does not move."""
    Project.objects.select_for_update(no_key=True).get(pk=change.project_id)
    return ChangeRequest.objects.select_related("project", "decision", "raised_by").get(pk=change.pk)


def settle(actor: Any, row: ChangeRequest, weighed: weighing.Weighed, *, approve: bool, reason: str) -> None:
    if approve and weighed.problems:
        text = _("It cannot be carried out any more: %(why)s Refuse it, or have it withdrawn and written anew.")
        raise Refused("change_impossible", text, why=str(weighed.problems[0]))
    row.state = row.State.APPROVED if approve else row.State.REFUSED
    row.decided_by, row.decided_at, row.answer = actor, clock.now(), reason
    row.effect = [s.to_json() for s in weighed.sentences()]
    row.later_minutes, row.cost_fen = weighed.later_minutes, weighed.cost_more
    row.save()
    if approve:
        if weighed.does:
            plan.apply_change(actor, row.project, change=weighed.proposed, name=str(row), decision=row.decision)
        carry_on(actor, row)
    if row.raised_by_id != actor.pk:
        text = words("Your change %(change)s is approved.", change=str(row))
        if not approve:
            text = words("Your change %(change)s is refused: %(reason)s", change=str(row), reason=reason)
        url = reverse("control:changes-detail", kwargs={"project": row.project.code, "pk": row.pk})
        send(row.raised_by, kind="control.change", text=text, url=url, project=row.project)
