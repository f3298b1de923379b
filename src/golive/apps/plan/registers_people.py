"""The list of levelled alternatives, and what the page of one shows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from golive.apps.plan import engine_io, heat, loads, queries
from golive.apps.plan.forms_people import AssignForm
from golive.apps.plan.models import Levelling, Task
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice
from golive.foundation.use_cases import may

MOST_WEEKS = 26


def people_of_task(request: Any, task: Task) -> dict[str, Any]:
    """Who works on a task, whether somebody of them has the skill it asks for, and the form to put somebody on it."""
    return {
        "people": queries.visible_task_people(request.user).filter(task=task),
        "lacks": task.skill_id is not None and any(t.pk == task.pk for t in loads.without_skill(task.project)),
        "assign_form": AssignForm(project=task.project, actor=request.user, record=task),
    }


def _hours(minutes: int) -> float:
    return round(minutes / 60, 1)


def _moves(row: Levelling) -> list[dict[str, Any]]:
    """Each move with its task and its sentence in the reader's language."""
    tasks = Task.objects.filter(project=row.project_id).select_related("owner").in_bulk([m["task"] for m in row.moves])
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return [
        {
            "task": tasks[m["task"]],
            "text": m["text"][language],
            "before": datetime.fromisoformat(m["before"]).date(),
            "after": datetime.fromisoformat(m["after"]).date(),
            "days": m["days"],
            "own": m["own"],
            "taken": m["task"] in row.taken,
        }
        for m in row.moves
        if m["task"] in tasks
    ]


def _staffing(row: Levelling) -> list[dict[str, Any]]:
    """Each proposal of a person with its reason; last what nobody can do."""
    tasks = Task.objects.filter(project=row.project_id).in_bulk([s["task"] for s in row.staffing])
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return [
        {
            "task": tasks[s["task"]],
            "text": s["text"][language],
            "possible": s["person"] is not None,
            "taken": s["task"] in row.staffed,
        }
        for s in row.staffing
        if s["task"] in tasks
    ]


def _maps(row: Levelling) -> dict[str, Any]:
    """Before and after, week by week, of those whose load changes or is too much."""
    days = {date.fromisoformat(day) for cells in row.load.values() for day, c in cells.items() if _matters(c)}
    people = [int(who) for who, cells in row.load.items() if any(_matters(c) for c in cells.values())]
    if not days:
        return {"map_before": None, "map_after": None}
    found = engine_io.compute(row.project)
    weeks = (max(days) - min(days)).days // 7 + 2
    begin = engine_io.weeks_from(min(days), min(weeks, MOST_WEEKS))
    columns = [span for monday in begin for span in heat.spans("week", monday)[:1] if monday <= max(days)]
    before, after = (heat.heat(found, heat.Booking.kept(row.load, place), columns, people=people) for place in (0, 1))
    return {"map_before": before, "map_after": after}


def _matters(cell: list[int]) -> bool:
    booked_before, booked_after, capacity = cell
    return booked_before != booked_after or max(booked_before, booked_after) > capacity


def _levelling_context(request: Any, row: Levelling) -> dict[str, Any]:
    waiting = row.state == Levelling.State.PROPOSED
    current = waiting and engine_io.is_current(row, engine_io.compute(row.project))
    return {
        "moves": _moves(row),
        "staffing": _staffing(row),
        **_maps(row),
        "over_before": _hours(row.over_before),
        "over_after": _hours(row.over_after),
        "outdated": row.state == Levelling.State.OUTDATED or (waiting and not current),
        "may_accept": current and may("plan.accept_moves", request.user, row),
        "may_level": may("plan.level", request.user, row.project),
    }


LEVELLINGS = Register(
    name="levellings",
    app="plan",
    model=Levelling,
    visible=queries.visible_levellings,
    label=_("Levelled alternatives"),
    one=_("levelled alternative"),
    columns=[
        Column("made_at", link=True, sort=True),
        Column("state", kind="status", sort=True),
        Column("finish_before", kind="day"),
        Column("finish_after", kind="day"),
        Column("go_live_before", kind="day"),
        Column("go_live_after", kind="day"),
        Column(
            "over_hours_before", _("Overbooked before (hours)"), kind="number", value=lambda r: _hours(r.over_before)
        ),
        Column("over_hours_after", _("Overbooked after (hours)"), kind="number", value=lambda r: _hours(r.over_after)),
        Column("moves_number", _("Moves"), kind="number", value=lambda r: len(r.moves)),
        Column("made_by", _("Computed by")),
        Column("decided_by", _("Decided by")),
        Column("decided_at", _("Decided at"), kind="time", sort=True),
        Column("seed", _("Seed of the search"), shown=False),
    ],
    filters=[Choice("state", choices=Levelling.State.choices)],
    order="-made_at",
    icon="users",
    comments=False,
    empty=_("The plan was not levelled yet. The project manager starts it on the page of the load."),
    actions=[
        Action(
            "plan.refuse_levelling",
            icon="x",
            when=lambda row: row.state == Levelling.State.PROPOSED,
            done=_("Refused; the plan stays as it is."),
        )
    ],
    detail_template="plan/levelling.html",
    detail_context=_levelling_context,
)
