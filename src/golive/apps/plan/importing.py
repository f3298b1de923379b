"""A plan out of a file beside the plan of the project: which tasks are the same, and the whole written in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan import engine_io, outline
from golive.apps.plan.engine_io.files import Incoming, Row
from golive.apps.plan.models import Link, Task, TaskPerson
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.errors import Refused

GO_LIVE = ("上线", "go-live", "go live", "golive", "切换上线")
BATCH = 200


@dataclass
class Outcome:
    """What an import made of the tasks of the file."""

    made: list[Task] = field(default_factory=list)
    matched: list[Task] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[Task] = field(default_factory=list)  # only here, and left alone
    unknown: list[str] = field(default_factory=list)  # people of the file who are nobody here


def members(project: Project) -> dict[str, Any]:
    """Name → person, by which the people of a file are known."""
    return {_plain(str(p)): p for p in access.people_as(project, *Party)}


def matched(incoming: Incoming, tasks: list[Task]) -> dict[int, Task]:
    """uid → task. By number where the file descends from this plan, that is where most numbers that both have carry the
    same name; else, and for the rest, by a name that both have once."""
    by_number = {t.number: t for t in tasks}
    shared = [row for row in incoming.rows if row.uid in by_number]
    same = [row for row in shared if by_number[row.uid].name == row.name]
    descends = bool(same) and 2 * len(same) >= len(shared)
    found = {row.uid: by_number[row.uid] for row in (shared if descends else [])}
    used = {t.pk for t in found.values()}
    here = _once({_key(t.name, t.pk): t for t in tasks if t.pk not in used})
    there = _once({_key(row.name, row.uid): row for row in incoming.rows if row.uid not in found})
    return found | {row.uid: here[name] for name, row in there.items() if name in here}


def _key(name: str, pk: int) -> tuple[str, int]:
    return _plain(name), pk


def _once(named: Mapping[tuple[str, int], Any]) -> dict[str, Any]:
    times = Counter(name for name, _pk in named)
    return {name: one for (name, _pk), one in named.items() if times[name] == 1}


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


class Writer:
    """Writes a file's plan into the project; whatever is refused leaves everything as it was, by its transaction."""

    def __init__(self, project: Project, incoming: Incoming, people: Mapping[str, Any] | None = None) -> None:
        self.project, self.incoming = project, incoming
        self.tasks = list(Task.objects.filter(project=project).order_by("position", "id"))
        self.match = matched(incoming, self.tasks)
        self.people = members(project) | {_plain(name): who for name, who in (people or {}).items()}
        self.outcome = Outcome(unknown=[n for n in incoming.people if _plain(n) not in self.people])

    def write(self, *, replace: bool) -> Outcome:
        same = {t.pk for t in self.match.values()}
        others = [t for t in self.tasks if t.pk not in same]
        rows = self._rows()
        if replace:
            Task.objects.filter(pk__in=[t.pk for t in others]).update(parent=None)
        self._order(rows, [] if replace else others)
        self._links(rows, same)
        self._assign(rows)
        if replace:
            self._remove(others)
        else:
            self.outcome.kept = others
        engine_io.recompute(self.project)
        return self.outcome

    def _rows(self) -> dict[int, Task]:
        """uid → its task with the columns of the file; new ones are in the database afterwards."""
        free = _numbers({t.number for t in self.tasks})
        fresh, found = not self.tasks, dict[int, Task]()
        for row in self.incoming.rows:
            task = self.match.get(row.uid)
            if task is None:
                number = row.uid if fresh and row.uid > 0 else next(free)
                task = Task(project=self.project, number=number, position=0, **row.progress)
                self.outcome.made.append(task)
            else:
                self.outcome.matched.append(task)
            for column, value in row.columns.items():
                setattr(task, column, value)
            found[row.uid] = task
        self._name_go_live()
        Task.objects.bulk_create(self.outcome.made)
        return found

    def _name_go_live(self) -> None:
        """A plan without go-live gets it from the last milestone that is called so."""
        if not any(t.go_live for t in self.tasks):
            called = [t for t in self.outcome.made if t.milestone and any(w in t.name.lower() for w in GO_LIVE)]
            for task in called[-1:]:
                task.go_live = True

    def _order(self, rows: dict[int, Task], others: list[Task]) -> None:
        """The outline of the file; what is only here comes after it on its level."""
        for place, row in enumerate(self.incoming.rows, start=1):
            task = rows[row.uid]
            task.position = place
            task.parent = rows[row.parent] if row.parent is not None else None
            if task.parent is not None:
                outline.check_parent(task, task.parent)
        for place, task in enumerate(others, start=len(rows) + 1):
            task.position = place
        columns = sorted({"position", "parent", *(c for row in self.incoming.rows[:1] for c in row.columns)})
        Task.objects.bulk_update([*rows.values(), *others], columns, batch_size=BATCH)

    def _links(self, rows: dict[int, Task], same: set[int]) -> None:
        Link.objects.filter(succ__in=same, pred__in=same).delete()
        held = {(a, b) for a, b in Link.objects.filter(succ__in=same).values_list("pred_id", "succ_id")}
        made = [Link(**row | {"pred": rows[row["pred"]], "succ": rows[row["succ"]]}) for row in self.incoming.links]
        Link.objects.bulk_create([k for k in made if (k.pred_id, k.succ_id) not in held])

    def _assign(self, rows: dict[int, Task]) -> None:
        """The first known person owns a task; more than one, or less than a whole day, is written down as it stands. A
        task of which the file names nobody known keeps its people."""
        crew: list[TaskPerson] = []
        owned: list[Task] = []
        for row in self.incoming.rows:
            doing = {who.pk: (who, units) for who, units in self._known(row)}
            if row.is_summary or not doing:
                continue
            task, pairs = rows[row.uid], list(doing.values())
            if task.owner_id not in doing:
                task.owner = pairs[0][0]
            owned.append(task)
            if len(pairs) > 1 or pairs[0][1] < 100:
                crew += [TaskPerson(task=task, person=who, units=units) for who, units in pairs]
        Task.objects.bulk_update(owned, ["owner"], batch_size=BATCH)
        TaskPerson.objects.filter(task__in=[t.pk for t in owned]).delete()
        TaskPerson.objects.bulk_create(crew)

    def _known(self, row: Row) -> list[tuple[Any, int]]:
        return [(who, units) for name, units in row.people if (who := self.people.get(_plain(name)))]

    def _remove(self, others: list[Task]) -> None:
        """Only what nobody has worked on and no baseline holds; else the whole import is refused."""
        keys = [t.pk for t in others]
        rows = Task.objects.filter(pk__in=keys)
        held = set()
        for relation in ("updates", "difficulties", "baselines", "time_entries", "cost_lines", "deviations"):
            held |= set(rows.filter(**{f"{relation}__isnull": False}).values_list("pk", flat=True))
        if held:
            names = ", ".join(f"“{t.name}”" for t in others if t.pk in held)
            text = _(
                "%(tasks)s: not in the file, but with progress or in a baseline. Merge instead, or add them to the file."
            )
            raise Refused("import_loses_history", text, tasks=names)
        rows.delete()
        self.outcome.removed = [t.name for t in others]


def _numbers(taken: set[int]) -> Any:
    number = max(taken, default=0)
    while True:
        number += 1
        yield number
