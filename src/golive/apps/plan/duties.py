"""What proves the plan (M1), its monitoring (M12), everybody's own tasks (T1), and difficulties answered (T4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Max
from django.urls import reverse

from golive.apps.plan import duties_money as duties_money  # M7, M14
from golive.apps.plan import duties_people as duties_people  # M6
from golive.apps.plan import duties_resources as duties_resources  # S2
from golive.apps.plan import queries
from golive.apps.plan.models import Baseline, Deviation, Difficulty, Task
from golive.apps.plan.weeks import Week, weeks
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.registry import Evidence, Fact, Missing, Occurrence, evidence, person, words


def _page(name: str, project: Any, pk: int | None = None) -> str:
    return reverse(f"plan:{name}", kwargs={"project": project.code} | ({"pk": pk} if pk else {}))


@evidence("M1")
def plan_is_approved(project: Any) -> Evidence:
    """计划制定: a baseline that the sponsor approved, and an owner and dates for every task."""
    row = queries.approved_baseline(project)
    facts = []
    if row is not None and row.decided_at is not None:
        text = words("Baseline B%(number)s approved", number=row.number)
        facts.append(Fact(row.decided_at, row.made_by_id, text, _page("baselines-detail", project, row.pk)))
    return Evidence(facts=facts, missing=_gaps_of_plan(project, row))


def _gaps_of_plan(project: Any, approved: Baseline | None) -> list[Missing]:
    tasks = Task.objects.filter(project=project, is_summary=False).order_by("position")
    if not tasks.exists():
        return [Missing(words("A plan with tasks"), url=_page("gantt", project))]
    missing = []
    if approved is None:
        missing.append(Missing(words("Approval of a baseline by the sponsor"), url=_page("baselines", project)))
    for task in tasks.filter(owner__isnull=True):
        missing.append(Missing(words("Owner of task %(task)s", task=str(task)), url=_task(project, task)))
    for task in tasks.filter(early_finish__isnull=True):
        missing.append(Missing(words("Dates of task %(task)s", task=str(task)), url=_task(project, task)))
    return missing


def _task(project: Any, task: Task) -> str:
    return _page("tasks-detail", project, task.pk)


@evidence("M12")
def progress_is_followed(project: Any) -> Evidence:
    """进度监控: in every week each running task was reported on, and what is far behind has an action."""
    found = weeks(project)
    if not found:
        return Evidence(
            missing=[Missing(words("An approved baseline to measure against"), url=_page("gantt", project))]
        )
    facts, missing = [], []
    for week in found:
        facts += _facts_of_week(project, week)
        missing += [_silent(project, week, task) for task in week.silent()]
    missing += _deviations_without_action(project, found[-1])
    return Evidence(facts=facts, missing=missing, since=found[0].begin)


def _facts_of_week(project: Any, week: Week) -> list[Fact]:
    """One fact a week, dated by the report that completed it. A week in which nothing was to run is followed too."""
    if not week.expected:
        text = words("No task was to be running in this week")
        return [Fact(week.begin, None, text, _page("gantt", project), period=week.key)]
    done = [week.reported[t.pk] for t in week.expected if t.pk in week.reported]
    if not done:
        return []
    last = max(done, key=lambda update: (update.at, update.pk))
    text = words("%(n)s of %(all)s running tasks updated", n=len(done), all=len(week.expected))
    return [Fact(last.at, last.by_id, text, _page("tasks", project), period=week.key, value=len(done))]


def _silent(project: Any, week: Week, task: Task) -> Missing:
    owner = str(task.owner) if task.owner else words("no owner")
    text = words("Progress of %(task)s (%(owner)s)", task=str(task), owner=owner)
    return Missing(text, url=_task(project, task), period=week.key)


def _deviations_without_action(project: Any, week: Week) -> list[Missing]:
    """Deviations that stand, and have neither an action nor a re-plan of their task since."""
    rows = Deviation.objects.filter(project=project, closed_at=None, answered_at=None).select_related("task")
    replanned = dict(
        Difficulty.objects.filter(project=project)
        .exclude(answer="")
        .values_list("task_id")
        .annotate(Max("answered_at"))
    )
    found = []
    for row in rows.order_by("task__position"):
        if row.task_id not in replanned or replanned[row.task_id] < row.raised_at:
            text = words(
                "Action on %(task)s, %(days)s working days behind", task=str(row.task), days=str(row.slip_days)
            )
            found.append(Missing(text, url=_page("deviations-detail", project, row.pk), period=week.key))
    return found


@evidence("T1")
def own_tasks_are_updated(project: Any) -> Evidence:
    """任务执行: each of the team for himself: what he had to have running in a week is done or updated."""
    team = access.people_as(project, Party.TEAM)
    facts, missing, found = [], [], weeks(project)
    for week in found:
        for member in team:
            mine = [t for t in week.expected if t.owner_id == member.pk]
            silent = [t for t in mine if t.pk not in week.reported]
            place = person(member.pk)
            missing += [replace(_silent(project, week, t), place=place) for t in silent]
            if fact := _own_week(project, week, mine, silent):
                facts.append(replace(fact, place=place))
    return Evidence(facts=facts, missing=missing, since=found[0].begin if found else None)


def _own_week(project: Any, week: Week, mine: list[Task], silent: list[Task]) -> Fact | None:
    """One fact a week, dated by the report that completed it; what is silent is named beside it."""
    url = _page("tasks", project)
    if not mine:
        return Fact(week.begin, None, words("No own task was to be running in this week"), url, period=week.key)
    done = [week.reported[t.pk] for t in mine if t not in silent]
    if not done:
        return None
    last = max(done, key=lambda update: (update.at, update.pk))
    text = words("%(n)s of %(all)s running tasks updated", n=len(done), all=len(mine))
    return Fact(last.at, None, text, url, period=week.key, value=len(done))


@evidence("T4")
def difficulties_are_answered(project: Any) -> Evidence:
    """问题反馈: each difficulty that was raised is owed an answer by the project manager."""
    managers = access.people_as(project, Party.PM)
    rows = Difficulty.objects.filter(project=project).select_related("task")
    return Evidence(
        occurrences=[
            Occurrence(
                key=subject_key(row),
                opened_at=row.raised_at,
                label=words("Difficulty %(code)s: %(task)s", code=row.code, task=row.task.name),
                url=_page("difficulties-detail", project, row.pk),
                person_id=managers[0].pk if managers else None,
                closed_at=row.answered_at,
            )
            for row in rows
        ]
    )
