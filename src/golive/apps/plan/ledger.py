"""What was planned to be spent, is bound, and was spent: cost lines, and own time at its rate. All money in fen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from golive.apps.plan.models import CostLine, Rate, Task, TimeEntry
from golive.foundation.accounts.models import Project


@dataclass(frozen=True, slots=True)
class Worked:
    """Time of one person on one task and day. `fen`: None where he has no rate on that day."""

    task_id: int
    person_id: int
    day: date
    minutes: int
    fen: int | None


@dataclass(frozen=True)
class Ledger:
    """What stands: cancelled lines and times are left out."""

    lines: list[CostLine]
    worked: list[Worked]

    def of(self, kind: str) -> list[CostLine]:
        return [line for line in self.lines if line.kind == kind]

    @property
    def budget(self) -> list[CostLine]:
        return self.of(CostLine.Kind.BUDGET)

    @property
    def spent(self) -> list[CostLine]:
        return self.of(CostLine.Kind.ACTUAL)

    @property
    def unpriced(self) -> dict[int, int]:
        """Person → minutes that cannot be counted as money, because he has no rate on their day."""
        found: dict[int, int] = defaultdict(int)
        for entry in self.worked:
            if entry.fen is None:
                found[entry.person_id] += entry.minutes
        return dict(found)


def ledger(project: Project) -> Ledger:
    """Three queries."""
    lines = CostLine.objects.filter(project=project, cancelled_at=None).order_by("on", "id")
    entries = TimeEntry.objects.filter(task__project=project, cancelled_at=None).order_by("day", "id")
    rates = rates_of(project)
    return Ledger(list(lines), [_worked(e, rates.get(e.person_id, ())) for e in entries])


def rates_of(project: Project) -> dict[int, list[Rate]]:
    """Person → his rates, the oldest first."""
    found: dict[int, list[Rate]] = defaultdict(list)
    for rate in Rate.objects.filter(project=project).order_by("valid_from"):
        found[rate.person_id].append(rate)
    return found


def rate_on(rates: Iterable[Rate], day: date) -> int | None:
    """Fen per hour: of the last rate that had begun by then."""
    return next((r.fen_per_hour for r in reversed(list(rates)) if r.valid_from <= day), None)


def _worked(entry: TimeEntry, rates: Iterable[Rate]) -> Worked:
    rate = rate_on(rates, entry.day)
    fen = None if rate is None else (entry.minutes * rate + 30) // 60
    return Worked(entry.task_id, entry.person_id, entry.day, entry.minutes, fen)


def phases_of(tasks: Iterable[Task]) -> dict[int, int | None]:
    """Task → phase: its own, or that of the nearest summary above it that has one."""
    by_id = {t.pk: t for t in tasks}

    def of(task: Task) -> int | None:
        here: Task | None = task
        for _step in range(len(by_id)):
            if here is None or here.phase_id:
                break
            here = by_id.get(here.parent_id or 0)
        return here.phase_id if here else None

    return {pk: of(task) for pk, task in by_id.items()}


def spread(lines: Iterable[CostLine], weights: Mapping[int, int], phases: Mapping[int, int | None]) -> dict[int, int]:
    """Task → fen. A line of a task is the task's; a line of a phase goes to the phase's tasks by their weight, and what
    has neither (or a phase without tasks) to all tasks. Every fen arrives: the last task takes what rounding leaves."""
    found: dict[int, int] = defaultdict(int)
    for line in lines:
        if line.task_id in weights:
            found[line.task_id] += line.amount_fen
            continue
        inside = {pk: w for pk, w in weights.items() if line.phase_id and phases.get(pk) == line.phase_id}
        for pk, fen in _by_weight(line.amount_fen, inside or weights).items():
            found[pk] += fen
    return dict(found)


def _by_weight(amount: int, weights: Mapping[int, int]) -> dict[int, int]:
    whole, given, so_far = sum(weights.values()), 0, 0
    found = {}
    for pk, weight in weights.items():
        so_far += weight
        until = amount * so_far // whole
        found[pk], given = until - given, until
    return found
