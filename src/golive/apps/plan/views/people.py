"""Who is asked for how much: the heat map, one person's load and leave, and the people of a task."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.plan import engine_io, load_sheet, queries, services
from golive.apps.plan import heat as maps
from golive.apps.plan.forms_people import AssignForm, LeaveForm, NeedsForm, PersonSkillForm, SkillForm
from golive.apps.plan.models import Levelling, Task
from golive.apps.plan.permissions import may_see_reason
from golive.foundation import clock
from golive.foundation.accounts.models import Membership, Project
from golive.foundation.errors import Refused
from golive.foundation.jobs import queries as jobs
from golive.foundation.jobs.rows import row as job_row
from golive.foundation.pages import acts, done, form_problems, reads
from golive.foundation.registers.export import TYPE
from golive.foundation.use_cases import may

WEEKS_OF_ONE = 8


def to(page: str, project: Project, **kwargs: object) -> str:
    return reverse(f"plan:{page}", kwargs={"project": project.code, **kwargs})


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def _asked(request: HttpRequest, found: engine_io.Computed) -> tuple[str, list[maps.Span]]:
    scale = request.GET.get("scale", "week")
    scale = scale if scale in maps.SCALES else "week"
    today = engine_io.local_day(clock.now(), found.calendar)
    return scale, maps.spans(scale, _day(request.GET.get("from", ""), today))


def _heat(request: HttpRequest, found: engine_io.Computed) -> maps.Heat:
    scale, columns = _asked(request, found)
    booking = maps.Booking.of(engine_io.loads(found, columns[0].begin, columns[-1].end))
    return maps.heat(found, booking, columns, scale=scale, everybody=request.GET.get("all") == "1")


@reads("plan.people")
def people(request: HttpRequest, project: Project) -> HttpResponse:
    """?scale=week|day, ?from= a day, ?all=1 with idle people; ?person= and ?begin= open the tasks of that cell."""
    found = engine_io.compute(project)
    heat = _heat(request, found)
    rows = jobs.visible(request.user).filter(project=project, kind="plan.level").order_by("-id")
    context = {
        "heat": heat,
        "opened": _opened(request, found, heat),
        "levelling": queries.visible_levellings(request.user)
        .filter(project=project, state=Levelling.State.PROPOSED)
        .first(),
        "jobs": [job_row(j, request.user) for j in rows[:1]],
        "scales": [("week", _("By week")), ("day", _("By day"))],
        "before": heat.spans[0].begin - (heat.spans[-1].end - heat.spans[0].begin),
        "after": heat.spans[-1].end,
        "look": queries.visible_load_checks(request.user).filter(project=project).first(),
        "levelled": Task.objects.filter(project=project, levelling_minutes__gt=0, actual_start__isnull=True).count(),
        "may_level": may("plan.level", request.user, project),
        "skills": queries.visible_skills(request.user).filter(project=project),
        "skill_form": SkillForm(project=project, actor=request.user, record=project),
    }
    return render(request, "plan/people.html", context)


def _opened(request: HttpRequest, found: engine_io.Computed, heat: maps.Heat) -> dict[str, Any] | None:
    """The cell that was asked for: whose, when, and the tasks that fill it."""
    who = request.GET.get("person", "")
    line = next((x for x in heat.lines if str(x.person) == who), None)
    begin = request.GET.get("begin", "")
    cell = next((c for c in line.cells if c.span.begin.isoformat() == begin), None) if line else None
    if line is None or cell is None:
        return None
    return {"line": line, "cell": cell, "tasks": _tasks_in(found, line.person, cell.span)}


def _tasks_in(found: engine_io.Computed, who: int, span: maps.Span) -> list[tuple[Task, int]]:
    """The tasks that take a person's time in a span, each with its share of his day."""
    by_pk = {t.pk: t for t in found.tasks}
    on = {a.task: round(a.units * 100) for a in found.plan.assignments if a.resource == who}
    dates = found.schedule.tasks
    rows = [pk for pk in on if dates[pk].start.date() < span.end and dates[pk].finish.date() >= span.begin]
    return [(by_pk[pk], on[pk]) for pk in sorted(rows, key=lambda pk: (dates[pk].start, pk))]


