"""Edits by hand that can be taken back: what a use case did to the inputs of the plan, kept as before and after.

Several people edit one plan, so nothing is taken back by going to an older state. Each edit is reversed by itself: the
columns that it changed must still be as it left them, else somebody has built on it, and it stays. Places in the outline
are kept as orders of siblings; lines that others added in between keep their neighbours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any

from golive.apps.plan.models import Edit, Link, Task, TaskPerson
from golive.foundation import clock
from golive.foundation.accounts.models import Project

KEPT = 100  # edits of a person in a project
LEFT_OUT = {
    "id", "project", "position", "wbs", "is_summary", "early_start", "early_finish", "late_start", "late_finish",
    "total_slack_minutes", "critical", "slip_minutes", "driver", "version", "baseline_start", "baseline_finish",
    "percent", "remaining_minutes", "actual_start", "actual_finish",
}  # fmt: skip  # computed, agreed or reported: no edit by hand changes them
COLUMNS = tuple(f.attname for f in Task._meta.concrete_fields if f.name not in LEFT_OUT)
DATES = {f.attname for f in Task._meta.concrete_fields if f.get_internal_type() == "DateTimeField"}
Row = dict[str, Any]


@dataclass
class Shot:
    tasks: dict[int, Row]
    links: dict[str, list[Any]]  # "pred>succ" → type, lag, kind
    orders: dict[str, list[int]]  # parent ("" = none) → its tasks in their order


@dataclass
class Change:
    """`made`, `gone`: whole rows by key; `columns`: key → column → [before, after]; `links`: "pred>succ" → [before,
    after], null = none; `orders`: parent → [before, after]."""

    made: dict[str, Row] = field(default_factory=dict)
    gone: dict[str, Row] = field(default_factory=dict)
    columns: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    links: dict[str, list[Any]] = field(default_factory=dict)
    orders: dict[str, list[list[int]]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not any(asdict(self).values())

    @property
    def reversed(self) -> Change:
        """What takes it back."""
        return Change(
            self.gone,
            self.made,
            {pk: {c: pair[::-1] for c, pair in row.items()} for pk, row in self.columns.items()},
            {key: pair[::-1] for key, pair in self.links.items()},
            {key: pair[::-1] for key, pair in self.orders.items()},
        )

    @property
    def touched(self) -> set[int]:
        """Keys of the tasks it is about."""
        ends = {int(end) for key in self.links for end in key.split(">")}
        return {int(pk) for pk in (*self.made, *self.gone, *self.columns)} | ends


def capture(project: Project, only: Collection[int] | None = None) -> Shot:
    """The inputs of all tasks, or of some and the links into them (then without their places)."""
    rows = Task.objects.filter(project=project).order_by("position", "id")
    links = Link.objects.filter(succ__project=project)
    if only is not None:
        rows, links = rows.filter(pk__in=only), links.filter(succ__in=only)
    shot = Shot({}, {}, defaultdict(list))
    for row in rows.values("pk", *COLUMNS):
        pk = row.pop("pk")
        shot.tasks[pk] = {c: v.isoformat() if isinstance(v, datetime) else v for c, v in row.items()}
        if only is None:
            shot.tasks[pk]["people"] = []
            shot.orders[str(row["parent_id"] or "")].append(pk)
    if only is None:
        people = TaskPerson.objects.filter(task__project=project).order_by("person_id")
        for task, *pair in people.values_list("task_id", "person_id", "units"):
            shot.tasks[task]["people"].append(pair)
    for pred, succ, *rest in links.values_list("pred_id", "succ_id", "type", "lag", "lag_kind"):
        shot.links[f"{pred}>{succ}"] = rest
    return shot


def between(before: Shot, after: Shot) -> Change:
    found = Change()
    for pk, row in after.tasks.items():
        was = before.tasks.get(pk)
        if was is None:
            found.made[str(pk)] = row
        elif row != was:
            found.columns[str(pk)] = {c: [was[c], v] for c, v in row.items() if v != was[c]}
    found.gone = {str(pk): row for pk, row in before.tasks.items() if pk not in after.tasks}
    for key in before.links.keys() | after.links.keys():
        pair = [before.links.get(key), after.links.get(key)]
        if pair[0] != pair[1]:
            found.links[key] = pair
    for key in before.orders.keys() | after.orders.keys():
        orders = [before.orders.get(key, []), after.orders.get(key, [])]
        if orders[0] != orders[1]:
            found.orders[key] = orders
    return found


def undoable(*, whole: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Around a use case of the chart. `whole`: it may move any line; else it changes one task and what leads to it."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def run(actor: Any, subject: Any, **values: Any) -> Any:
            project = Project.objects.select_for_update(no_key=True).get(pk=_project_id(subject))
            only = None if whole else _around(project, subject)
            about = getattr(getattr(subject, "succ", subject), "name", "")
            before = capture(project, only)
            result = function(actor, subject, **values)
            change = between(before, capture(project, only))
            if not change.is_empty:
                about = about if isinstance(subject, Task | Link) else getattr(result, "name", about)
                _remember(actor, project, function.__name__, about, change)
            return result

        return run

    return wrap


def _project_id(subject: Any) -> int:
    if isinstance(subject, Project):
        return subject.pk
    return int(subject.succ.project_id if isinstance(subject, Link) else subject.project_id)


def _around(project: Project, subject: Any) -> set[int]:
    """The task, and the one whose mark of go-live it may take."""
    live = Task.objects.filter(project=project, go_live=True).values_list("pk", flat=True)
    return {subject.succ_id if isinstance(subject, Link) else subject.pk, *live}


def _remember(actor: Any, project: Project, verb: str, about: str, change: Change) -> None:
    if getattr(actor, "is_system", False):
        return
    own = Edit.objects.filter(project=project, person=actor)
    own.filter(state=Edit.State.UNDONE).delete()  # whoever edits on has chosen another way
    Edit.objects.create(
        project=project,
        person=actor,
        at=clock.now(),
        use_case=f"plan.{verb}",
        about=about[:200],
        change=asdict(change),
    )
    old = own.order_by("-id").values_list("pk", flat=True)[KEPT : KEPT + 1].first()
    if old:
        own.filter(pk__lte=old).delete()


def rearranged(now: list[int], then: Iterable[int], left: Collection[int]) -> list[int]:
    """`then` as the order of the siblings `now`; those it does not know keep their place behind whom they follow now.
    `left`: keys that are no longer siblings."""
    found = [pk for pk in then if pk not in left]
    for at, pk in enumerate(now):
        if pk in found or pk in left:
            continue
        before = next((other for other in reversed(now[:at]) if other in found), None)
        found.insert(0 if before is None else found.index(before) + 1, pk)
    return found


def as_columns(row: Mapping[str, Any]) -> Row:
    """Values of a kept row as the model takes them; who works on it is kept in rows of its own."""
    return {c: datetime.fromisoformat(v) if c in DATES and v else v for c, v in row.items() if c != "people"}
