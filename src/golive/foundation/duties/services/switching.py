"""A project does without a duty: only by a recorded decision of the sponsor."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from golive.foundation import clock
from golive.foundation.accounts.models import Project, User
from golive.foundation.duties import registry
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.models import Assignment
from golive.foundation.duties.permissions import may_switch, may_switch_off
from golive.foundation.duties.queries import places_of
from golive.foundation.duties.reasons import need_reason
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

ACT = "duties.switch_off"


@use_case("duties.ask_switch_off", permission=may_switch, label=_("Ask that a duty be switched off"))
def ask_switch_off(actor: Any, assignment: Assignment, *, reason: str) -> Assignment:
    """Put the question to the sponsor; the duty is owed until he decides for it. If the sponsor asks, he decides."""
    need_reason(reason)
    if assignment.switched_off_at is not None:
        raise Refused("switched_off_already", _("This duty is switched off already. Nothing was changed."))
    with override(assignment.project.language):
        question = now_("Do without the duty “%(duty)s”?") % {"duty": _name(assignment)}
        options = [
            {"text": now_("Switch it off"), "effect": now_("Nobody owes it any more; the matrix shows the reason.")},
            {"text": now_("Keep it"), "effect": now_("It stays owed as before.")},
        ]
    address = registry.ask_decision(
        actor,
        assignment.project,
        question=question[:200],
        options=options,
        reason=reason.strip(),
        act=ACT,
        params={"subject_id": assignment.pk},
    )
    assignment.refresh_from_db()
    if assignment.switched_off_at is None:
        assignment.switched_off_decision = address
        assignment.save(update_fields=["switched_off_decision"])
    return assignment


@use_case("duties.switch_off", permission=may_switch_off, label=_("Switch a duty off"))
def switch_off(actor: Any, assignment: Assignment, *, by: User, reason: str, decision: str) -> Assignment:
    """What the decision sets going, done by the product. `by`: who decided; `decision`: its address, which stays with
    the duty as the reason does."""
    need_reason(reason)
    if not decision.startswith("/"):
        raise Refused(
            "decision_needed",
            _("A duty is switched off only by a recorded decision. Ask for one; nothing was changed."),
        )
    assignment.switched_off_at, assignment.switched_off_by = clock.now(), by
    assignment.switched_off_reason, assignment.switched_off_decision = reason.strip(), decision
    assignment.save(
        update_fields=["switched_off_at", "switched_off_by", "switched_off_reason", "switched_off_decision"]
    )
    return assignment


@use_case("duties.switch_on", permission=may_switch, label=_("Switch a duty on again"))
def switch_on(actor: Any, assignment: Assignment) -> Assignment:
    assignment.switched_off_at, assignment.switched_off_by = None, None
    assignment.switched_off_reason, assignment.switched_off_decision = "", ""
    assignment.save(
        update_fields=["switched_off_at", "switched_off_by", "switched_off_reason", "switched_off_decision"]
    )
    return assignment


def _name(assignment: Assignment) -> str:
    duty, project = DUTIES[assignment.duty_id], assignment.project
    text = f"{duty.id} {duty.title.zh if project.language.startswith('zh') else duty.title.en}"
    place = _place(assignment, project)
    return f"{text} · {place}" if place else text


def _place(assignment: Assignment, project: Project) -> str:
    return places_of(project).get(assignment.place, "")
