from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from golive.apps.governance.agenda import open_matters
from golive.apps.governance.meeting_plans import STANDING
from golive.apps.governance.models import AgendaItem, Guest, Meeting
from golive.apps.governance.numbering import lock, must_be_member, must_have_reason, next_number
from golive.apps.governance.permissions import may_call_meeting, may_run_meeting
from golive.foundation.accounts.models import Project, User
from golive.foundation.errors import Refused
from golive.foundation.notify.sending import send
from golive.foundation.use_cases import use_case
from golive.foundation.words import Words, words


@use_case("governance.plan_meeting", permission=may_call_meeting, label=_("Call a meeting"))
def plan_meeting(
    actor: Any,
    project: Project,
    *,
    kind: str,
    title: str,
    starts_at: datetime,
    chair: User,
    writer: User,
    invited: Iterable[User],
    minutes: int = 60,
    place: str = "",
) -> Meeting:
    """The agenda is made from the points that such a meeting always has and from what is open now; who is invited is
    told, with an entry for his calendar."""
    people = list({p.pk: p for p in [chair, writer, *invited]}.values())
    for person in people:
        must_be_member(person, project)
    lock(project)
    made = Meeting.objects.create(
        project=project,
        number=next_number(Meeting.objects.filter(project=project)),
        kind=kind,
        title=title.strip(),
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        chair=chair,
        writer=writer,
    )
    Guest.objects.bulk_create(Guest(meeting=made, person=p) for p in people)
    with override(project.language):
        standing = [Words.of(str(point)) for point in STANDING.get(kind, ())]
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=made, order=n, label=label.to_json()) for n, label in enumerate(standing, 1)
    )
    _gather(made)
    _invite(made, words("You are invited: %(meeting)s, %(day)s", meeting=str(made), day=_day(made)), actor)
    return made


@use_case("governance.move_meeting", permission=may_run_meeting, label=_("Change the meeting"))
def move_meeting(actor: Any, meeting: Meeting, *, invited: Iterable[User] | None = None, **values: Any) -> Meeting:
    """Another time, place or circle. Calendars are told by a higher sequence number."""
    meeting = _locked(meeting, Meeting.State.PLANNED)
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.sequence += 1
    meeting.save()
    if invited is not None:
        people = {p.pk: p for p in [meeting.chair, meeting.writer, *invited]}
        for person in people.values():
            must_be_member(person, meeting.project)
        meeting.guests.exclude(person__in=people).delete()
        known = set(meeting.guests.values_list("person_id", flat=True))
        Guest.objects.bulk_create(Guest(meeting=meeting, person=p) for pk, p in people.items() if pk not in known)
    _invite(meeting, words("Changed: %(meeting)s, %(day)s", meeting=str(meeting), day=_day(meeting)), actor)
    return meeting


@use_case("governance.cancel_meeting", permission=may_run_meeting, label=_("Cancel the meeting"))
def cancel_meeting(actor: Any, meeting: Meeting, *, reason: str) -> Meeting:
    meeting = _locked(meeting, Meeting.State.PLANNED)
    meeting.state, meeting.cancelled_because = Meeting.State.CANCELLED, must_have_reason(reason)[:300]
    meeting.sequence += 1
    meeting.save()
    _invite(meeting, words("Cancelled: %(meeting)s, %(day)s", meeting=str(meeting), day=_day(meeting)), actor)
    return meeting


@use_case("governance.refresh_agenda", permission=may_run_meeting, label=_("Put what is open on the agenda"))
def refresh_agenda(actor: Any, meeting: Meeting) -> Meeting:
    """What has come up since; nothing is taken off or put on twice."""
    meeting = _locked(meeting, Meeting.State.PLANNED, Meeting.State.HELD)
    _gather(meeting)
    return meeting


@use_case("governance.add_agenda_item", permission=may_run_meeting, label=_("Add to the agenda"))
def add_agenda_item(actor: Any, meeting: Meeting, *, title: str) -> AgendaItem:
    meeting = _locked(meeting, Meeting.State.PLANNED, Meeting.State.HELD)
    if not title.strip():
        raise Refused("title_missing", _("Say what it is about. Nothing was added."))
    order = meeting.agenda.count() + 1
    return AgendaItem.objects.create(meeting=meeting, order=order, label=Words.of(title.strip()[:200]).to_json())


def _gather(meeting: Meeting) -> None:
    known = set(meeting.agenda.values_list("key", flat=True))
    order = meeting.agenda.count()
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            order=order + n,
            label=matter.text.to_json(),
            key=matter.key,
            url=matter.url,
            inside=source.inside,
        )
        for n, (source, matter) in enumerate(open_matters(meeting.project, meeting.kind), 1)
        if matter.key not in known
    )


def _locked(meeting: Meeting, *states: str) -> Meeting:
    found = Meeting.objects.select_for_update(of=("self",)).select_related("project").get(pk=meeting.pk)
    if found.state not in states:
        raise Refused(
            "meeting_elsewhere",
            _("This meeting is in the state “%(state)s”, in which that cannot be done. Nothing was changed."),
            state=str(found.get_state_display()),
        )
    return found


def _invite(meeting: Meeting, text: Words, actor: Any) -> None:
    for guest in meeting.guests.exclude(person=actor).select_related("person"):
        send(
            guest.person,
            kind="governance.meeting",
            text=text,
            url=meeting.get_absolute_url(),
            project=meeting.project,
            once=f"meeting:{meeting.pk}:{meeting.sequence}",
        )


def _day(meeting: Meeting) -> str:
    return f"{meeting.starts_at.astimezone(ZoneInfo(meeting.project.timezone)):%Y-%m-%d %H:%M}"
