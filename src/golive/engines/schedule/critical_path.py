"""Critical path of a plan: early and late dates, slack, drivers, longest path.

Method: forward and backward pass over the network in topological order (Kelley & Walker 1959) on integer working
minutes, with the four link types, lags and constraints of MS Project. Linear in tasks and links.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from golive.engines.schedule.backward import Late, backward, slack
from golive.engines.schedule.forward import Early, forward
from golive.engines.schedule.from_finish import anchored
from golive.engines.schedule.longest import longest_path
from golive.engines.schedule.model import Constraint, Plan, PlanError
from golive.engines.schedule.network import Network, build
from golive.engines.schedule.result import Schedule, TaskDates
from golive.engines.schedule.spans import last_of
from golive.engines.worktime import NoWorkingTime, Timeline, local_datetime, local_minute


def critical_path(plan: Plan, data_date: datetime | None = None) -> Schedule:
    """Compute every date of `plan`. `data_date` (naive local; default the plan's): what is not done yet lies after it.

    PlanError: "circle", "summary_link", "no_working_time" (with the tasks on whose calendars
    nobody ever works; none: the plan runs longer than calendars know), and those of `model.check`.
    """
    net = build(plan)
    when = data_date or plan.data_date
    after = None if when is None else local_minute(when)
    try:
        plan = anchored(plan, net, after)
        early = possible = forward(plan, net, after)
        late = backward(plan, net, early, local_minute(plan.from_finish) if plan.from_finish else None)
        as_late = {i: (late.start[i], late.finish[i]) for i in _as_late(net) if late.start[i] > early.start[i]}
        if as_late:  # MS Project lets such a task use up its slack: what follows it moves with it
            early = forward(plan, net, after, as_late)
        longest = longest_path(net, early)
        dates = {t.uid: _dates(plan, net, early, late, i, i in longest) for i, t in enumerate(net.tasks)}
        for i in as_late:
            dates[net.tasks[i].uid] = _as_possible(dates[net.tasks[i].uid], possible, i)
    except NoWorkingTime as error:
        idle = [i for i, line in enumerate(net.line) if not _ever_worked(line, local_minute(plan.start))]
        names = {plan.calendars[net.tasks[i].calendar or plan.calendar].name for i in idle}
        raise PlanError("no_working_time", [net.tasks[i].uid for i in idle], ", ".join(sorted(names))) from error
    start, finish = local_datetime(early.project_start), local_datetime(early.project_finish)
    used = {plan.calendar} | {t.calendar for t in plan.tasks if t.calendar}
    warnings = {w for key in sorted(used) for w in plan.calendars[key].warnings(start.date(), finish.date())}
    return Schedule(start, finish, dates, tuple(sorted(warnings, key=lambda w: (w.year, w.region))))


def _ever_worked(line: Timeline, since: int) -> bool:
    try:
        line.next_working(since)
    except NoWorkingTime:
        return False
    return True


def _as_late(net: Network) -> Iterator[int]:
    """Tasks that are to lie as late as possible, and still may."""
    for i, task in enumerate(net.tasks):
        if task.constraint is Constraint.ALAP and not net.children[i] and task.actual_start is None and not task.manual:
            yield i


def _as_possible(dates: TaskDates, possible: Early, i: int) -> TaskDates:
    """Its early dates are those it could have; it lies where it was placed."""
    early = (local_datetime(possible.start[i]), local_datetime(possible.finish[i]))
    return dates._replace(early_start=early[0], early_finish=early[1])


def _dates(plan: Plan, net: Network, early: Early, late: Late, i: int, longest: bool) -> TaskDates:
    task = net.tasks[i]
    summary = net.is_summary(i)
    total, free = slack(net, early, late, i)
    done = task.actual_finish is not None
    early_start, early_finish = local_datetime(early.start[i]), local_datetime(early.finish[i])
    late_start, late_finish = local_datetime(late.start[i]), local_datetime(late.finish[i])
    return TaskDates(
        task.uid,
        summary,
        early_start,
        early_finish,
        late_start,
        late_finish,
        total,
        free,
        total <= plan.critical_slack and not done and task.active,
        early.why[i],
        late.why[i],
        early_start,
        early_finish,
        longest,
        last_of(net.parts[i], early.start[i]) if i in net.parts else None,
    )
