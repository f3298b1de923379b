from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from golive.apps.governance import ical, queries, services
from golive.apps.governance.forms_meetings import AgendaForm, AgreedForm, MinutesForm, ToDoForm
from golive.apps.governance.minutes_paper import minutes_document
from golive.apps.governance.models import Meeting
from golive.apps.governance.permissions import is_inside
from golive.apps.governance.views.pages import to
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project, User
from golive.foundation.documents.answers import as_file, language_of
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done, form_problems, reads
from golive.foundation.use_cases import may


def _meeting(request: HttpRequest, project: Project, pk: int, use_case: str = "") -> Meeting:
    meeting: Meeting = get_object_or_404(queries.visible_meetings(request.user), pk=pk, project=project)
    if use_case and not may(use_case, request.user, meeting):
        raise PermissionDenied
    return meeting


@acts("governance.add_agenda_item")
def add_agenda_item(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    meeting = _meeting(request, project, pk, "governance.add_agenda_item")
    form = AgendaForm(request.POST)
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    services.add_agenda_item(request.user, meeting, **form.cleaned_data)
    return done(request, to("meetings-detail", project, pk=pk), _("It is on the agenda."))


@acts("governance.write_minutes")
def write_minutes(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    meeting = _meeting(request, project, pk, "governance.write_minutes")
    form = MinutesForm(request.POST or None, meeting=meeting)
    here = to("meetings-detail", project, pk=pk)
    if form.is_valid():
        services.write_minutes(request.user, meeting, **form.arguments())
        return done(request, here, _("Kept. Add decisions and actions, then issue the minutes."))
    return render(request, "web/form_page.html", {"form": form, "title": _("Write the minutes"), "back": here})


@acts("governance.record_decision")
def record_decision(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    meeting = _meeting(request, project, pk, "governance.record_decision")
    form = AgreedForm(request.POST or None, project=project, initial={"decider": meeting.chair_id})
    here = to("meetings-detail", project, pk=pk)
    if form.is_valid():
        services.record_decision(request.user, meeting, **form.cleaned_data)
        return done(request, here, _("Recorded. It is made when its decider confirms the minutes."))
    context = {"form": form, "title": _("Record a decision of the meeting"), "back": here}
    return render(request, "web/form_page.html", context)


@acts("governance.add_action")
def add_meeting_action(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    meeting = _meeting(request, project, pk, "governance.write_minutes")
    if meeting.state != Meeting.State.HELD:
        raise Refused("minutes_issued", _("The minutes are issued. Add the action to the list of actions instead."))
    people = User.objects.filter(pk__in=[p.pk for p in access.people_as(project, *Party)])
    form = ToDoForm(request.POST or None, people=people)
    here = to("meetings-detail", project, pk=pk)
    if form.is_valid():
        services.add_action(request.user, project, meeting=meeting, **form.cleaned_data)
        return done(request, here, _("Added; its owner is told."))
    return render(request, "web/form_page.html", {"form": form, "title": _("Add an action item"), "back": here})


@reads("governance.meetings")
def invitation(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """The entry for a calendar. What only the client may know is in nobody's calendar."""
    meeting = _meeting(request, project, pk)
    answer = HttpResponse(ical.ics(_invitation(meeting)), content_type="text/calendar; charset=utf-8; method=REQUEST")
    answer["Content-Disposition"] = f'attachment; filename="{project.code}-{meeting.code}.ics"'
    return answer


def _invitation(meeting: Meeting) -> ical.Invitation:
    address = settings.BASE_URL + meeting.get_absolute_url()
    points = [str(i) for i in meeting.agenda.all() if not i.inside]
    guests: list[Any] = [g.person for g in meeting.guests.select_related("person")]
    return ical.Invitation(
        uid=f"meeting-{meeting.pk}@{meeting.project.code}.golive",
        sequence=meeting.sequence,
        stamp=clock.now(),
        starts_at=meeting.starts_at.astimezone(ZoneInfo(meeting.project.timezone)),
        ends_at=meeting.ends_at,
        summary=f"{meeting.title} · {meeting.project.name}",
        description="\n".join([*points, address]),
        place=meeting.place,
        url=address,
        organiser=ical.Attendee(str(meeting.chair), meeting.chair.email),
        attendees=[ical.Attendee(str(p), p.email) for p in guests],
        zone=meeting.project.timezone,
        cancelled=meeting.state == Meeting.State.CANCELLED,
    )


@reads("governance.meetings")
def minutes_paper(request: HttpRequest, project: Project, pk: int, ending: str) -> HttpResponse:
    meeting = _meeting(request, project, pk)
    if not meeting.issued and not may("governance.write_minutes", request.user, meeting):
        raise PermissionDenied
    language = language_of(request, project.language)
    return as_file(minutes_document(meeting, language, inside=is_inside(request.user, project)), ending)
