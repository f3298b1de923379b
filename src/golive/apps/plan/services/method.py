from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan import engine_io
from golive.apps.plan.models import DAY, Link, Task
from golive.apps.plan.permissions import may_plan
from golive.apps.projects import methods
from golive.apps.projects.models import Phase
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

FOLLOWS = re.compile(r"(\w+)(?: (FS|SS|FF|SF)([+-][\d.]+d)?)?")  # "T3", "T3 SS", "T3 FS+2d"


@use_case("plan.make_from_method", permission=may_plan, label=_("Make the plan from the method"))
def make_from_method(actor: Any, project: Project, *, fit: bool = True) -> Project:
    """The tasks of the project's method: one summary a phase, links, owners proposed by party (whoever has least to do).

    With `fit` the usual durations are stretched or shortened so that go-live falls on the project's date.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    if project.tasks.exists():
        raise Refused("plan_exists", _("The project has a plan already. Change its tasks instead; nothing was added."))
    method = methods.load(project.method)
    rows = method.tasks
    factor = _factor(project, method) if fit else 1.0
    summaries = _summaries(project, rows)
    owners = _Owners(project)
    made: dict[str, Task] = {}
    for number, row in enumerate(rows, start=len(summaries) + 1):
        minutes = engine_io.scaled(round(row.days * DAY), factor) if fit else round(row.days * DAY)
        made[row.id] = Task(
            project=project,
            number=number,
            position=number,
            parent=summaries[row.phase],
            phase=summaries[row.phase].phase,
            name=row.name.in_language(project.language),
            duration_minutes=minutes,
            milestone=minutes == 0,
            go_live=row.id == method.go_live,
            party=row.party,
            owner=owners.next(row.party, minutes),
            note=row.deliverable.in_language(project.language) if row.deliverable else "",
        )
    Task.objects.bulk_create(made.values())
    Link.objects.bulk_create(_links(rows, made))
    engine_io.recompute(project)
    return project


def _summaries(project: Project, rows: tuple[methods.MethodTask, ...]) -> dict[str, Task]:
    """One summary for each phase that has tasks, named as the project's phase or else as the method's."""
    phases = {p.key: p for p in Phase.objects.filter(project=project)}
    used = {row.phase for row in rows}
    found = {}
    for phase in methods.load(project.method).phases:
        if phase.key in used:
            here = phases.get(phase.key)
            name = here.name if here else phase.name.in_language(project.language)
            n = len(found) + 1
            found[phase.key] = Task(project=project, number=n, position=n, phase=here, name=name, is_summary=True)
    Task.objects.bulk_create(found.values())
    return found


def _parsed(follower: str) -> tuple[str, str, int]:
    match = FOLLOWS.fullmatch(follower)
    if match is None:
        raise ValueError(f"the method says {follower!r}")
    pred, kind, lag = match.groups()
    return pred, kind or "FS", int(Decimal(lag[:-1]) * DAY) if lag else 0


def _links(rows: tuple[methods.MethodTask, ...], made: dict[str, Task]) -> list[Link]:
    found = []
    for row in rows:
        for follower in row.after:
            pred, kind, lag = _parsed(follower)
            found.append(Link(pred=made[pred], succ=made[row.id], type=kind, lag=lag))
    return found


def _factor(project: Project, method: methods.Method) -> float:
    rows = method.tasks
    links = [(pred, row.id, kind, lag) for row in rows for pred, kind, lag in map(_parsed, row.after)]
    return engine_io.stretched(project, {r.id: round(r.days * DAY) for r in rows}, links, method.go_live)


class _Owners:
    """Proposes for each task the person of its party who has least to do so far."""

    def __init__(self, project: Project) -> None:
        self.people = {p.value: access.people_as(project, p) for p in Party}
        self.load: dict[int, int] = {}

    def next(self, party: str, minutes: int) -> Any:
        people = self.people.get(party, [])
        if not people:
            return None
        chosen = min(people, key=lambda p: self.load.get(p.pk, 0))
        self.load[chosen.pk] = self.load.get(chosen.pk, 0) + minutes
        return chosen
