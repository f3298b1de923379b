"""What the sponsor's decision about a change request sets going."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.control import settling, weighing
from golive.apps.control.models import ChangeRequest, Issue
from golive.apps.governance.acts import act, effect
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.words import Words


@act("control.decide_change")
def decide_change(actor: Any, decision: Any, choice: str) -> None:
    """Option A: the plan and the baseline move. Anything else: refused, and recorded."""
    found = ChangeRequest.objects.filter(pk=decision.subject_id, project=decision.project).first()
    row = settling.locked(found) if found else None
    if row is None or row.state != row.State.ASKED or row.decision_id != decision.pk:
        raise Refused("change_settled", _("This change is waiting for a decision already, or it has been decided."))
    row.decision = decision
    settling.settle(actor, row, weighing.weigh(row), approve=choice == "A", reason=decision.reason)


@effect("control.decide_change")
def effect_of_change(decision: Any) -> list[Words]:
    row = ChangeRequest.objects.filter(pk=decision.subject_id, project=decision.project).first()
    if row is None:
        return []
    weighed = weighing.weigh(row)
    return [*weighed.does, *weighed.sentences()]


@act("control.settle_issue")
def settle_issue(actor: Any, decision: Any, choice: str) -> None:
    """The conflict is settled the way that was chosen; the decision and its reason are the answer."""
    Project.objects.select_for_update(no_key=True).get(pk=decision.project_id)
    row = Issue.objects.filter(pk=decision.subject_id, project=decision.project, decision=decision).first()
    if row is None or row.state != Issue.State.OPEN:
        raise Refused("issue_settled", _("This issue has been answered. Nothing was changed."))
    row.answer = f"{decision.code} {decision.chosen_text}\n{decision.reason}"
    row.answered_at, row.state = clock.now(), Issue.State.ANSWERED
    row.save()
