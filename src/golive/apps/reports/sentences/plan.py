"""Progress against the baseline, what was done, what is late, what comes, and what was promised the time before."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.apps.plan import engine_io
from golive.apps.plan import queries as plan
from golive.apps.plan.models import Difficulty, ProgressUpdate, Task
from golive.apps.projects.engine_io import calendar
from golive.apps.reports.models import Report
from golive.apps.reports.period import Period
from golive.apps.reports.sentences.registry import WITHIN, Row, Sentence, sentence
from golive.foundation.words import words


def page(name: str, project: Any, pk: int | None = None) -> str:
    return reverse(f"plan:{name}", kwargs={"project": project.code} | ({"pk": pk} if pk else {}))


def tasks(project: Any, period: Period) -> list[Task]:
    rows = Task.objects.filter(project=project, is_summary=False).select_related("owner").order_by("position")
    found: list[Task] = period.once("tasks", lambda: list(rows))
    return found


def days(project: Any, period: Period) -> Any:
    return period.once("calendar", lambda: calendar(project))


def row(project: Any, task: Task) -> Row:
    label = f"{task} · {task.owner}" if task.owner else str(task)
    return Row(label, page("tasks-detail", project, task.pk))


def finished(task: Task, period: Period) -> bool:
    return period.by_then(task.actual_finish)


def late(project: Any, period: Period) -> list[Task]:
    """What the baseline wanted finished by then and was not."""
    return [t for t in tasks(project, period) if period.by_then(t.baseline_finish) and not finished(t, period)]


def baseline(project: Any, period: Period) -> bool:
    """Whether a baseline held then."""
    found = period.once("baseline", lambda: plan.approved_baseline(project))
    return found is not None and period.by_then(found.decided_at)


def _percents(project: Any, period: Period) -> dict[int, int]:
    if period.live:
        return {t.pk: t.percent for t in tasks(project, period)}
    updates = ProgressUpdate.objects.filter(task__project=project, at__lte=period.until).order_by("at", "id")
    return dict(updates.values_list("task_id", "percent"))


@sentence("progress", section="progress", order=10, open=True)
def progress(project: Any, period: Period) -> list[Sentence]:
    rows, percents = tasks(project, period), _percents(project, period)
    whole = sum(engine_io.weight(t) for t in rows)
    if not whole:
        return [Sentence(words("There is no plan yet."), page("gantt", project), tone="warn")]
    actual = sum(engine_io.weight(t) * percents.get(t.pk, 0) for t in rows) / whole
    figure = (words("Work done"), f"{actual:.1f} %")
    if not baseline(project, period):
        text = words(
            "%(actual)s %% of the work is done; without an approved baseline nothing says whether that is enough.",
            actual=f"{actual:.1f}",
        )
        return [Sentence(text, page("baselines", project), tone="warn", figure=figure)]
    planned = 100 * engine_io.planned_share(rows, days(project, period), period.until)
    text = words(
        "%(actual)s %% of the work is done, %(planned)s %% was planned: %(points)s percentage points.",
        actual=f"{actual:.1f}",
        planned=f"{planned:.1f}",
        points=f"{round(actual, 1) - round(planned, 1):+.1f}",  # what the reader gets when he subtracts
    )
    behind = planned - actual
    tone = "bad" if behind >= 10 else "warn" if behind >= 1 else "ok"
    return [Sentence(text, page("gantt", project), tone=tone, figure=figure)]


@sentence("go_live", section="progress", order=20, open=True)
def go_live(project: Any, period: Period) -> list[Sentence]:
    """The forecast is known only while the period runs."""
    task = next((t for t in tasks(project, period) if t.go_live), None)
    if task is None or not period.live or finished(task, period) or task.baseline_finish is None:
        return []
    text = words(
        "Go-live is forecast for %(forecast)s, planned for %(planned)s: %(days)s working days.",
        forecast=period.day(task.early_finish),
        planned=period.day(task.baseline_finish),
        days=f"{task.slip_days or 0:+f}",
    )
    tone = "bad" if (task.slip_days or 0) >= 5 else "warn" if (task.slip_days or 0) >= 1 else "ok"
    figure = (words("Go-live forecast"), period.day(task.early_finish))
    return [Sentence(text, page("tasks-detail", project, task.pk), tone=tone, figure=figure)]


@sentence("done", section="progress", order=30, kinds=WITHIN, open=True)
def done(project: Any, period: Period) -> list[Sentence]:
    rows = [t for t in tasks(project, period) if period.has(t.actual_finish)]
    if not rows:
        return [Sentence(words("No task was finished %(this)s.", this=period.said.this), page("tasks", project))]
    text = words("Tasks finished %(this)s: %(n)s.", n=len(rows), this=period.said.this)
    return [Sentence(text, page("tasks", project), [row(project, t) for t in rows])]


@sentence("late", section="progress", order=40, open=True)
def late_tasks(project: Any, period: Period) -> list[Sentence]:
    if not baseline(project, period):
        return []
    rows = late(project, period)
    figure = (words("Tasks past their date"), str(len(rows)))
    url = page("gantt", project)
    if not rows:
        return [Sentence(words("No task is past its planned date."), url, tone="ok", figure=figure)]
    critical = sum(t.critical for t in rows)
    text = words(
        "Tasks past their planned date: %(n)s, of them critical: %(critical)s.", n=len(rows), critical=critical
    )
    return [Sentence(text, url, [row(project, t) for t in rows], "bad" if critical else "warn", figure)]


@sentence("difficulties", section="progress", order=50, kinds=WITHIN, open=True)
def difficulties(project: Any, period: Period) -> list[Sentence]:
    rows = list(Difficulty.objects.filter(project=project, raised_at__lte=period.until).select_related("task"))
    raised = [d for d in rows if period.has(d.raised_at)]
    waiting = [d for d in rows if not period.by_then(d.answered_at)]
    if not raised and not waiting:
        return []
    text = words(
        "Difficulties raised %(this)s: %(n)s, waiting for an answer: %(waiting)s.",
        n=len(raised),
        waiting=len(waiting),
        this=period.said.this,
    )
    both = {d.pk: d for d in [*raised, *waiting]}.values()
    links = [Row(str(d), page("difficulties-detail", project, d.pk)) for d in both]
    return [Sentence(text, page("difficulties", project), links, "warn" if waiting else "")]


@sentence("promises", section="progress", order=60)
def promises(project: Any, period: Period) -> list[Sentence]:
    """What the report before, of the same kind, said would be finished now; a chapter of promises and facts."""
    earlier = Report.objects.filter(project=project, kind=period.kind, period=period.previous)
    before = earlier.filter(state=Report.State.SENT).first() if period.previous else None
    said = next((s for s in before.content["sentences"] if s["query"] == "next"), None) if before else None
    if not said or not said["keys"]:
        return []
    promised = [t for t in tasks(project, period) if t.pk in said["keys"]]
    open_ones = [t for t in promised if not finished(t, period)]
    text = words(
        "Promised %(last)s and done: %(done)s of %(n)s tasks.",
        n=len(promised),
        done=len(promised) - len(open_ones),
        last=period.said.last,
    )
    url = reverse("reports:reports-detail", kwargs={"project": project.code, "pk": before.pk})
    return [Sentence(text, url, [row(project, t) for t in open_ones], "warn" if open_ones else "ok")]


@sentence("next", section="next", order=10, open=True)
def comes_next(project: Any, period: Period) -> list[Sentence]:
    rows = [
        t
        for t in tasks(project, period)
        if not t.milestone
        and not finished(t, period)
        and _comes(t, period)
        and period.end <= _comes(t, period) < period.ahead
    ]
    if not rows:
        return [Sentence(words("No task is to be finished %(next)s.", next=period.said.next), page("gantt", project))]
    text = words("Tasks to be finished %(next)s: %(n)s.", n=len(rows), next=period.said.next)
    return [Sentence(text, page("gantt", project), [row(project, t) for t in rows], keys=[t.pk for t in rows])]


@sentence("milestones", section="next", order=20, open=True)
def milestones(project: Any, period: Period) -> list[Sentence]:
    rows = [t for t in tasks(project, period) if t.milestone and not finished(t, period) and _comes(t, period)]
    found = []
    for task in sorted(rows, key=lambda t: _comes(t, period))[:2]:
        text = words("Milestone “%(name)s”: %(day)s.", name=task.name, day=period.day(_comes(task, period)))
        found.append(Sentence(text, page("tasks-detail", project, task.pk)))
    return found


def _comes(task: Task, period: Period) -> Any:
    """When a task will be finished: by the forecast while the period runs, by the baseline afterwards."""
    return task.early_finish if period.live else task.baseline_finish
