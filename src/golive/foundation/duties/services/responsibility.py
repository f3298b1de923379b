"""Who answers for what: name the accountable, switch a duty off and on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Project, User
from golive.foundation.duties.assignments import ensure_assignments
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.models import Assignment
from golive.foundation.duties.permissions import may_assign, may_switch
from golive.foundation.duties.services.reasons import need_reason
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("duties.assign", permission=may_assign, label=_("Name the accountable person"))
def assign(actor: Any, project: Project, *, duty_id: str, accountable: User, place: str = "") -> Assignment:
    """Exactly one person is accountable for a duty at a place. What is already done stays with who did it."""
    if duty_id not in DUTIES:
        raise Refused("unknown_duty", _("There is no duty %(duty)s. Nothing was changed."), duty=duty_id)
    if not access.is_member(accountable, project):
        raise Refused(
            "not_a_member",
            _("%(person)s has no place in this project. Give the person a place first, then the duty."),
            person=str(accountable),
        )
    found = [a for a in ensure_assignments(project) if (a.duty_id, a.place) == (duty_id, place)]
    if not found:
        raise Refused("unknown_place", _("The duty is not held at this place. Choose one of the places on its page."))
    assignment = found[0]
    assignment.accountable, assignment.named = accountable, True
    assignment.save(update_fields=["accountable", "named"])
    return assignment


@use_case("duties.switch_off", permission=may_switch, label=_("Switch a duty off"))
def switch_off(actor: Any, assignment: Assignment, *, reason: str) -> Assignment:
    """The project does without this duty. It stays in the matrix, with the reason."""
    need_reason(reason)
    if assignment.switched_off_at is None:
        assignment.switched_off_at, assignment.switched_off_by = clock.now(), actor
    assignment.switched_off_reason = reason.strip()
    assignment.save(update_fields=["switched_off_at", "switched_off_by", "switched_off_reason"])
    return assignment


@use_case("duties.switch_on", permission=may_switch, label=_("Switch a duty on again"))
def switch_on(actor: Any, assignment: Assignment) -> Assignment:
    assignment.switched_off_at, assignment.switched_off_by, assignment.switched_off_reason = None, None, ""
    assignment.save(update_fields=["switched_off_at", "switched_off_by", "switched_off_reason"])
    return assignment
