"""Who works on what, and when he can: people of the project as the engine's resources.

A person has the project's calendar without his leave, and so much of a day as his membership gives to the project.
Assigned times are not changed by units: a task lasts as long as the project manager typed, units only fill days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from golive.apps.plan.models import Leave, PersonSkill, Skill, Task, TaskPerson
from golive.engines import schedule as engine
from golive.engines.worktime import Calendar
from golive.foundation.accounts.models import Membership, Project, User

OWN = "project"  # the calendar of the plan


@dataclass(frozen=True)
class Team:
    """`people` pk → what he gives; `doing` task pk → [(person pk, per cent of a day)]; `asked` task pk → skill
    and level, where nobody does it yet; `away` pk → days of leave."""

    people: dict[int, engine.Resource]
    doing: dict[int, list[tuple[int, int]]]
    asked: dict[int, tuple[str, int]]
    away: dict[int, list[date]]
    calendars: dict[str, Calendar]

    @property
    def assignments(self) -> tuple[engine.Assignment, ...]:
        return tuple(
            engine.Assignment(task, who, units / 100) for task, pairs in self.doing.items() for who, units in pairs
        )


def team(project: Project, tasks: Iterable[Task], days: Calendar) -> Team:
    """Everybody who has a place in the project, and who works on which task. Four queries, five where skills are asked.

    A task without people of its own is its owner's, with what he gives to the project; where it asks for a skill that
    he has not, he answers for it, but somebody else must do it: levelling proposes who. Whoever has no place any more
    gives nothing, so that his work shows as too much.
    """
    known = list(tasks)
    parents = {t.parent_id for t in known}
    rows = [t for t in known if t.id not in parents and not t.milestone]
    doing: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in TaskPerson.objects.filter(task__project=project).order_by("id"):
        doing[row.task_id].append((row.person_id, row.units))
    members, skills = _memberships(project), _skills(project)
    wanted = _wanted(rows)
    asked = {}
    for task in rows:
        if task.id in doing:
            continue
        if task.skill_id and not _has(skills, task.owner_id, wanted[task.skill_id], task.skill_level):
            asked[task.id] = (wanted[task.skill_id], task.skill_level)
        elif task.owner_id:
            doing[task.id] = [(task.owner_id, gives(members.get(task.owner_id, ())))]
    kept = {t.id for t in rows}
    found = {task: pairs for task, pairs in doing.items() if task in kept}
    away = _away(project)
    calendars = {OWN: days}
    for who, absent in away.items():
        calendars[_own(who)] = days.with_leave(absent)
    names = _names(members, {who for pairs in found.values() for who, _units in pairs})
    people = {who: _resource(who, names[who], members.get(who, []), away, skills) for who in sorted(names)}
    return Team(people, found, asked, away, calendars)


def _wanted(tasks: Iterable[Task]) -> dict[int, str]:
    keys = {t.skill_id for t in tasks if t.skill_id}
    return dict(Skill.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def _has(skills: Mapping[int, Sequence[tuple[str, int]]], who: int | None, skill: str, level: int) -> bool:
    return who is not None and dict(skills.get(who, ())).get(skill, 0) >= level


def _names(members: Mapping[int, Sequence[Membership]], working: set[int]) -> dict[int, str]:
    found = {who: str(rows[0].person) for who, rows in members.items()}
    if gone := working - found.keys():
        found |= {user.pk: str(user) for user in User.objects.filter(pk__in=gone)}
    return found


def gives(members: Sequence[Membership]) -> int:
    """Per cent of a day that somebody gives to the project: his places are not added up. No place: a whole day, so that
    what he still has to do can be seen."""
    return max((m.availability for m in members), default=100) or 1


def _own(who: int) -> str:
    return f"person {who}"


def _memberships(project: Project) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = defaultdict(list)
    for row in Membership.objects.filter(project=project).select_related("person").order_by("id"):
        found[row.person_id].append(row)
    return found


def _away(project: Project) -> dict[int, list[date]]:
    found: dict[int, set[date]] = defaultdict(set)
    for row in Leave.objects.filter(project=project):
        found[row.person_id] |= {row.first_day + timedelta(n) for n in range((row.last_day - row.first_day).days + 1)}
    return {who: sorted(days) for who, days in found.items()}


def _skills(project: Project) -> dict[int, tuple[tuple[str, int], ...]]:
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for row in PersonSkill.objects.filter(skill__project=project).select_related("skill").order_by("id"):
        found[row.person_id].append((row.skill.name, row.level))
    return {who: tuple(pairs) for who, pairs in found.items()}


def _resource(
    who: int,
    name: str,
    members: Sequence[Membership],
    away: Mapping[int, Sequence[date]],
    skills: Mapping[int, tuple[tuple[str, int], ...]],
) -> engine.Resource:
    return engine.Resource(
        uid=who,
        name=name,
        calendar=_own(who) if who in away else "",
        max_units=gives(members) / 100 if members else 0.0,
        availability=_spans(members),
        skills=skills.get(who, ()),
    )


def _spans(members: Sequence[Membership]) -> tuple[engine.Availability, ...]:
    """Where places begin or end: what holds from one such day to the next. Places without dates need none of it."""
    starts = {m.valid_from for m in members if m.valid_from}
    ends = {m.valid_to + timedelta(1) for m in members if m.valid_to}
    edges = [None, *sorted(starts | ends), None]
    if len(edges) == 2:
        return ()
    return tuple(
        engine.Availability(_at(members, since or date.min) / 100, _midnight(since), _midnight(until))
        for since, until in pairwise(edges)
    )


def _at(members: Sequence[Membership], day: date) -> int:
    holding = [m.availability for m in members if (m.valid_from or day) <= day <= (m.valid_to or day)]
    return max(holding, default=0)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min) if day else None
