from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from golive.apps.governance.meeting_plans import CONFIRM_RULE
from golive.apps.governance.minutes import content_of
from golive.apps.governance.models import Decision, Guest, Meeting
from golive.apps.governance.numbering import must_have_reason
from golive.apps.governance.permissions import may_answer_minutes, may_run_meeting
from golive.apps.governance.services import decisions
from golive.apps.governance.services.meetings import _locked
from golive.engines.evidence.canonical import content_hash
from golive.engines.worktime import due_after, parse_rule
from golive.foundation import clock
from golive.foundation.accounts.models import User
from golive.foundation.duties.registry import calendar_of
from golive.foundation.errors import Refused
from golive.foundation.notify.sending import send
from golive.foundation.use_cases import use_case
from golive.foundation.words import words

AGREED = "A"


@use_case("governance.write_minutes", permission=may_run_meeting, label=_("Write the minutes"))
def write_minutes(
    actor: Any, meeting: Meeting, *, came: Iterable[User], summary: str = "", said: Mapping[int, str] | None = None
) -> Meeting:
    """Who was there, and what was said to each point of the agenda. May be done again until the minutes are issued."""
    meeting = _locked(meeting, Meeting.State.PLANNED, Meeting.State.HELD)
    if meeting.starts_at > clock.now():
        raise Refused("meeting_ahead", _("This meeting has not begun. Nothing was written."))
    there = {p.pk for p in came}
    for guest in meeting.guests.all():
        guest.came = guest.person_id in there
        guest.save(update_fields=["came"])
    for item in meeting.agenda.filter(pk__in=(said or {}).keys()):
        item.said = (said or {})[item.pk].strip()
        item.save(update_fields=["said"])
    meeting.state, meeting.summary = Meeting.State.HELD, summary.strip()
    meeting.save()
    return meeting


@use_case("governance.record_decision", permission=may_run_meeting, label=_("Record a decision of the meeting"))
def record_decision(actor: Any, meeting: Meeting, *, question: str, agreed: str, decider: User) -> Decision:
    """What was agreed becomes a decision of the same register. It is made when its decider confirms the minutes, or at
    once if he writes them himself: nobody decides for another by writing it down."""
    meeting = _locked(meeting, Meeting.State.HELD)
    with override(meeting.project.language):
        other, reason = now_("Not agreed"), now_("Agreed in %(meeting)s") % {"meeting": str(meeting)}
    made = decisions.ask_decision(
        actor,
        meeting.project,
        question=question,
        options=[{"key": AGREED, "text": agreed[:200], "effect": ""}, {"key": "B", "text": other, "effect": ""}],
        decider=decider,
        deadline=_confirm_by(meeting),
        background=reason,
        recommended=AGREED,
    )
    made.meeting = meeting
    made.save(update_fields=["meeting"])
    if decider == actor:
        made = decisions.decide(actor, made, choice=AGREED, reason=reason)
    return made


@use_case("governance.issue_minutes", permission=may_run_meeting, label=_("Issue the minutes"))
def issue_minutes(actor: Any, meeting: Meeting) -> Meeting:
    """Frozen under their code and sent to everybody who was invited. Who was there confirms or objects; who says nothing
    until the time given has confirmed, and is told so."""
    meeting = _locked(meeting, Meeting.State.HELD)
    if not meeting.guests.filter(came=True).exists():
        raise Refused("nobody_came", _("Say who was there. Nothing was issued."))
    meeting.guests.update(answer=Guest.Answer.NONE, objection="", answered_at=None)
    meeting.issue += 1
    meeting.issued_at, meeting.issued_by, meeting.confirm_by = clock.now(), actor, _confirm_by(meeting)
    meeting.issued = content_of(meeting)
    meeting.issued_hash, meeting.state = content_hash(meeting.issued), Meeting.State.ISSUED
    meeting.save()
    until = meeting.confirm_by.astimezone(calendar_of(meeting.project).zone)
    text = words(
        "Minutes of %(meeting)s: confirm or object until %(day)s. Silence is consent.",
        meeting=str(meeting),
        day=f"{until:%Y-%m-%d %H:%M}",
    )
    for guest in meeting.guests.exclude(person=actor).select_related("person"):
        send(
            guest.person, kind="governance.minutes", text=text, url=meeting.get_absolute_url(), project=meeting.project
        )
    if (own := meeting.guests.filter(person=actor, came=True).first()) is not None:
        _answer(own, Guest.Answer.CONFIRMED)
    _decide_what_was_agreed(meeting)
    return meeting


