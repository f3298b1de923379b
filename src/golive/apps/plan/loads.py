"""Who is asked for more than he gives, person by person and week by week; and which tasks lack a skill."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from golive.apps.plan import engine_io
from golive.apps.plan.models import PersonSkill, Task, TaskPerson
from golive.foundation.accounts.models import Project

AHEAD = timedelta(weeks=4)  # how far the project manager looks when he says that nobody is overbooked


@dataclass(frozen=True, slots=True)
class Overbooked:
    """A person in a week: `percent` of what he has in the week, `minutes` beyond what he has at the time."""

    person: int
    name: str
    monday: date
    percent: int
    minutes: int
    tasks: tuple[int, ...]

    @property
    def week(self) -> str:
        year, number, _day = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    def as_row(self) -> dict[str, Any]:
        return {
            "person": self.person,
            "name": self.name,
            "week": self.week,
            "percent": self.percent,
            "minutes": self.minutes,
        }


def overbooked(found: engine_io.Computed, since: date, until: date) -> list[Overbooked]:
    """By week, then by person. The percentage is that of the whole week, free hours of it included."""
    weeks: dict[tuple[date, int], list[engine_io.Load]] = defaultdict(list)
    over: set[tuple[date, int]] = set()
    for row in engine_io.loads(found, since, until):
        key = row.day - timedelta(days=row.day.weekday()), row.resource
        weeks[key].append(row)
        if row.over >= 1:
            over.add(key)
    names = {r.uid: r.name for r in found.plan.resources}
    return [_summed(names[who], monday, who, found, weeks[monday, who]) for monday, who in sorted(over)]


def _summed(name: str, monday: date, who: int, found: engine_io.Computed, rows: list[engine_io.Load]) -> Overbooked:
    has = sum(engine_io.capacities(found, who, [monday + timedelta(n) for n in range(7)]).values())
    asked = sum(row.planned for row in rows)
    tasks = {task for row in rows if row.over >= 1 for task in row.tasks}
    minutes = round(sum(row.over for row in rows))
    return Overbooked(who, name, monday, percent(asked, has), minutes, tuple(sorted(tasks)))


def percent(asked: float, has: float) -> int:
    """Booked per cent of what there is; something asked of nothing counts as a hundred over."""
    return round(100 * asked / has) if has >= 1 else (200 if asked >= 1 else 0)


def without_skill(project: Project) -> list[Task]:
    """Open tasks that ask for a skill which nobody who works on them has at that level. Three queries."""
    rows = Task.objects.filter(
        project=project, is_summary=False, milestone=False, actual_finish__isnull=True, skill__isnull=False
    )
    tasks = list(rows.select_related("skill").order_by("position"))
    if not tasks:
        return []
    people: dict[int, set[int]] = defaultdict(set)
    for task_id, person_id in TaskPerson.objects.filter(task__in=tasks).values_list("task_id", "person_id"):
        people[task_id].add(person_id)
    levels = {
        (s.person_id, s.skill_id): s.level for s in PersonSkill.objects.filter(skill__in={t.skill_id for t in tasks})
    }
    return [
        t
        for t in tasks
        if not any(levels.get((who, t.skill_id), 0) >= t.skill_level for who in people.get(t.pk, {t.owner_id} - {None}))
    ]
