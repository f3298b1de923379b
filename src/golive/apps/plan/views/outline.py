"""The outline edited in place: each answer is the chart as it stands afterwards, for the windows that are seen."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.plan import charts, queries, services, windows
from golive.apps.plan.engine_io import edits
from golive.apps.plan.history import Change
from golive.apps.plan.models import DAY, Edit, Task
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, reads
from golive.foundation.use_cases import REGISTRY, may


def context(request: HttpRequest, project: Project, drawn: tuple[int, ...] = (0,)) -> dict[str, Any]:
    """What plan/gantt.html and plan/_outline.html need. Asked for by ?scale= and ?all=, in either kind of request."""
    asked = request.GET if request.method == "GET" else request.POST
    everything = asked.get("all") == "1"
    may_plan = may("plan.add_task", request.user, project)
    found = charts.whole_plan(project, scale=asked.get("scale", "week"), everything=everything, drawn=drawn)
    return {
        **found,
        "everything": everything,
        "may_plan": may_plan,
        "members": sorted({str(p) for p in access.people_as(project, *Party)}) if may_plan else [],
        "scales": [("day", _("By day")), ("week", _("By week")), ("month", _("By month"))],
    }


@reads("plan.rows")
def rows(request: HttpRequest, project: Project) -> HttpResponse:
    """One window of the chart: ?first= is its first row, from 0."""
    first = request.GET.get("first", "")
    everything = request.GET.get("all") == "1"
    picture = windows.Picture(project, scale=request.GET.get("scale", "week"), everything=everything)
    start = int(first) // windows.ROWS * windows.ROWS if first.isdecimal() else 0
    may_plan = may("plan.add_task", request.user, project)
    found = {"window": picture.window(start), "may_plan": may_plan, "everything": everything}
    return render(request, "plan/_window.html", found)


def answer(
    request: HttpRequest, project: Project, *, focus: int | None, edit: str = "", said: str = ""
) -> HttpResponse:
    """The chart after a change; without htmx the page of the chart itself."""
    if not request.headers.get("HX-Request"):
        return HttpResponse(status=303, headers={"Location": reverse("plan:gantt", args=[project.code])})
    drawn = tuple(int(n) for n in request.POST.get("drawn", "0").split(",") if n.isdecimal())
    found = {**context(request, project, drawn), "focus": focus, "edit": edit, "said": said, "partial": True}
    return render(request, "plan/_changed.html", found)


@acts("plan.undo_edit")
def undo_edit(request: HttpRequest, project: Project) -> HttpResponse:
    return _after(request, project, services.undo_edit(request.user, project), _("Taken back"))


@acts("plan.redo_edit")
def redo_edit(request: HttpRequest, project: Project) -> HttpResponse:
    return _after(request, project, services.redo_edit(request.user, project), _("Made again"))


def _after(request: HttpRequest, project: Project, edit: Edit, what: str) -> HttpResponse:
    """The chart, on a line that the edit was about, and what was done in words."""
    focus = Task.objects.filter(project=project, pk__in=Change(**edit.change).touched).order_by("position").first()
    label = REGISTRY[edit.use_case].label
    said = f"{what}：{label}" + (f" · {edit.about}" if edit.about else "")
    return answer(request, project, focus=focus.pk if focus else None, said=said)


def neighbour(task: Task) -> int | None:
    """The line to go on with when `task` is gone: the next one, or the one before."""
    lines = Task.objects.filter(project=task.project_id).exclude(pk=task.pk)
    found = lines.filter(position__gt=task.position).order_by("position").first()
    found = found or lines.order_by("position").last()
    return found.pk if found else None


def _task(request: HttpRequest, project: Project, pk: int) -> Task:
    """To be edited: whoever does not plan is told so before what he sent is read."""
    task = get_object_or_404(queries.visible_tasks(request.user), pk=pk, project=project)
    if not may("plan.edit_task", request.user, task):
        raise PermissionDenied
    return task


@acts("plan.add_task")
def add_line(request: HttpRequest, project: Project) -> HttpResponse:
    """A line below ?below=, or at the end; its name is opened to be typed over."""
    below = request.POST.get("below", "")
    above = _task(request, project, int(below)) if below.isdecimal() else None
    task = services.add_task(request.user, project, name=request.POST.get("name") or _("New task"), below=above)
    return answer(request, project, focus=task.pk, edit="name")


@acts("plan.indent_task")
def indent_task(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    services.indent_task(request.user, _task(request, project, pk))
    return answer(request, project, focus=pk)


@acts("plan.outdent_task")
def outdent_task(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    services.outdent_task(request.user, _task(request, project, pk))
    return answer(request, project, focus=pk)


@acts("plan.move_task")
def move_task(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    services.move_task(request.user, _task(request, project, pk), down=request.POST.get("down") == "1")
    return answer(request, project, focus=pk)


@acts("plan.edit_task")
def set_cell(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """One cell as it was typed: ?cell= and ?value=."""
    task = _task(request, project, pk)
    services.edit_task(
        request.user, task, **_typed(project, request.POST.get("cell", ""), request.POST.get("value", ""))
    )
    return answer(request, project, focus=pk)


def _typed(project: Project, cell: str, value: str) -> dict[str, Any]:
    value = value.strip()
    match cell:
        case "name" if value:
            return {"name": value[:200]}
        case "days":
            days = edits.typed_days(value)
            return {"days": days, "milestone": days == 0}
        case "predecessors":
            return {"predecessors": value}
        case "owner":
            return {"owner": _member(project, value)}
    raise Refused("cell_unknown", _("This cannot be changed here. Nothing was changed."))


def _member(project: Project, name: str) -> Any:
    if not name:
        return None
    found = [p for p in access.people_as(project, *Party) if str(p) == name]
    if not found:
        text = _("Nobody in the project is called “%(name)s”. Choose a name from the list.")
        raise Refused("owner_unknown", text, name=name)
    return found[0]


@acts("plan.edit_task")
def drag_bar(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """A bar drawn elsewhere: `start` (a day) holds the task there as the earliest, `finish` (a day) sets its duration."""
    task = _task(request, project, pk)
    if task.actual_start:
        text = _("“%(task)s” has started: its start is a fact. Change the work left instead.")
        raise Refused("task_started", text, task=task.name)
    if start := _day(request.POST.get("start", "")):
        moment = edits.first_minute(project, start)
        services.edit_task(request.user, task, constraint=Task.Constraint.SNET, constraint_at=moment)
    elif (finish := _day(request.POST.get("finish", ""))) and task.early_start and not task.milestone:
        minutes = edits.minutes_until(project, task.early_start, finish)
        services.edit_task(request.user, task, days=max(DAY // 2, minutes) / DAY)
    else:
        raise Refused("cell_unknown", _("This cannot be changed here. Nothing was changed."))
    return answer(request, project, focus=pk)


@acts("plan.link_tasks")
def draw_link(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """A bar drawn onto another one: task `pk` waits for `pred`."""
    pred = request.POST.get("pred", "")
    task = _task(request, project, pk)
    services.link_tasks(request.user, task, pred=_task(request, project, int(pred) if pred.isdecimal() else 0))
    return answer(request, project, focus=pk)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
