"""Reads of money and time, and the cost sheet: what each phase and class was to cost, and will cost."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from golive.apps.plan.engine_io.costs import Earned, earned
from golive.apps.plan.ledger import Ledger, ledger, phases_of
from golive.apps.plan.models import CostLine, InvoiceRule, Rate, Task, TimeEntry
from golive.apps.projects.models import Phase
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party, Project

ALARM = Decimal("0.10")  # over budget by this share is an alarm; by anything, a warning
STAFF = CostLine.Class.STAFF


def visible_costs(actor: Any) -> QuerySet[CostLine]:
    rows = CostLine.objects.filter(project__in=access.projects_as(actor, *INSIDE))
    return rows.select_related("phase", "task", "by")


def visible_invoice_rules(actor: Any) -> QuerySet[InvoiceRule]:
    return InvoiceRule.objects.filter(project__in=access.projects_as(actor, *INSIDE)).select_related("phase")


def visible_times(actor: Any) -> QuerySet[TimeEntry]:
    """Everybody's for the client's side; one's own for the rest of the team."""
    inside = Q(task__project__in=access.projects_as(actor, *INSIDE))
    own = Q(person=actor.pk, task__project__in=access.projects_as(actor, *INSIDE, Party.TEAM))
    return TimeEntry.objects.filter(inside | own).select_related("task__project", "person")


def visible_rates(actor: Any) -> QuerySet[Rate]:
    rows = Rate.objects.filter(project__in=access.projects_as(actor, Party.SPONSOR, Party.PM))
    return rows.select_related("person")


@dataclass(frozen=True)
class Cell:
    """Money of one class in one phase, in fen. `time`: how much of what was spent is own time at its rate."""

    phase: Phase | None
    cost_class: str
    budget: int
    committed: int
    actual: int
    time: int
    forecast: int

    @property
    def label(self) -> str:
        return str(CostLine.Class(self.cost_class).label)

    @property
    def remaining(self) -> int:
        """What the budget leaves when all is paid; below zero: it does not reach."""
        return self.budget - self.forecast

    @property
    def over(self) -> Decimal | None:
        """By which share of the budget the forecast is over it; None where there is no budget."""
        return Decimal(-self.remaining) / self.budget if self.budget else None

    @property
    def tone(self) -> str:
        if self.remaining >= 0:
            return ""
        return "warn" if self.over is not None and self.over < ALARM else "bad"


@dataclass(frozen=True)
class Block:
    """One phase (None: what belongs to none) and its classes."""

    phase: Phase | None
    cells: list[Cell]

    @property
    def total(self) -> Cell:
        return _sum(self.phase, self.cells)


@dataclass(frozen=True)
class Sheet:
    blocks: list[Block]
    earned: Earned | None
    ledger: Ledger

    @property
    def cells(self) -> list[Cell]:
        return [cell for block in self.blocks for cell in block.cells]

    @property
    def total(self) -> Cell:
        return _sum(None, self.cells)

    @property
    def classes(self) -> list[Cell]:
        """The same by class, over all phases."""
        used = [c for c in CostLine.Class.values if any(cell.cost_class == c for cell in self.cells)]
        return [_sum(None, [cell for cell in self.cells if cell.cost_class == c], c) for c in used]

    @property
    def alarms(self) -> list[Cell]:
        """Over the budget, the dearest first."""
        return sorted((c for c in self.cells if c.remaining < 0), key=lambda c: c.remaining)


def sheet(project: Project) -> Sheet:
    """Phases in their order, classes in theirs, only where there is money."""
    found = earned(project)
    books = found.ledger if found else ledger(project)
    tasks = found.tasks if found else list(Task.objects.filter(project=project))
    phases: list[Phase | None] = [*project.phases.all(), None]  # type: ignore[attr-defined]
    sums = _sums(books, phases_of(tasks))
    closed = _finished(tasks)
    blocks = []
    for phase in phases:
        key = phase.pk if phase else None
        cells = [
            _cell(phase, name, sums[key, name], key in closed, found.share_of_phase(key) if found else Decimal(0))
            for name in CostLine.Class.values
            if (key, name) in sums
        ]
        if cells:
            blocks.append(Block(phase, cells))
    return Sheet(blocks, found, books)


def _sums(books: Ledger, phases: dict[int, int | None]) -> dict[tuple[int | None, str], dict[str, int]]:
    found: dict[tuple[int | None, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in books.lines:
        phase = line.phase_id or phases.get(line.task_id or 0)
        found[phase, line.cost_class][line.kind] += line.amount_fen
    for entry in books.worked:
        if entry.fen:
            own = found[phases.get(entry.task_id), STAFF]
            own["time"] += entry.fen
    return dict(found)


def _finished(tasks: list[Task]) -> set[int | None]:
    """Phases whose tasks are all done: nothing more will be spent on them than is bound."""
    phases = phases_of(tasks)
    leaves = [t for t in tasks if not t.is_summary]
    known = {phases[t.pk] for t in leaves}
    return known - {phases[t.pk] for t in leaves if t.percent < 100} - {None}


def _cell(phase: Phase | None, name: str, sums: dict[str, int], closed: bool, share: Decimal) -> Cell:
    """The forecast. Own staff: what was spent, and the budget of the share of the work that is not earned yet. All
    else is bought: the greatest of budget, commitments and spent; without the budget once the phase is done."""
    budget, committed, time = sums.get("budget", 0), sums.get("committed", 0), sums.get("time", 0)
    actual = sums.get("actual", 0) + time
    rest = 0 if closed else budget
    if name == STAFF:
        forecast = max(committed, actual + round(rest * (1 - share)))
    else:
        forecast = max(rest, committed, actual)
    return Cell(phase, name, budget, committed, actual, time, forecast)


def _sum(phase: Phase | None, cells: list[Cell], cost_class: str = "") -> Cell:
    names = ("budget", "committed", "actual", "time", "forecast")
    return Cell(phase, cost_class, *(sum(getattr(c, name) for c in cells) for name in names))
