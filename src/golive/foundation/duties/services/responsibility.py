"""Who answers for what, and who does the work, is asked, is told: the letters of a duty at a place."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Project, User
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.holding import holders
from golive.foundation.duties.holding.assignments import ensure_assignments
from golive.foundation.duties.models import Assignment, Holder, Letter
from golive.foundation.duties.permissions import may_assign
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

GIVEN = (Letter.RESPONSIBLE, Letter.CONSULTED, Letter.INFORMED)


@use_case("duties.assign", permission=may_assign, label=_("Name the accountable person"))
def assign(actor: Any, project: Project, *, duty_id: str, accountable: User, place: str = "") -> Assignment:
    """Exactly one person is accountable for a duty at a place. What is already done stays with who did it."""
    if duty_id not in DUTIES:
        raise Refused("unknown_duty", _("There is no duty %(duty)s. Nothing was changed."), duty=duty_id)
    _need_member(accountable, project)
    found = [a for a in ensure_assignments(project) if (a.duty_id, a.place) == (duty_id, place)]
    if not found:
        raise Refused("unknown_place", _("The duty is not held at this place. Choose one of the places on its page."))
    assignment = found[0]
    assignment.accountable, assignment.named = accountable, True
    assignment.save(update_fields=["accountable", "named"])
    holders.begin(assignment, accountable, Letter.ACCOUNTABLE, clock.now())
    return assignment


@use_case("duties.give_letter", permission=may_assign, label=_("Give a letter of the responsibility matrix"))
def give_letter(actor: Any, assignment: Assignment, *, person: User, letter: str) -> Holder:
    """`letter`: R does the work, C is asked, I is told; a person has one of the three. What R persons do from now on
    proves the duty; once one is named, the rest of the party no longer does."""
    if letter not in GIVEN:
        raise Refused(
            "letter_not_given",
            _("Only R, C and I are given this way. The accountable person is named instead. Nothing was changed."),
        )
    _need_member(person, assignment.project)
    now = clock.now()
    for other in GIVEN:
        if other != letter:
            holders.end(assignment, other, now, person)
    return holders.begin(assignment, person, letter, now)


@use_case("duties.take_letter", permission=may_assign, label=_("Take a letter back"))
def take_letter(actor: Any, holder: Holder) -> Holder:
    """The letter ends now; that it was held until now stays on record."""
    if holder.letter == Letter.ACCOUNTABLE:
        raise Refused(
            "accountable_stays", _("Somebody must answer for the duty: name another accountable person instead.")
        )
    if holder.until is None:
        holder.until = clock.now()
        holder.save(update_fields=["until"])
    return holder


def _need_member(person: User, project: Project) -> None:
    if not access.is_member(person, project):
        raise Refused(
            "not_a_member",
            _("%(person)s has no place in this project. Give the person a place first, then the duty."),
            person=str(person),
        )