@use_case("governance.confirm_minutes", permission=may_answer_minutes, label=_("Confirm the minutes"))
def confirm_minutes(actor: Any, meeting: Meeting) -> Meeting:
    meeting = _locked(meeting, Meeting.State.ISSUED)
    _answer(_own(actor, meeting), Guest.Answer.CONFIRMED)
    _decide_what_was_agreed(meeting)
    return meeting


@use_case("governance.object_to_minutes", permission=may_answer_minutes, label=_("Object to the minutes"))
def object_to_minutes(actor: Any, meeting: Meeting, *, objection: str) -> Meeting:
    """What is wrong in them. They are written anew, or the objection stands beside them."""
    meeting = _locked(meeting, Meeting.State.ISSUED)
    _answer(_own(actor, meeting), Guest.Answer.OBJECTED, must_have_reason(objection))
    text = words("%(person)s objects to the minutes of %(meeting)s", person=str(actor), meeting=str(meeting))
    for person in {meeting.writer, meeting.chair} - {actor}:
        send(person, kind="governance.minutes", text=text, url=meeting.get_absolute_url(), project=meeting.project)
    return meeting


@use_case("governance.reopen_minutes", permission=may_run_meeting, label=_("Write the minutes anew"))
def reopen_minutes(actor: Any, meeting: Meeting) -> Meeting:
    """After an objection. Issued again, they are confirmed again; what was decided by them already stays decided."""
    meeting = _locked(meeting, Meeting.State.ISSUED)
    if not meeting.guests.filter(answer=Guest.Answer.OBJECTED).exists():
        raise Refused("no_objection", _("Nobody has objected, so the minutes stay as they were issued."))
    meeting.state = Meeting.State.HELD
    meeting.save()
    return meeting


def _is_system(actor: Any, meeting: Any) -> bool:
    return bool(getattr(actor, "is_system", False))


@use_case("governance.take_silence", permission=_is_system, label=_("Take silence for consent"))
def take_silence(actor: Any, meeting: Meeting) -> Meeting:
    """Called by the clock when the time to object is over."""
    meeting = _locked(meeting, Meeting.State.ISSUED)
    if meeting.confirm_by is None or meeting.confirm_by > clock.now():
        raise Refused("time_to_object", _("The time to object is not over. Nothing was changed."))
    for guest in meeting.guests.filter(came=True, answer=Guest.Answer.NONE):
        _answer(guest, Guest.Answer.SILENT)
    _decide_what_was_agreed(meeting)
    return meeting


def _own(actor: Any, meeting: Meeting) -> Guest:
    guest = meeting.guests.select_for_update().get(person=actor)
    if guest.answer in (Guest.Answer.CONFIRMED, Guest.Answer.OBJECTED):
        raise Refused("answered_already", _("You have answered these minutes already. Nothing was changed."))
    return guest


def _answer(guest: Guest, answer: str, objection: str = "") -> None:
    guest.answer, guest.objection, guest.answered_at = answer, objection, clock.now()
    guest.save(update_fields=["answer", "objection", "answered_at"])


def _decide_what_was_agreed(meeting: Meeting) -> None:
    """Decisions whose decider was there and has confirmed, by word or by silence. Such a decision carries out no act."""
    answers = dict(meeting.guests.filter(came=True).values_list("person_id", "answer"))
    for row in meeting.decisions.select_for_update().filter(state=Decision.State.OPEN, act=""):
        answer = answers.get(row.decider_id)
        if answer not in (Guest.Answer.CONFIRMED, Guest.Answer.SILENT):
            continue
        with override(meeting.project.language):
            by_word = now_("Confirmed with the minutes of %(meeting)s.") % {"meeting": str(meeting)}
            by_silence = now_("The minutes of %(meeting)s were not objected to in time.") % {"meeting": str(meeting)}
        known = {"at": clock.now().isoformat(), "effects": {}, "minutes": meeting.issued_hash}
        decisions._settle(row, AGREED, by_word if answer == Guest.Answer.CONFIRMED else by_silence, known)


def _confirm_by(meeting: Meeting) -> Any:
    return due_after(parse_rule(CONFIRM_RULE), clock.now(), calendar_of(meeting.project))
