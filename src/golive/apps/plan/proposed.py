"""A change to the plan that is not made yet: what `compute` and `effects` weigh, and `plan.apply_change` carries out.

A new task is named by the planner's own numbers: it waits for `waits` ("3, 5SS+2d"), and the tasks in `holds` wait for
it, in the same notation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan import notation
from golive.apps.plan.models import Link, Task
from golive.foundation.errors import Refused

Columns = Mapping[int, Mapping[str, Any]]  # task key → columns as they would be


@dataclass(frozen=True)
class NewTask:
    name: str
    minutes: int
    parent: int | None = None  # key of the summary
    waits: str = ""
    holds: str = ""
    owner: int | None = None
    fixed_cost_fen: int = 0


@dataclass(frozen=True)
class Proposed:
    columns: Columns = field(default_factory=dict)
    added: Sequence[NewTask] = ()


@dataclass(frozen=True)
class Rows:
    """The rows that a change adds; keys of tasks are negative until they are saved."""

    tasks: list[Task] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def new_rows(change: Proposed, tasks: Sequence[Task]) -> Rows:
    """`tasks`: those of the project as they stand. Errors: Refused for numbers nobody has."""
    found = Rows()
    by_number = {t.number: t for t in tasks}
    number = max((t.number for t in tasks), default=0)
    position = max((t.position for t in tasks), default=0)
    for n, new in enumerate(change.added, start=1):
        task = Task(
            pk=-n,
            project_id=tasks[0].project_id if tasks else None,
            number=number + n,
            position=position + n,
            name=new.name,
            parent_id=new.parent,
            duration_minutes=new.minutes,
            milestone=not new.minutes,
            owner_id=new.owner,
            fixed_cost_fen=new.fixed_cost_fen,
        )
        found.tasks.append(task)
        for w, other in _named(new.waits, by_number):
            found.links.append(_link(other.pk, task.pk, w))
        for w, other in _named(new.holds, by_number):
            found.links.append(_link(task.pk, other.pk, w))
    return found


def _named(text: str, by_number: Mapping[int, Task]) -> list[tuple[notation.Written, Task]]:
    wanted = notation.parse(text)
    if lost := sorted({w.number for w in wanted} - by_number.keys()):
        message = _("There is no task no. %(numbers)s in this project. Nothing was changed.")
        raise Refused("predecessor_unknown", message, numbers=", ".join(map(str, lost)))
    return [(w, by_number[w.number]) for w in wanted]


def _link(pred: int, succ: int, w: notation.Written) -> Link:
    return Link(pred_id=pred, succ_id=succ, **w.columns)
