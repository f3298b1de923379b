"""Rows ↔ the scheduling engine. The engine lives in naive local times, the rows keep instants."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache

from django.utils.translation import gettext_lazy as _

from golive.apps.plan import deviations
from golive.apps.plan.engine_io.fingerprint import fingerprint
from golive.apps.plan.engine_io.people import OWN, team
from golive.apps.plan.models import Levelling, Link, Task
from golive.apps.plan.proposed import Proposed, new_rows
from golive.apps.projects.engine_io import calendar
from golive.engines import schedule as engine
from golive.engines.worktime import Calendar
from golive.foundation import bulk, clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused

COMPUTED = (
    "position",
    "wbs",
    "is_summary",
    "percent",
    "early_start",
    "early_finish",
    "late_start",
    "late_finish",
    "total_slack_minutes",
    "critical",
    "slip_minutes",
    "driver",
)

DATES = ("early_start", "early_finish", "late_start", "late_finish", "total_slack_minutes", "critical", "driver")
NEEDED = tuple(f.name for f in Task._meta.concrete_fields if f.name not in (*DATES, "id", "note"))  # by `recompute`
WHY = engine.Driver._fields
TYPES = {t.value: t for t in engine.LinkType}
KINDS = {k.value: k for k in engine.LagKind}
CONSTRAINTS = {c.value: c for c in engine.Constraint}


@dataclass(frozen=True)
class Computed:
    """A plan with its dates; `tasks` in the order of the outline."""

    project: Project
    calendar: Calendar
    tasks: list[Task]
    plan: engine.Plan
    schedule: engine.Schedule

    @property
    def code(self) -> str:
        """What a levelled alternative of this plan carries, to be recognised as its own."""
        return fingerprint(self.plan, self.schedule)

    def finish(self, task_id: int) -> datetime:
        return instant(self.schedule.tasks[task_id].finish, self.calendar)

    def go_live(self) -> datetime | None:
        """When the plan goes live: the milestone that says so."""
        return next((self.finish(t.id) for t in self.tasks if t.go_live), None)


def compute(project: Project, change: Proposed | None = None) -> Computed:
    """The plan of a project as it stands, or as it would stand with a change. Writes nothing."""
    return _computed(project, list(Task.objects.filter(project=project).order_by("position", "id")), change)


def links_of(project: Project) -> list[engine.Link]:
    rows = Link.objects.filter(succ__project=project).order_by("id")
    columns = ("pred_id", "succ_id", "type", "lag", "lag_kind")
    return [engine.Link(a, b, TYPES[t], lag, KINDS[kind]) for a, b, t, lag, kind in rows.values_list(*columns)]


def _computed(project: Project, tasks: list[Task], change: Proposed | None = None) -> Computed:
    links = links_of(project)
    if change is not None:
        more = new_rows(change, tasks)
        for task in tasks:
            for column, value in change.columns.get(task.id, {}).items():
                setattr(task, column, value)
        tasks, links = tasks + more.tasks, links + [_link(row) for row in more.links]
    days = calendar(project)
    try:
        plan = plan_of(project, tasks, links, days)
        schedule = engine.critical_path(plan)
    except engine.PlanError as error:
        raise refusal(error, tasks) from error
    return Computed(project, days, tasks, plan, schedule)


def recompute(project: Project) -> None:
    """Number the outline, compute every date, and write the columns that changed."""
    with _undisturbed():
        rows = sorted(bulk.read(Task, NEEDED, project=project.pk), key=lambda t: (t.position, t.id))
        found = _computed(project, rows)
        outline = _outline(found.tasks)
        for position, (task, wbs) in enumerate(outline, start=1):
            task.position, task.wbs = position, wbs
        lay = _Layer(found)
        for task in found.tasks:
            lay(task)
        _sum_up([task for task, _wbs in outline])
        bulk.update_changed(Task, found.tasks, COMPUTED, project=project.pk)
    deviations.settle(project, found.tasks)
    for row in Levelling.objects.filter(project=project, state=Levelling.State.PROPOSED):
        if row.plan_code != found.code:
            row.state = Levelling.State.OUTDATED
            row.save(update_fields=["state"])


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A large plan is hundreds of thousands of small things, none of them in a circle: looking for circles among them
    again and again takes as long as computing it."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def plan_of(project: Project, tasks: Iterable[Task], links: Iterable[engine.Link], days: Calendar) -> engine.Plan:
    """The engine's plan. Before a baseline is approved a plan is a wish and lies where it lies; afterwards what is
    not done cannot lie in the past, so that the forecast is honest."""
    rows = list(tasks)
    started = datetime.combine(project.start_date, time.min)
    in_execution = any(t.baseline_finish for t in rows)
    crew = team(project, rows, days)
    return engine.Plan(
        start=started,
        tasks=tuple(_task(t, days, crew.asked.get(t.id)) for t in rows),
        links=tuple(links),
        calendars=crew.calendars,
        calendar=OWN,
        data_date=max(started, _midnight(days)) if in_execution else None,
        honour_constraints=True,
        resources=tuple(crew.people.values()),
        assignments=crew.assignments,
    )


def _midnight(days: Calendar) -> datetime:
    """Today's first minute, so that the plan stands still while a day lasts."""
    return datetime.combine(clock.now().astimezone(days.zone).date(), time.min)


