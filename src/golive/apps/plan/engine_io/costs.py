"""Earned value: the approved baseline, the ledger and the reported progress as the engine wants them.

The engine counts in yuan (Decimal), the rows in fen. What was spent on a phase or the project and on no task is
carried by a line of its own (uid below 1), which has no budget and earns nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal

from golive.apps.plan.engine_io.plan import Calendar, calendar, instant, links_of, local, plan_of, weight
from golive.apps.plan.ledger import Ledger, ledger, phases_of, spread
from golive.apps.plan.models import Task
from golive.engines import schedule as engine
from golive.engines.schedule.earned_value import EarnedValue, EvmNote, Spent, added, earned_value
from golive.engines.schedule.indicators import Estimating, Indicators
from golive.engines.schedule.planned_value import Measure
from golive.foundation import clock
from golive.foundation.accounts.models import Project

__all__ = ["Earned", "Estimating", "EvmNote", "Indicators", "Measure", "earned"]


@dataclass(frozen=True)
class Earned:
    """`phases`: phase pk (None: of no phase) → its figures. Money in yuan; without a budget hours of work."""

    value: EarnedValue
    phases: Mapping[int | None, Indicators]
    calendar: Calendar
    ledger: Ledger
    tasks: list[Task]

    @property
    def total(self) -> Indicators:
        return self.value.total

    @property
    def in_money(self) -> bool:
        return self.value.measure is Measure.COST

    @property
    def unknown_tasks(self) -> list[Task]:
        """Tasks that the baseline does not know: no budget, nothing earned."""
        lost = {uid for code, uids in self.value.notes if code is EvmNote.NOT_IN_BASELINE for uid in uids}
        return [t for t in self.tasks if t.pk in lost]

    def share_of_phase(self, phase_id: int | None) -> Decimal:
        """Which part of its budget a phase has earned, 0 to 1."""
        row = self.phases.get(phase_id)
        return row.ev / row.bac if row and row.bac else Decimal(0)

    def moment(self, naive: datetime | None) -> datetime | None:
        return None if naive is None else instant(naive, self.calendar)


def earned(project: Project, *, at: datetime | None = None) -> Earned | None:
    """At `at` (now); None while no baseline is approved."""
    tasks = list(Task.objects.filter(project=project).order_by("position", "id"))
    if not any(t.baseline_finish for t in tasks):
        return None
    days, books, phases = calendar(project), ledger(project), phases_of(tasks)
    leaves = [t for t in tasks if not t.is_summary and t.baseline_finish]
    budget = spread(books.budget, work_of(leaves), phases)
    plan = plan_of(project, tasks, links_of(project), days)
    plan = _with_baseline(plan, tasks, budget, days) if budget else _in_hours(plan, tasks, books, days)
    actuals = _spent(books, phases, {t.pk for t in tasks if t.is_summary}) if budget else None
    plan = _with_own_lines(plan, actuals or {})
    date = local(at or clock.now(), days)
    assert date is not None
    value = earned_value(replace(plan, data_date=min(plan.data_date or date, date)), date, actuals=actuals)
    return Earned(value, _by_phase(value, tasks, phases), days, books, tasks)


def work_of(leaves: Iterable[Task]) -> dict[int, int]:
    """By what money without a task is shared: the duration. A milestone costs nothing, where there is anything else."""
    rows = list(leaves)
    return {t.pk: t.duration_minutes for t in rows if not t.milestone} or {t.pk: weight(t) for t in rows}


def _with_baseline(plan: engine.Plan, tasks: list[Task], budget: Mapping[int, int], days: Calendar) -> engine.Plan:
    rows = {t.pk: t for t in tasks}
    return replace(
        plan, tasks=tuple(replace(t, baselines=_agreed(rows[t.uid], budget.get(t.uid, 0), days)) for t in plan.tasks)
    )


def _agreed(task: Task, fen: int, days: Calendar, work: int | None = None) -> tuple[engine.Baseline, ...]:
    if task.is_summary or task.baseline_finish is None:
        return ()
    start, finish = local(task.baseline_start, days), local(task.baseline_finish, days)
    return (engine.Baseline(0, start, finish, work=work, cost=Decimal(fen) / 100),)


def _in_hours(plan: engine.Plan, tasks: list[Task], books: Ledger, days: Calendar) -> engine.Plan:
    """No budget: hours of work as they were agreed, against the time that was recorded."""
    units: dict[int, float] = defaultdict(float)
    for assignment in plan.assignments:
        units[assignment.task] += assignment.units
    done: dict[int, int] = defaultdict(int)
    for entry in books.worked:
        done[entry.task_id] += entry.minutes
    rows = {t.pk: t for t in tasks}
    found = []
    for t in plan.tasks:
        row = rows[t.uid]
        work = 0 if row.milestone else round(row.duration_minutes * units[t.uid])
        actual = done[t.uid] if books.worked else None
        found.append(replace(t, baselines=_agreed(row, 0, days, work), actual_work=actual))
    return replace(plan, tasks=tuple(found))


def _spent(books: Ledger, phases: Mapping[int, int | None], summaries: set[int]) -> dict[int, list[Spent]]:
    """uid → what was spent, when. Money of a phase (or of a summary in it): minus its key; of the project: 0."""
    found: dict[int, list[Spent]] = defaultdict(list)
    for line in books.spent:
        own = line.task_id if line.task_id and line.task_id not in summaries else None
        uid = own or -(line.phase_id or phases.get(line.task_id or 0) or 0)
        found[uid].append(Spent(datetime.combine(line.on, time.min), Decimal(line.amount_fen) / 100))
    for entry in books.worked:
        if entry.fen:
            uid = entry.task_id if entry.task_id not in summaries else -(phases.get(entry.task_id) or 0)
            found[uid].append(Spent(datetime.combine(entry.day, time.min), Decimal(entry.fen) / 100))
    return dict(found)


def _with_own_lines(plan: engine.Plan, actuals: Iterable[int]) -> engine.Plan:
    known = {t.uid for t in plan.tasks}
    extra = tuple(
        engine.Task(uid, milestone=True, actual_start=plan.start, actual_finish=plan.start, percent_complete=100)
        for uid in actuals
        if uid not in known
    )
    return replace(plan, tasks=(*plan.tasks, *extra))


def _by_phase(value: EarnedValue, tasks: list[Task], phases: Mapping[int, int | None]) -> dict[int | None, Indicators]:
    summaries = {t.pk for t in tasks if t.is_summary}
    rows: dict[int | None, list[Indicators]] = defaultdict(list)
    for uid, own in value.tasks.items():
        if uid not in summaries:
            rows[phases.get(uid) if uid > 0 else -uid or None].append(own)
    return {phase: added(several) for phase, several in rows.items()}
