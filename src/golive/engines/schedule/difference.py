"""What differs between two plans, task by task: what was entered, and what it computes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from golive.engines.schedule.critical_path import critical_path
from golive.engines.schedule.model import Plan, Task

T = TypeVar("T")
_COMPUTED = ("early_start", "early_finish", "late_start", "late_finish", "total_slack")
_NAMES = {"calendar", "stored"}  # keys of calendars are a matter of the file; their effect is seen in the dates


@dataclass(frozen=True)
class Difference:
    """`field` of a task differs. "task": it exists on one side only. "link", "assignment": `before` or `after` is one
    or None. uid None: the plan itself, or "resource": `before` or `after` is one or None."""

    uid: int | None
    field: str
    before: object
    after: object


def difference(before: Plan, after: Plan) -> list[Difference]:
    """Differences in the order of the tasks of `before`, then new tasks, links, and computed dates."""
    old, new = {t.uid: t for t in before.tasks}, {t.uid: t for t in after.tasks}
    of_plan = [(name, getattr(before, name), getattr(after, name)) for name in ("start", "from_finish")]
    found = [Difference(None, name, a, b) for name, a, b in of_plan if a != b]
    for uid in [*old, *(uid for uid in new if uid not in old)]:
        if uid in old and uid in new:
            found += _of_task(old[uid], new[uid])
        else:
            found.append(Difference(uid, "task", _name(old.get(uid)), _name(new.get(uid))))
    found += [Difference(link.succ, "link", a, b) for link, a, b in _of_sets(before.links, after.links)]
    found += [Difference(one.task, "assignment", a, b) for one, a, b in _of_sets(before.assignments, after.assignments)]
    old_people, new_people = ([replace(r, calendar="") for r in plan.resources] for plan in (before, after))
    found += [Difference(None, "resource", a, b) for _, a, b in _of_sets(old_people, new_people)]
    first, second = critical_path(before), critical_path(after)
    for uid in old.keys() & new.keys():
        for name in _COMPUTED:
            a, b = getattr(first.tasks[uid], name), getattr(second.tasks[uid], name)
            if a != b:
                found.append(Difference(uid, name, a, b))
    return found


def _name(task: Task | None) -> str | None:
    return None if task is None else task.name


def _of_task(old: Task, new: Task) -> list[Difference]:
    names = [f.name for f in fields(Task) if f.name not in _NAMES]
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in names]
    return [Difference(old.uid, name, a, b) for name, a, b in pairs if a != b]


def _of_sets(before: Iterable[T], after: Iterable[T]) -> Iterator[tuple[T, T | None, T | None]]:
    """What is gone, then what is new."""
    old, new = Counter(before), Counter(after)
    for gone in (old - new).elements():
        yield gone, gone, None
    for added in (new - old).elements():
        yield added, None, added
