"""A plan as a levelling problem, and a solution as a plan.

Summaries become two marks without duration, as in `network`: one opens their tasks, one closes them. What has begun,
is typed by hand or must start on a date stands fixed; everything else may only become later than the plan has it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from golive.engines.schedule.critical_path import critical_path
from golive.engines.schedule.forward import forward
from golive.engines.schedule.levelling.line import Line
from golive.engines.schedule.levelling.problem import Activity, Order, Pool, Problem, Skill
from golive.engines.schedule.levelling.serial import NEVER, Placed, Serial
from golive.engines.schedule.model import Constraint, Plan, Task
from golive.engines.schedule.network import Edge, Network, build
from golive.engines.schedule.resources import Resource, ResourceType
from golive.engines.schedule.result import DriverKind, Schedule
from golive.engines.worktime import Timeline, always_on, local_datetime, local_minute

YEAR = 366 * 1440
URGENT = 10_000  # priority of what must not be levelled, and so of what it waits for
_HARD = frozenset({Constraint.MSO, Constraint.MFO})


def per_cent(units: float) -> int:
    return round(units * 100)


@dataclass(frozen=True)
class PlanProblem:
    """`problem`: activity ids are task uids, marks of summaries lie above all uids; pool ids are resource uids, units
    per cent. `clipped`: (task, resource) that ask for more units than there ever are, and get what there is."""

    plan: Plan
    net: Network
    before: Schedule
    problem: Problem
    clipped: tuple[tuple[int, int], ...]

    def is_mark(self, activity: int) -> bool:
        return activity not in self.net.index

    @property
    def first_mark(self) -> int:
        return _first_mark(self.plan)

    def summary_of(self, mark: int) -> int:
        """The summary task a mark stands for."""
        return self.plan.tasks[(mark - _first_mark(self.plan)) // 2].uid

    def delays(self, targets: Mapping[int, int]) -> dict[int, int]:
        """The levelling delay of every leaf, so that those in `targets` start at the minutes given and all others as
        their links and their delays say."""
        serial = Serial(self.problem)
        n = serial.n
        placed = Placed([NEVER] * n, [NEVER] * n, [()] * n)
        found: dict[int, int] = {}
        for i in serial.topo:
            activity = serial.activities[i]
            if activity.fixed is not None:
                placed.start[i], placed.finish[i] = activity.fixed
                continue
            line = serial.line(i, ())
            at, _, held = serial.bound(i, placed)
            start, finish = serial.span(i, line, at, held)
            floor = self._floor(activity.id)
            if floor > start:
                start, finish = serial.span(i, line, floor, held)
            target = targets.get(activity.id, NEVER)
            if target > start:
                found[activity.id] = target - at
                start, finish = serial.span(i, line, target, held)
            placed.start[i], placed.finish[i] = start, finish
        return found

    def _floor(self, activity: int) -> int:
        """Where a constraint of its own holds a task."""
        if self.is_mark(activity) or self.before.tasks[activity].driver.kind is not DriverKind.CONSTRAINT:
            return NEVER
        return local_minute(self.before.tasks[activity].early_start)

    def levelled(self, targets: Mapping[int, int]) -> Plan:
        """The plan with levelling delays for `targets` (task uid: start), and the old ones kept by their dates."""
        if not targets:
            return self.plan
        index = self.net.index
        standing = {
            t.uid: local_minute(self.before.tasks[t.uid].early_start) for t in self.plan.tasks if t.levelling_delay
        }
        delays = self.delays({**standing, **targets})
        leaves = {a.id for a in self.problem.activities if a.id in index and a.fixed is None}
        tasks = [replace(t, levelling_delay=delays.get(t.uid, 0)) if t.uid in leaves else t for t in self.plan.tasks]
        for uid, start in targets.items():
            task = tasks[index[uid]]
            if task.constraint is Constraint.ALAP:  # as late as possible would run away from its new place
                tasks[index[uid]] = replace(
                    task, constraint=Constraint.SNET, constraint_date=local_datetime(start), levelling_delay=0
                )
        return replace(self.plan, tasks=tuple(tasks))


def _first_mark(plan: Plan) -> int:
    return max((t.uid for t in plan.tasks), default=0) + 1


def plan_problem(plan: Plan, reach: int, seats: Collection[int] = ()) -> PlanProblem:
    """`reach`: how many minutes of calendars after the finish are known to the problem. `seats`: tasks for which
    somebody with their skill is to be chosen."""
    net, before = build(plan), critical_path(plan)
    forward(plan, net, local_minute(plan.data_date) if plan.data_date else None)  # lags in per cent of summaries
    builder = _Builder(plan, net, before, reach, frozenset(seats))
    activities = tuple(builder.activity(i) for i in range(len(plan.tasks)) if builder.counts(i))
    marks = tuple(mark for i in range(len(plan.tasks)) if net.children[i] for mark in builder.marks(i))
    orders = (*builder.links(), *builder.outline())
    known = {a.id for a in (*activities, *marks)}
    pools = tuple(builder.pool(r) for r in plan.resources if r.type is ResourceType.WORK)
    problem = Problem(
        activities + marks,
        pools,
        tuple(o for o in orders if o.pred in known and o.succ in known),
        plan.name,
        only_later=True,
    )
    return PlanProblem(plan, net, before, problem, tuple(builder.clipped))


def _pool(resource: Resource, line: Line | None) -> Pool:
    """Availability by date as steps. Whoever gives nothing is chosen for nothing."""
    always = per_cent(resource.max_units)
    spans = sorted(
        (
            local_minute(a.start) if a.start else -YEAR * 1000,
            local_minute(a.end) if a.end else YEAR * 1000,
            per_cent(a.units),
        )
        for a in resource.availability
    )
    steps: dict[int, int] = {}
    for start, end, units in spans:
        steps[start] = units
        steps[end] = always
    skills = dict(resource.skills) if always else {}
    return Pool(resource.uid, resource.name, always, tuple(sorted(steps.items())), skills, line)


class _Builder:
    def __init__(self, plan: Plan, net: Network, before: Schedule, reach: int, seats: frozenset[int]) -> None:
        self.plan, self.net, self.before, self.seats = plan, net, before, seats
        self.span = local_minute(plan.start) - YEAR, local_minute(before.finish) + reach
        self.begin = local_minute(plan.start)
        self.data_date = local_minute(plan.data_date) if plan.data_date else self.begin
        self.first_mark = _first_mark(plan)
        self.clipped: list[tuple[int, int]] = []
        self._lines: dict[int, Line | None] = {id(always_on().local): None}
        self._most = {
            r.uid: max([per_cent(r.max_units), *(per_cent(a.units) for a in r.availability)])
            for r in plan.resources
            if r.type is ResourceType.WORK
        }
        self._uses: dict[int, dict[int, int]] = {}
        for a in plan.assignments:
            if a.resource in self._most and a.units > 0:
                uses = self._uses.setdefault(a.task, {})
                uses[a.resource] = uses.get(a.resource, 0) + per_cent(a.units)

    def pool(self, resource: Resource) -> Pool:
        """His own hours matter only for what he is chosen for: elsewhere the task's line knows them."""
        own = resource.calendar if self.seats and resource.skills else ""
        differs = own and self.plan.calendars[own] is not self.plan.calendars[self.plan.calendar]
        return _pool(resource, self.line(self.plan.calendars[own].local) if differs else None)

    def counts(self, i: int) -> bool:
        return not self.net.children[i] and self.plan.tasks[i].active

    def line(self, timeline: Timeline) -> Line | None:
        key = id(timeline)
        if key not in self._lines:
            self._lines[key] = Line(timeline.segments(*self.span))
        return self._lines[key]

    def _part_line(self, timeline: Timeline) -> Line:
        return self.line(timeline) or Line([self.span])

    def activity(self, i: int) -> Activity:
        task, dates = self.plan.tasks[i], self.before.tasks[self.plan.tasks[i].uid]
        start, finish = local_minute(dates.start), local_minute(dates.finish)
        parts = self.net.parts.get(i, ())
        return Activity(
            task.uid,
            self.net.length[i],
            self._held(task),
            (Skill(task.skill, task.skill_level),) if task.uid in self.seats else (),
            line=self.line(self.net.line[i]),
            parts=tuple((self._part_line(p.line), p.span + p.delay) for p in parts),
            release=max(self.begin, self.data_date),
            deadline=self._deadline(i, task),
            fixed=(start, finish) if self._stands(task) else None,
            priority=task.priority if task.may_level else URGENT,
            present=start,
            move_cost=max(task.priority, 1) / 500 / 1440,
            name=task.name,
            own_hours=True,
        )

    def _held(self, task: Task) -> dict[int, int]:
        uses: dict[int, int] = {}
        for resource, units in self._uses.get(task.uid, {}).items():
            most = self._most[resource]
            if units > most:
                self.clipped.append((task.uid, resource))
            if min(units, most):
                uses[resource] = min(units, most)
        return uses

    def _stands(self, task: Task) -> bool:
        typed = task.manual and (task.manual_start is not None or task.manual_finish is not None)
        begun = task.actual_start is not None or task.actual_finish is not None
        pinned = self.plan.honour_constraints and task.constraint in _HARD
        return typed or begun or pinned or not task.may_level

    def _deadline(self, i: int, task: Task) -> int | None:
        dates = [local_minute(task.deadline)] if task.deadline else []
        if task.constraint_date and task.constraint is Constraint.FNLT:
            dates.append(local_minute(task.constraint_date))
        if task.constraint_date and task.constraint is Constraint.SNLT:
            line = self.net.line[i]
            dates.append(line.finish_at(line.work(local_minute(task.constraint_date)) + self.net.length[i]))
        return min(dates, default=None)

    def marks(self, i: int) -> tuple[Activity, Activity]:
        """Opens and closes summary `i`."""
        task, opening = self.plan.tasks[i], self.first_mark + 2 * i
        at, fixed = self.begin, None
        if task.manual and task.manual_start is not None:
            start = local_minute(task.manual_start)
            fixed = (start, start)
        elif task.constraint is Constraint.SNET and task.constraint_date:
            at = max(at, local_minute(task.constraint_date))
        return (
            Activity(opening, 0, release=at, fixed=fixed, priority=0, name=task.name),
            Activity(opening + 1, 0, release=self.begin, priority=0, name=task.name),
        )

    def _opens(self, i: int) -> int:
        return self.first_mark + 2 * i if self.net.children[i] else self.plan.tasks[i].uid

    def _closes(self, i: int) -> int:
        return self.first_mark + 2 * i + 1 if self.net.children[i] else self.plan.tasks[i].uid

    def outline(self) -> list[Order]:
        found: list[Order] = []
        for i, children in enumerate(self.net.children):
            found += [Order(self._opens(i), self._opens(c)) for c in children]
            found += [Order(self._closes(c), self._closes(i)) for c in children]
        return found

    def links(self) -> list[Order]:
        return [self._order(edge) for edges in self.net.outgoing for edge in edges]

    def _order(self, edge: Edge) -> Order:
        pred = self._opens(edge.pred) if edge.from_start else self._closes(edge.pred)
        line = None if edge.elapsed or not edge.lag else self.line(self.net.lag_line[edge.succ])
        return Order(pred, self._opens(edge.succ), edge.lag, edge.from_start, edge.to_finish, line)
