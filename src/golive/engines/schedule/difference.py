"""What differs between two plans, task by task: what was entered, and what it computes to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields

from golive.engines.schedule.critical_path import critical_path
from golive.engines.schedule.model import Link, Plan, Task

_COMPUTED = ("early_start", "early_finish", "late_start", "late_finish", "total_slack")
_NAMES = {"calendar", "stored"}  # keys of calendars are a matter of the file; their effect is seen in the dates


@dataclass(frozen=True)
class Difference:
    """`field` of a task differs. "task": it exists on one side only. "link": `before` or `after` is a link or None.
    uid None: the plan itself."""

    uid: int | None
    field: str
    before: object
    after: object


def difference(before: Plan, after: Plan) -> list[Difference]:
    """Differences in the order of the tasks of `before`, then new tasks, links, and computed dates."""
    old, new = {t.uid: t for t in before.tasks}, {t.uid: t for t in after.tasks}
    found = [Difference(None, "start", before.start, after.start)] if before.start != after.start else []
    for uid in [*old, *(uid for uid in new if uid not in old)]:
        if uid in old and uid in new:
            found += _of_task(old[uid], new[uid])
        else:
            found.append(Difference(uid, "task", _name(old.get(uid)), _name(new.get(uid))))
    found += _of_links(before, after)
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


def _of_links(before: Plan, after: Plan) -> list[Difference]:
    old, new = Counter(before.links), Counter(after.links)
    gone: list[Link] = list((old - new).elements())
    added: list[Link] = list((new - old).elements())
    return [Difference(link.succ, "link", link, None) for link in gone] + [
        Difference(link.succ, "link", None, link) for link in added
    ]
