"""Other parts put questions to the sponsor without knowing decisions: registered with the duty engine in `apps`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance import services
from golive.apps.governance.acts import Did, act
from golive.apps.governance.models import Decision
from golive.apps.governance.people import sponsor_for
from golive.engines.worktime import due_after
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.accounts.queries import system_actor
from golive.foundation.duties import registry
from golive.foundation.duties import services as duties
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.models import Assignment
from golive.foundation.errors import Refused
from golive.foundation.words import words

FOR = "A"  # the first option carries out the act
KEYS = "ABCDEF"


def ask_sponsor(
    actor: Any,
    project: Project,
    *,
    question: str,
    options: list[dict[str, str]],
    reason: str,
    act: str,
    params: dict[str, Any],
) -> str:
    """Record the question; `params["subject_id"]` is the record the act works on. The sponsor's own question is decided
    for in the same step. A question that is open already is not asked twice. Returns the decision's address."""
    waiting = Decision.objects.filter(project=project, act=act, state=Decision.State.OPEN, **params).first()
    decision = waiting or services.ask_decision(
        actor,
        project,
        question=question,
        background=reason,
        options=[{"key": key, **option} for key, option in zip(KEYS, options, strict=False)],
        decider=sponsor_for(actor, project),
        deadline=_deadline(project),
        act=act,
        **params,
    )
    if actor.pk == decision.decider_id:
        services.decide(actor, decision, choice=FOR, reason=reason)
    return address(decision)


def address(decision: Decision) -> str:
    return reverse("governance:decisions-detail", kwargs={"project": decision.project.code, "pk": decision.pk})


def _deadline(project: Project) -> datetime:
    """By the rule of the duty to decide."""
    rule = next(t.rule for t in DUTIES["S3"].terms if t.rule is not None and t.is_event)
    return due_after(rule, clock.now(), registry.calendar_of(project))


@act("duties.switch_off")
def switch_off_duty(actor: Any, decision: Decision, choice: str) -> Did:
    """The first option: the project does without the duty. Anything else: it stays owed."""
    assignment = Assignment.objects.filter(pk=decision.subject_id, project=decision.project).first()
    if assignment is None:
        raise Refused("assignment_gone", _("The duty is no longer held at this place. Nothing was changed."))
    duty = DUTIES[assignment.duty_id]
    facts = {"duty": duty.id, "title": {"zh": duty.title.zh, "en": duty.title.en}}
    page = reverse("duties:duty", kwargs={"project": decision.project.code, "duty": duty.id})
    if choice != FOR:
        return [(words("The duty %(duty)s %(title)s stays owed", **facts), page)]
    duties.switch_off(
        system_actor(), assignment, by=decision.decider, reason=decision.reason, decision=address(decision)
    )
    return [(words("The duty %(duty)s %(title)s is switched off", **facts), page)]
