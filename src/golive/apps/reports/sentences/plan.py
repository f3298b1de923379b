"""Progress against the baseline, what was done, what is late, what comes, and what was promised a week ago."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.apps.plan import engine_io
from golive.apps.plan import queries as plan
from golive.apps.plan.models import Difficulty, ProgressUpdate, Task
from golive.apps.projects.engine_io import calendar
from golive.apps.reports.models import WeeklyReport
from golive.apps.reports.sentences.registry import Row, Sentence, sentence
from golive.apps.reports.week import WEEK, Week
from golive.foundation.words import words


def page(name: str, project: Any, pk: int | None = None) -> str:
    return reverse(f"plan:{name}", kwargs={"project": project.code} | ({"pk": pk} if pk else {}))


def tasks(project: Any, week: Week) -> list[Task]:
    rows = Task.objects.filter(project=project, is_summary=False).select_related("owner").order_by("position")
    found: list[Task] = week.once("tasks", lambda: list(rows))
    return found


def days(project: Any, week: Week) -> Any:
    return week.once("calendar", lambda: calendar(project))


def row(project: Any, task: Task) -> Row:
    label = f"{task} · {task.owner}" if task.owner else str(task)
    return Row(label, page("tasks-detail", project, task.pk))


def finished(task: Task, week: Week) -> bool:
    return week.by_then(task.actual_finish)


def late(project: Any, week: Week) -> list[Task]:
    """What the baseline wanted finished by then and was not."""
    return [t for t in tasks(project, week) if week.by_then(t.baseline_finish) and not finished(t, week)]


def baseline(project: Any, week: Week) -> bool:
    """Whether a baseline held in that week."""
    found = week.once("baseline", lambda: plan.approved_baseline(project))
    return found is not None and week.by_then(found.decided_at)


def _percents(project: Any, week: Week) -> dict[int, int]:
    if week.live:
        return {t.pk: t.percent for t in tasks(project, week)}
    updates = ProgressUpdate.objects.filter(task__project=project, at__lte=week.until).order_by("at", "id")
    return dict(updates.values_list("task_id", "percent"))


@sentence("progress", section="progress", order=10)
def progress(project: Any, week: Week) -> list[Sentence]:
    rows, percents = tasks(project, week), _percents(project, week)
    whole = sum(engine_io.weight(t) for t in rows)
    if not whole:
        return [Sentence(words("There is no plan yet."), page("gantt", project), tone="warn")]
    actual = sum(engine_io.weight(t) * percents.get(t.pk, 0) for t in rows) / whole
    figure = (words("Work done"), f"{actual:.1f} %")
    if not baseline(project, week):
        text = words(
            "%(actual)s %% of the work is done; without an approved baseline nothing says whether that is enough.",
            actual=f"{actual:.1f}",
        )
        return [Sentence(text, page("baselines", project), tone="warn", figure=figure)]
    planned = 100 * engine_io.planned_share(rows, days(project, week), week.until)
    text = words(
        "%(actual)s %% of the work is done, %(planned)s %% was planned: %(points)s percentage points.",
        actual=f"{actual:.1f}",
        planned=f"{planned:.1f}",
        points=f"{round(actual, 1) - round(planned, 1):+.1f}",  # what the reader gets when he subtracts
    )
    behind = planned - actual
    tone = "bad" if behind >= 10 else "warn" if behind >= 1 else "ok"
    return [Sentence(text, page("gantt", project), tone=tone, figure=figure)]


@sentence("go_live", section="progress", order=20)
def go_live(project: Any, week: Week) -> list[Sentence]:
    """The forecast is known only of the running week."""
    task = next((t for t in tasks(project, week) if t.go_live), None)
    if task is None or not week.live or finished(task, week) or task.baseline_finish is None:
        return []
    text = words(
        "Go-live is forecast for %(forecast)s, planned for %(planned)s: %(days)s working days.",
        forecast=week.day(task.early_finish),
        planned=week.day(task.baseline_finish),
        days=f"{task.slip_days or 0:+f}",
    )
    tone = "bad" if (task.slip_days or 0) >= 5 else "warn" if (task.slip_days or 0) >= 1 else "ok"
    figure = (words("Go-live forecast"), week.day(task.early_finish))
    return [Sentence(text, page("tasks-detail", project, task.pk), tone=tone, figure=figure)]


@sentence("done", section="progress", order=30)
def done(project: Any, week: Week) -> list[Sentence]:
    rows = [t for t in tasks(project, week) if week.has(t.actual_finish)]
    if not rows:
        return [Sentence(words("No task was finished this week."), page("tasks", project))]
    text = words("Tasks finished this week: %(n)s.", n=len(rows))
    return [Sentence(text, page("tasks", project), [row(project, t) for t in rows])]


@sentence("late", section="progress", order=40)
def late_tasks(project: Any, week: Week) -> list[Sentence]:
    if not baseline(project, week):
        return []
    rows = late(project, week)
    figure = (words("Tasks past their date"), str(len(rows)))
    url = page("gantt", project)
    if not rows:
        return [Sentence(words("No task is past its planned date."), url, tone="ok", figure=figure)]
    critical = sum(t.critical for t in rows)
    text = words(
        "Tasks past their planned date: %(n)s, of them critical: %(critical)s.", n=len(rows), critical=critical
    )
    return [Sentence(text, url, [row(project, t) for t in rows], "bad" if critical else "warn", figure)]


@sentence("difficulties", section="progress", order=50)
def difficulties(project: Any, week: Week) -> list[Sentence]:
    rows = list(Difficulty.objects.filter(project=project, raised_at__lte=week.until).select_related("task"))
    raised = [d for d in rows if week.has(d.raised_at)]
    waiting = [d for d in rows if not week.by_then(d.answered_at)]
    if not raised and not waiting:
        return []
    text = words(
        "Difficulties raised this week: %(n)s, waiting for an answer: %(waiting)s.", n=len(raised), waiting=len(waiting)
    )
    both = {d.pk: d for d in [*raised, *waiting]}.values()
    links = [Row(str(d), page("difficulties-detail", project, d.pk)) for d in both]
    return [Sentence(text, page("difficulties", project), links, "warn" if waiting else "")]


@sentence("promises", section="progress", order=60)
def promises(project: Any, week: Week) -> list[Sentence]:
    """What the report of the week before said would be finished now."""
    before = WeeklyReport.objects.filter(project=project, week=week.previous_key, state=WeeklyReport.State.SENT).first()
    said = next((s for s in before.content["sentences"] if s["query"] == "next"), None) if before else None
    if not said or not said["keys"]:
        return []
    promised = [t for t in tasks(project, week) if t.pk in said["keys"]]
    open_ones = [t for t in promised if not finished(t, week)]
    text = words(
        "Promised last week and done: %(done)s of %(n)s tasks.", n=len(promised), done=len(promised) - len(open_ones)
    )
    url = reverse("reports:reports-detail", kwargs={"project": project.code, "pk": before.pk})
    return [Sentence(text, url, [row(project, t) for t in open_ones], "warn" if open_ones else "ok")]


@sentence("next", section="next", order=10)
def next_week(project: Any, week: Week) -> list[Sentence]:
    rows = [
        t
        for t in tasks(project, week)
        if not t.milestone
        and not finished(t, week)
        and _comes(t, week)
        and week.end <= _comes(t, week) < week.end + WEEK
    ]
    if not rows:
        return [Sentence(words("No task is to be finished next week."), page("gantt", project))]
    text = words("Tasks to be finished next week: %(n)s.", n=len(rows))
    return [Sentence(text, page("gantt", project), [row(project, t) for t in rows], keys=[t.pk for t in rows])]


@sentence("milestones", section="next", order=20)
def milestones(project: Any, week: Week) -> list[Sentence]:
    rows = [t for t in tasks(project, week) if t.milestone and not finished(t, week) and _comes(t, week)]
    found = []
    for task in sorted(rows, key=lambda t: _comes(t, week))[:2]:
        text = words("Milestone “%(name)s”: %(day)s.", name=task.name, day=week.day(_comes(task, week)))
        found.append(Sentence(text, page("tasks-detail", project, task.pk)))
    return found


def _comes(task: Task, week: Week) -> Any:
    """When a task will be finished: by the forecast in the running week, by the baseline in an older one."""
    return task.early_finish if week.live else task.baseline_finish