def local(moment: datetime | None, days: Calendar) -> datetime | None:
    if moment is None:
        return None
    return moment.astimezone(days.zone).replace(tzinfo=None, second=0, microsecond=0)


def instant(moment: datetime, days: Calendar) -> datetime:
    return moment.replace(tzinfo=days.zone).astimezone(UTC)


def _task(task: Task, days: Calendar, asked: tuple[str, int] | None) -> engine.Task:
    skill, level = asked or ("", 0)
    dated = task.constraint not in (Task.Constraint.ASAP, Task.Constraint.ALAP)
    return engine.Task(
        uid=task.id,
        name=task.name,
        parent=task.parent_id,
        duration=0 if task.milestone else task.duration_minutes,
        milestone=task.milestone,
        constraint=CONSTRAINTS[task.constraint],
        constraint_date=local(task.constraint_at, days) if dated else None,
        deadline=local(task.deadline, days),
        actual_start=local(task.actual_start, days),
        actual_finish=local(task.actual_finish, days),
        percent_complete=task.percent,
        remaining=task.remaining_minutes,
        priority=task.priority,
        may_level=task.may_level,
        levelling_delay=task.levelling_minutes,
        optimistic=task.optimistic_minutes,
        pessimistic=task.pessimistic_minutes,
        skill=skill,
        skill_level=level,
    )


def _link(row: Link) -> engine.Link:
    return engine.Link(row.pred_id, row.succ_id, TYPES[row.type], row.lag, KINDS[row.lag_kind])


class _Layer:
    """Writes the computed dates into rows (not yet into the database). Many tasks share their dates."""

    def __init__(self, found: Computed) -> None:
        self.dates, self.days = found.schedule.tasks, found.calendar
        self.at = cache(lambda moment: instant(moment, self.days))
        self.local = cache(lambda moment: local(moment, self.days))
        self.between = cache(self.days.minutes_between)

    def __call__(self, task: Task) -> None:
        dates, at = self.dates[task.id], self.at
        task.is_summary = dates.summary
        task.early_start, task.early_finish = at(dates.start), at(dates.finish)
        task.late_start, task.late_finish = at(dates.late_start), at(dates.late_finish)
        task.total_slack_minutes, task.critical = dates.total_slack, dates.critical
        base = self.local(task.baseline_finish)
        task.slip_minutes = None if base is None else self.between(base, dates.finish)
        task.driver = {name: value for name, value in zip(WHY, dates.driver, strict=True) if value}
        if not dates.summary and task.percent == 100 and task.actual_finish is None:
            task.percent = 0  # it was a summary until its last child went


def _outline(tasks: Sequence[Task]) -> list[tuple[Task, str]]:
    """Depth first, siblings by their position, with WBS numbers."""
    children: dict[int | None, list[Task]] = {}
    for task in tasks:
        children.setdefault(task.parent_id, []).append(task)
    found: list[tuple[Task, str]] = []
    waiting = [(t, str(n)) for n, t in enumerate(children.get(None, ()), start=1)][::-1]
    while waiting:
        task, wbs = waiting.pop()
        found.append((task, wbs))
        waiting += [(t, f"{wbs}.{n}") for n, t in enumerate(children.get(task.id, ()), start=1)][::-1]
    return found


