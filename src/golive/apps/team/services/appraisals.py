"""Appraisals with both sides' words, objection and correction; recognition. Words never reach the audit trail."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.team.models import Appraisal, Recognition
from golive.apps.team.permissions import may_recognise, may_staff, may_write_manager_words, may_write_own_words
from golive.apps.team.quarters import span
from golive.apps.team.queries import record_of
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.notify.sending import send
from golive.foundation.use_cases import use_case
from golive.foundation.words import words

State = Appraisal.State


@use_case("team.open_appraisal", permission=may_staff, label=_("Open an appraisal"))
def open_appraisal(actor: Any, project: Project, *, person: Any, quarter: str) -> Appraisal:
    """With what the records of the quarter say. Nobody appraises himself."""
    if person.pk == actor.pk:
        raise Refused("own_appraisal", _("Nobody appraises himself. Nothing was opened."))
    if not access.is_member(person, project):
        raise Refused("person_elsewhere", _("%(person)s has no place in this project."), person=str(person))
    try:
        begin, end = span(quarter, project.timezone)
    except ValueError as error:
        raise Refused("no_such_quarter", _("A quarter is written like 2026-Q4. Nothing was opened.")) from error
    if Appraisal.objects.filter(project=project, person=person, quarter=quarter).exists():
        raise Refused("appraisal_known", _("The appraisal of this quarter has been opened already."))
    row = Appraisal.objects.create(
        project=project,
        person=person,
        quarter=quarter,
        record=record_of(project, person, begin, end),
        opened_by=actor,
        opened_at=clock.now(),
    )
    _tell(row, person, words("Your appraisal of %(quarter)s is open: write your own words", quarter=quarter))
    return row


@use_case("team.write_manager_words", permission=may_write_manager_words, label=_("Appraise"), secret=("text",))
def write_manager_words(actor: Any, appraisal: Appraisal, *, text: str) -> Appraisal:
    row = _locked(appraisal)
    if row.state != State.OPEN:
        raise Refused(
            "appraisal_held", _("The appraisal has been held. To change it, answer an objection with a correction.")
        )
    row.manager_words = text
    return _perhaps_held(row)


@use_case("team.write_own_words", permission=may_write_own_words, label=_("Write one's own words"), secret=("text",))
def write_own_words(actor: Any, appraisal: Appraisal, *, text: str) -> Appraisal:
    row = _locked(appraisal)
    if row.state != State.OPEN:
        raise Refused(
            "appraisal_held", _("The appraisal has been held. To change it, answer an objection with a correction.")
        )
    row.own_words = text
    return _perhaps_held(row)


@use_case(
    "team.object_to_appraisal", permission=may_write_own_words, label=_("Object to an appraisal"), secret=("text",)
)
def object_to_appraisal(actor: Any, appraisal: Appraisal, *, text: str) -> Appraisal:
    row = _locked(appraisal)
    if row.state != State.HELD:
        raise Refused("not_held", _("There is nothing to object to yet: the appraisal has not been held."))
    row.state, row.objection = State.OBJECTED, text
    row.save()
    _tell(row, row.opened_by, words("An objection to an appraisal of %(quarter)s", quarter=row.quarter))
    return row


@use_case(
    "team.correct_appraisal", permission=may_write_manager_words, label=_("Correct an appraisal"), secret=("text",)
)
def correct_appraisal(actor: Any, appraisal: Appraisal, *, text: str) -> Appraisal:
    """Answers the objection; what stood before stays readable for both."""
    row = _locked(appraisal)
    if row.state != State.OBJECTED:
        raise Refused("no_objection", _("Nobody has objected, so there is nothing to correct."))
    row.earlier = [*row.earlier, {**row.words(), "at": clock.now().isoformat()}]
    row.manager_words, row.objection, row.state = text, "", State.HELD
    row.save()
    _tell(row, row.person, words("Your objection of %(quarter)s was answered", quarter=row.quarter))
    return row


@use_case("team.recognise", permission=may_recognise, label=_("Say thanks"))
def recognise(actor: Any, project: Project, *, person: Any, text: str) -> Recognition:
    if person.pk == actor.pk:
        raise Refused("own_praise", _("Thank somebody else. Nothing was kept."))
    if not access.is_member(person, project):
        raise Refused("person_elsewhere", _("%(person)s has no place in this project."), person=str(person))
    return Recognition.objects.create(project=project, person=person, text=text, by=actor, at=clock.now())


def _locked(appraisal: Appraisal) -> Appraisal:
    return Appraisal.objects.select_for_update().get(pk=appraisal.pk)


def _perhaps_held(row: Appraisal) -> Appraisal:
    """It is held when both have written."""
    if row.manager_words and row.own_words:
        row.state, row.held_at = State.HELD, clock.now()
    row.save()
    return row


def _tell(row: Appraisal, person: Any, text: Any) -> None:
    """The message names the quarter only: an inbox is no place for what was said."""
    send(person, kind="team.appraisal", text=text, url=row.get_absolute_url(), project=row.project)
