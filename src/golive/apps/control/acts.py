"""What the sponsor's decision about a change request sets going."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.control import settling, weighing
from golive.apps.control.models import ChangeRequest, Issue
from golive.apps.governance.acts import Did, act, effect
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.words import Words, words


@act("control.decide_change")
def decide_change(actor: Any, decision: Any, choice: str) -> Did:
    """Option A: the plan and the baseline move. Anything else: refused, and recorded."""
    found = ChangeRequest.objects.filter(pk=decision.subject_id, project=decision.project).first()
    row = settling.locked(found) if found else None
    if row is None or row.state != row.State.ASKED or row.decision_id != decision.pk:
        raise Refused("change_settled", _("This change is waiting for a decision already, or it has been decided."))
    row.decision = decision
    settling.settle(actor, row, weighing.weigh(row), approve=choice == "A", reason=decision.reason)
    page = reverse("control:changes-detail", kwargs={"project": row.project.code, "pk": row.pk})
    if row.state == row.State.REFUSED:
        return [(words("The change %(change)s is refused", change=str(row)), page)]
    found = [(words("The change %(change)s is carried out", change=str(row)), page)]
    moved = getattr(decision, "baseline", None)  # the one that moved because of it
    if moved is not None:
        baseline = reverse("plan:baselines-detail", kwargs={"project": row.project.code, "pk": moved.pk})
        found.append((words("Baseline %(name)s holds from now on", name=str(moved)), baseline))
    return found


@effect("control.decide_change")
def effect_of_change(decision: Any) -> list[Words]:
    row = ChangeRequest.objects.filter(pk=decision.subject_id, project=decision.project).first()
    if row is None:
        return []
    weighed = weighing.weigh(row)
    return [*weighed.does, *weighed.sentences()]


@act("control.settle_issue")
def settle_issue(actor: Any, decision: Any, choice: str) -> Did:
    """The conflict is settled the way that was chosen; the decision and its reason are the answer."""
    Project.objects.select_for_update(no_key=True).get(pk=decision.project_id)
    row = Issue.objects.filter(pk=decision.subject_id, project=decision.project, decision=decision).first()
    if row is None or row.state != Issue.State.OPEN:
        raise Refused("issue_settled", _("This issue has been answered. Nothing was changed."))
    row.answer = f"{decision.code} {decision.chosen_text}\n{decision.reason}"
    row.answered_at, row.state = clock.now(), Issue.State.ANSWERED
    row.save()
    page = reverse("control:issues-detail", kwargs={"project": decision.project.code, "pk": row.pk})
    return [(words("The issue %(issue)s is answered", issue=str(row)), page)]