@reads("plan.load_sheet")
def sheet(request: HttpRequest, project: Project) -> HttpResponse:
    """What the heat map shows, as Excel."""
    found = engine_io.compute(project)
    content = load_sheet.workbook(f"{project.name}　{_('Load of the people')}", _heat(request, found))
    response = HttpResponse(content, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{project.code}-load.xlsx"'
    return response


def _place(request: HttpRequest, project: Project, pk: int) -> Membership:
    """Somebody's place in the project, found by the person."""
    rows = queries.places(request.user, project).filter(person_id=pk)
    if (place := rows.first()) is None:
        raise Http404
    return place


@reads("plan.person")
def person(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """One person: eight weeks of load with their tasks, his leave, what he knows."""
    place, found = _place(request, project, pk), engine_io.compute(project)
    columns = maps.spans("week", engine_io.local_day(clock.now(), found.calendar))[:WEEKS_OF_ONE]
    booking = maps.Booking.of(engine_io.loads(found, columns[0].begin, columns[-1].end))
    (line,) = maps.heat(found, booking, columns, people=[pk]).lines
    leaves = queries.visible_leaves(request.user).filter(project=project, person_id=pk)
    context = {
        "place": place,
        "line": line,
        "weeks": [(c, _tasks_in(found, pk, c.span)) for c in line.cells],
        "leaves": [(row, row.reason if may_see_reason(request.user, row) else "") for row in leaves],
        "may_keep": may("plan.add_leave", request.user, place),
        "leave_form": LeaveForm(),
        "skills": queries.visible_person_skills(request.user).filter(skill__project=project, person_id=pk),
        "may_plan": may("plan.level", request.user, project),
        "skill_form": PersonSkillForm(project=project, actor=request.user, record=project),
    }
    return render(request, "plan/person.html", context)


@reads("plan.me")
def me(request: HttpRequest, project: Project) -> HttpResponse:
    """One's own load and leave, from wherever one is."""
    return HttpResponseRedirect(to("person", project, pk=request.user.pk))


@acts("plan.add_leave")
def add_leave(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    place, here = _place(request, project, pk), to("person", project, pk=pk)
    _only(may("plan.add_leave", request.user, place))
    form = _checked(LeaveForm(request.POST))
    services.add_leave(request.user, place, **form.cleaned_data)
    return done(request, here, _("The leave is entered, and the dates are computed anew."))


@acts("plan.remove_leave")
def remove_leave(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.visible_leaves(request.user), pk=pk, project=project)
    services.remove_leave(request.user, row)
    return done(request, to("person", project, pk=row.person_id), _("The leave is removed."))


@acts("plan.add_skill")
def add_skill(request: HttpRequest, project: Project) -> HttpResponse:
    _only(may("plan.add_skill", request.user, project))
    form = _checked(SkillForm(request.POST, project=project, actor=request.user, record=project))
    services.add_skill(request.user, project, **form.cleaned_data)
    return done(request, to("people", project), _("The skill is added. Say on each person's page who has it."))


@acts("plan.set_person_skill")
def set_person_skill(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    _only(may("plan.add_skill", request.user, project))
    place, here = _place(request, project, pk), to("person", project, pk=pk)
    form = _checked(PersonSkillForm(request.POST, project=project, actor=request.user, record=project))
    services.set_person_skill(
        request.user, form.cleaned_data["skill"], person=place.person, level=form.cleaned_data["level"]
    )
    return done(request, here, _("The skill is noted."))


def _task(request: HttpRequest, project: Project, pk: int) -> Task:
    return get_object_or_404(queries.visible_tasks(request.user), pk=pk, project=project)


@acts("plan.assign_person")
def assign_person(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    task, here = _task(request, project, pk), to("tasks-detail", project, pk=pk)
    _only(may("plan.assign_person", request.user, task))
    form = _checked(AssignForm(request.POST, project=project, actor=request.user, record=task))
    services.assign_person(request.user, task, **form.cleaned_data)
    return done(request, here, _("The people of the task are changed, and the dates are computed anew."))


@acts("plan.unassign_person")
def unassign_person(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.visible_task_people(request.user), pk=pk, task__project=project)
    task = services.unassign_person(request.user, row)
    return done(request, to("tasks-detail", project, pk=task.pk), _("The people of the task are changed."))


@acts("plan.set_task_needs")
def set_task_needs(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    task, here = _task(request, project, pk), to("tasks-detail", project, pk=pk)
    _only(may("plan.set_task_needs", request.user, task))
    form = NeedsForm(
        request.POST if request.method == "POST" else None, project=project, actor=request.user, record=task
    )
    if form.is_valid():
        services.set_task_needs(request.user, task, **form.cleaned_data)
        return done(request, here, _("What the task needs is noted."))
    context = {"form": form, "title": f"{_('What the task needs')}：{task}", "cancel_url": here}
    return render(request, "plan/form.html", context, status=422 if form.is_bound else 200)


def _only(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _checked(form: Any) -> Any:
    """A short form beside its list: what is wrong comes as a message."""
    if not form.is_valid():
        raise Refused("invalid_form", form_problems(form))
    return form
