from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.acts import ACTS
from golive.apps.governance.models import Decision
from golive.apps.governance.permissions import may_ask, may_decide, may_withdraw
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Project, User
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("governance.ask_decision", permission=may_ask, label=_("Ask for a decision"))
def ask_decision(
    actor: Any,
    project: Project,
    *,
    question: str,
    options: list[dict[str, str]],
    decider: User,
    deadline: datetime,
    background: str = "",
    act: str = "",
    subject_id: int | None = None,
) -> Decision:
    """Put a question with at least two options to a member who can decide it."""
    if len(options) < 2 or len({o["key"] for o in options}) < len(options):
        raise Refused("options_missing", _("A decision needs at least two different options."))
    if not access.is_member(decider, project):
        raise Refused("decider_outside", _("%(person)s has no place in this project."), person=str(decider))
    if act and act not in ACTS:
        raise Refused("act_unknown", _("Nothing is known to be set going by “%(act)s”."), act=act)
    Project.objects.select_for_update().get(pk=project.pk)  # two askers must not take one number
    last = Decision.objects.filter(project=project).aggregate(n=Max("number"))["n"] or 0
    return Decision.objects.create(
        project=project,
        number=last + 1,
        question=question,
        background=background,
        options=options,
        asked_by=actor,
        asked_at=clock.now(),
        decider=decider,
        deadline=deadline,
        act=act,
        subject_id=subject_id,
    )


@use_case("governance.decide", permission=may_decide, label=_("Decide"))
def decide(actor: Any, decision: Decision, *, choice: str, reason: str) -> Decision:
    """Choose one option, once, with a reason; what hangs on it happens in the same moment."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if decision.state != Decision.State.OPEN:
        raise Refused(
            "decided_already", _("This question is closed: a decision is never changed. Ask a new one instead.")
        )
    if choice not in {o["key"] for o in decision.options}:
        raise Refused("choice_unknown", _("Choose one of the options."))
    if not reason.strip():
        raise Refused("reason_missing", _("Give the reason: whoever reads the decision later must understand it."))
    decision.state, decision.choice = Decision.State.DECIDED, choice
    decision.reason, decision.decided_at = reason.strip(), clock.now()
    decision.save(update_fields=["state", "choice", "reason", "decided_at"])
    if decision.act:
        ACTS[decision.act](actor, decision, choice)
    return decision


@use_case("governance.withdraw_decision", permission=may_withdraw, label=_("Withdraw the question"))
def withdraw_decision(actor: Any, decision: Decision) -> Decision:
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if decision.state != Decision.State.OPEN:
        raise Refused(
            "decided_already", _("This question is closed: a decision is never changed. Ask a new one instead.")
        )
    decision.state = Decision.State.WITHDRAWN
    decision.save(update_fields=["state"])
    return decision
