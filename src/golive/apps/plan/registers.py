"""The lists of the plan: tasks, baselines, difficulties."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.permissions import may_view_inside
from golive.apps.plan import queries, reasons
from golive.apps.plan.forms import AnswerForm, DifficultyForm, LinkForm, ProgressForm, TaskForm
from golive.apps.plan.forms_money import TimeForm
from golive.apps.plan.models import Baseline, Difficulty, Task
from golive.apps.plan.registers_people import people_of_task
from golive.foundation.accounts.models import Party
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Days, Flag, Person, Search
from golive.foundation.use_cases import may


def _task_context(request: Any, task: Task) -> dict[str, Any]:
    """Why the task stands where it stands, its neighbours, its reports, and the form to report with."""
    return {
        **reasons.words_for(task),
        **people_of_task(request, task),
        "incoming": queries.links_into(task),
        "outgoing": queries.links_out_of(task),
        "updates": task.updates.select_related("by")[:20],
        "difficulties": task.difficulties.select_related("raised_by"),
        "may_report": may("plan.report_progress", request.user, task),
        "may_plan": may("plan.edit_task", request.user, task),
        "progress_form": ProgressForm(initial={"percent": task.percent}),
        "progress_url": reverse("plan:report_progress", args=[task.project.code, task.pk]),
    }


def _baseline_context(request: Any, baseline: Baseline) -> dict[str, Any]:
    """The decision is the client's own business: vendors and consultants see only what came of it."""
    inside = may_view_inside(request.user, baseline.project)
    return {
        "moved": baseline.tasks.select_related("task").order_by("task__position"),
        "decision": baseline.decision if inside else None,
        "may_decide": bool(baseline.decision) and may("governance.decide", request.user, baseline.decision),
    }


def _tasks_context(request: Any, project: Any) -> dict[str, Any]:
    return {"may_make": may("plan.make_from_method", request.user, project) and not project.tasks.exists()}


TASKS = Register(
    name="tasks",
    app="plan",
    model=Task,
    visible=queries.visible_tasks,
    label=_("Tasks"),
    one=_("task"),
    columns=[
        Column("number", sort=True),
        Column("wbs", sort="position"),
        Column("name", link=True),
        Column("parent", shown=False),
        Column("owner"),
        Column("party", shown=False),
        Column("days", _("Duration (days)"), kind="number", sort="duration_minutes"),
        Column("predecessors", _("Predecessors")),
        Column("early_start", kind="day", sort=True),
        Column("early_finish", kind="day", sort=True),
        Column("baseline_finish", kind="day", sort=True, shown=False),
        Column("slip_days", _("Slip (days)"), kind="number", sort="slip_minutes"),
        Column("slack_days", _("Float (days)"), kind="number", sort="total_slack_minutes"),
        Column("critical", shown=False),
        Column("percent", kind="number", sort=True),
        Column("state", _("State"), kind="status"),
        Column("phase", shown=False),
        Column("go_live", shown=False),
        Column("constraint", shown=False),
        Column("constraint_at", shown=False),
        Column("deadline", shown=False),
        Column("note", shown=False),
    ],
    filters=[
        Search("name", "wbs", "note"),
        Person("owner"),
        Choice("party", choices=Party.choices),
        Days("early_finish", _("Finish")),
        Flag("critical", _("Critical"), lambda rows, actor: rows.filter(critical=True, is_summary=False)),
        Flag("late", _("Behind the baseline"), lambda rows, actor: queries.late(rows)),
        Flag("unfinished", _("Not done"), lambda rows, actor: rows.filter(percent__lt=100)),
    ],
    order="position",
    key="number",
    related=("owner", "phase", "parent"),
    form=TaskForm,
    create="plan.add_task",
    edit="plan.edit_task",
    actions=[
        Action(
            "plan.raise_difficulty",
            form=DifficultyForm,
            icon="alert-triangle",
            when=lambda t: not t.is_summary and t.percent < 100,
            done=_("It is said: the project manager was told, and the effect on the dates is computed."),
        ),
        Action("plan.link_tasks", form=LinkForm, icon="link"),
        Action(
            "plan.record_time",
            form=TimeForm,
            icon="clock",
            when=lambda t: not t.is_summary,
            done=_("Recorded. It is on the list of recorded time, where it can be cancelled."),
        ),
    ],
    icon="calendar-stats",
    empty=_("There is no task yet. The project manager makes the plan from the method, or adds tasks one by one."),
    list_template="plan/tasks.html",
    list_context=_tasks_context,
    detail_template="plan/task.html",
    detail_context=_task_context,
)

BASELINES = Register(
    name="baselines",
    app="plan",
    model=Baseline,
    visible=queries.visible_baselines,
    label=_("Baselines"),
    one=_("baseline"),
    columns=[
        Column("number", link=True, sort=True),
        Column("name", link=True),
        Column("state", kind="status", sort=True),
        Column("go_live", kind="day"),
        Column("made_by"),
        Column("made_at", sort=True),
        Column("decision__decider", _("Decided by")),
        Column("decided_at", sort=True),
    ],
    order="-number",
    icon="flag",
    comments=False,
    empty=_("No baseline yet. Progress can only be measured against dates that the sponsor approved."),
    list_template="plan/baselines.html",
    list_context=lambda request, project: {"may_ask": may("plan.ask_baseline", request.user, project)},
    detail_template="plan/baseline.html",
    detail_context=_baseline_context,
)

DIFFICULTIES = Register(
    name="difficulties",
    app="plan",
    model=Difficulty,
    visible=queries.visible_difficulties,
    label=_("Difficulties"),
    one=_("difficulty"),
    columns=[
        Column("code", _("No."), link=True, sort="number"),
        Column("task", link=True),
        Column("text"),
        Column("raised_by"),
        Column("raised_at", sort=True),
        Column("new_remaining_days", _("New estimate (days)"), kind="number"),
        Column("finish_before", shown=False),
        Column("finish_after", sort=True),
        Column("go_live_before", shown=False),
        Column("go_live_after"),
        Column("state", _("State"), kind="status"),
        Column("answer_text", shown=False),
        Column("answered_by", shown=False),
        Column("answered_at", shown=False),
    ],
    filters=[Search("text", "task__name"), Person("raised_by")],
    order="-number",
    icon="alert-triangle",
    empty=_("Nobody has said that a task is harder than planned. The owner does so on the page of his task."),
    actions=[
        Action(
            "plan.answer_difficulty",
            form=AnswerForm,
            primary=True,
            icon="message-circle",
            when=lambda row: not row.answer,
            done=_("Answered; whoever raised it was told."),
        )
    ],
    detail_template="plan/difficulty.html",
)