def _sum_up(outline: Sequence[Task]) -> None:
    """Per cent of the work below each summary, weighted by duration; a milestone weighs a minute. 100 only when all is
    done."""
    below: dict[int | None, tuple[int, int]] = {}
    for task in reversed(outline):  # children stand below their parents
        whole, done = below.get(task.id, (0, 0)) if task.is_summary else (weight(task), weight(task) * task.percent)
        if task.is_summary:
            task.percent = done // whole if whole else 0
        more = below.get(task.parent_id, (0, 0))
        below[task.parent_id] = (more[0] + whole, more[1] + done)


def weight(task: Task) -> int:
    return 1 if task.milestone else max(1, task.duration_minutes)


def stretched(
    project: Project, minutes: Mapping[str, int], links: Iterable[tuple[str, str, str, int]], last: str
) -> float:
    """The factor by which a method's usual durations are multiplied so that task `last` ends on the go-live date.

    `links`: (predecessor, successor, type, lag in minutes). Searched between a third and three times, in 20 halvings;
    the plan never ends after the date unless even the shortest durations do.
    """
    days, uid = calendar(project), {key: n for n, key in enumerate(minutes)}
    start = datetime.combine(project.start_date, time.min)
    until = datetime.combine(project.go_live_date, time.max)
    edges = tuple(engine.Link(uid[a], uid[b], engine.LinkType(kind), lag) for a, b, kind, lag in links)

    def end(factor: float) -> datetime:
        tasks = tuple(engine.Task(uid[key], duration=scaled(m, factor)) for key, m in minutes.items())
        return engine.critical_path(engine.Plan(start, tasks, edges, {OWN: days}, OWN)).tasks[uid[last]].finish

    low, high = 1 / 3, 3.0
    for _round in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if end(middle) <= until else (low, middle)
    return low


def scaled(minutes: int, factor: float) -> int:
    """A duration times a factor, in half days, and at least one of them."""
    return max(240, round(minutes * factor / 240) * 240) if minutes else 0


def planned_share(tasks: Iterable[Task], days: Calendar, now: datetime) -> float:
    """The share of the work that the baseline wanted done by now, weighted by duration: 0 to 1."""
    here = local(now, days)
    done = whole = 0.0
    for task in tasks:
        start, finish = local(task.baseline_start, days), local(task.baseline_finish, days)
        if start is None or finish is None or here is None:
            continue
        whole += weight(task)
        span = days.minutes_between(start, finish)
        passed = days.minutes_between(start, min(max(here, start), finish))
        done += weight(task) * (passed / span if span else float(here >= finish))
    return done / whole if whole else 0.0


def after(days: Calendar, moment: datetime, minutes: int) -> datetime:
    return days.add(moment, minutes)


def before(days: Calendar, moment: datetime, minutes: int) -> datetime:
    return days.sub(moment, minutes)


def local_day(moment: datetime, days: Calendar) -> date:
    return moment.astimezone(days.zone).date()


def refusal(error: engine.PlanError, tasks: Iterable[Task]) -> Refused:
    """The engine's codes as sentences that name the tasks."""
    names = {t.id: f"“{t.name}”" for t in tasks}
    chain = [names.get(pk, str(pk)) for pk in error.task_ids]
    match error.code:
        case "circle":
            text = _("These tasks would wait for each other in a circle: %(tasks)s. Nothing was changed.")
            return Refused("plan_circle", text, tasks=" → ".join([*chain, *chain[:1]]))
        case "summary_link":
            text = _("%(tasks)s: a summary can be held at its start only, since its finish comes from its tasks.")
            return Refused("plan_summary_link", text, tasks=" → ".join(chain))
        case "no_working_time" if chain:
            text = _("By their calendars and leave nobody ever works on these tasks: %(tasks)s. Nothing was changed.")
            return Refused("plan_no_working_time", text, tasks=", ".join(chain))
        case "no_working_time":
            return Refused("plan_no_working_time", _("The calendar of the project has no working time left."))
    text = _("The plan cannot be computed (%(code)s): %(tasks)s. Nothing was changed.")
    return Refused(f"plan_{error.code}", text, code=error.code, tasks=" → ".join(chain))
