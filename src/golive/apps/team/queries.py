"""Reads: positions, gaps, learning, letters, appraisals; and what the records say of a person's quarter."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from golive.apps.plan.models import PersonSkill, Skill, Task, TaskPerson
from golive.apps.team.models import Appraisal, LearningGoal, Letter, Position, Recognition
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Membership, Party
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.states import DONE, State

READ = "acknowledged"  # what the signature under a letter stands for


def visible_positions(actor: Any) -> QuerySet[Position]:
    """All of the client's side; the other parties see the positions of their own party."""
    inside = Q(project__in=access.projects_as(actor, *INSIDE))
    for party in Party:
        inside |= Q(party=party.value, project__in=access.projects_as(actor, party))
    return Position.objects.filter(inside)


def visible_goals(actor: Any) -> QuerySet[LearningGoal]:
    """One's own; the project manager sees all."""
    return LearningGoal.objects.filter(
        Q(person=actor.pk, project__in=access.projects_of(actor)) | Q(project__in=access.projects_as(actor, Party.PM)),
        withdrawn_at=None,
    )


def visible_letters(actor: Any) -> QuerySet[Letter]:
    """Who answers for what is no secret inside; others see their own letter."""
    return Letter.objects.filter(
        Q(project__in=access.projects_as(actor, *INSIDE)) | Q(person=actor.pk, project__in=access.projects_of(actor))
    )


def visible_appraisals(actor: Any) -> QuerySet[Appraisal]:
    """Only the person concerned and the project manager."""
    return Appraisal.objects.filter(
        Q(person=actor.pk, project__in=access.projects_of(actor)) | Q(project__in=access.projects_as(actor, Party.PM))
    )


def visible_recognitions(actor: Any) -> QuerySet[Recognition]:
    return Recognition.objects.filter(project__in=access.projects_of(actor))


@dataclass(frozen=True)
class Gap:
    """Tasks ask for a skill at a level that the people on them have not, or nobody has."""

    skill: Skill
    level: int
    tasks: int
    person: Any  # None: nobody in the team has it
    has: int
    first_needed: date | None
    goal: LearningGoal | None = None


def gaps(project: Any) -> list[Gap]:
    """From tasks not done whose owner or people lack the skill that the task asks for, most urgent first."""
    tasks = list(
        Task.objects.filter(project=project, skill__isnull=False, percent__lt=100, is_summary=False)
        .select_related("skill", "owner")
        .order_by("early_start")
    )
    on_task: dict[int, list[Any]] = defaultdict(list)
    for row in TaskPerson.objects.filter(task__in=tasks).select_related("person"):
        on_task[row.task_id].append(row.person)
    levels = {(s.skill_id, s.person_id): s.level for s in PersonSkill.objects.filter(skill__project=project)}
    goals = {(g.skill_id, g.person_id): g for g in LearningGoal.objects.filter(project=project, withdrawn_at=None)}
    found: dict[tuple[int, int | None], list[Task]] = defaultdict(list)
    people: dict[int, Any] = {}
    for task in tasks:
        working = on_task[task.pk] or ([task.owner] if task.owner else [])
        people |= {p.pk: p for p in working}
        if any(levels.get((task.skill_id, p.pk), 0) >= task.skill_level for p in working):
            continue
        for who in working or [None]:
            found[task.skill_id, who.pk if who else None].append(task)
    return [
        Gap(
            skill=rows[0].skill,
            level=max(t.skill_level for t in rows),
            tasks=len(rows),
            person=people.get(who) if who else None,
            has=levels.get((skill, who), 0) if who else 0,
            first_needed=rows[0].early_start.date() if rows[0].early_start else None,
            goal=goals.get((skill, who)) if who else None,
        )
        for (skill, who), rows in found.items()
    ]


def reached(goals: list[LearningGoal]) -> dict[int, bool]:
    """Whether the plan's skills say that the level is there."""
    levels = {
        (s.skill_id, s.person_id): s.level
        for s in PersonSkill.objects.filter(
            skill__in=[g.skill_id for g in goals], person__in=[g.person_id for g in goals]
        )
    }
    return {g.pk: levels.get((g.skill_id, g.person_id), 0) >= g.level for g in goals}


def matches(position: Position) -> list[dict[str, Any]]:
    """Members who have the skill, the best first, with the share of their time that is promised to the project."""
    if position.skill_id is None:
        return []
    rows = PersonSkill.objects.filter(skill=position.skill_id, level__gte=position.level).select_related("person")
    shares: dict[int, int] = defaultdict(int)
    for place in Membership.objects.filter(access.current(), project=position.project):
        shares[place.person_id] = max(shares[place.person_id], place.availability)
    return [
        {"person": r.person, "level": r.level, "share": shares.get(r.person_id, 0)}
        for r in sorted(rows, key=lambda r: (-r.level, str(r.person)))
        if r.person_id in shares
    ]


def record_of(project: Any, person: Any, begin: datetime, end: datetime) -> dict[str, Any]:
    """What the records of a stretch say of a person's work: duties on time, tasks done on time. Figures with their rows."""
    duties = Obligation.objects.filter(project=project, person=person, due_at__gte=begin, due_at__lt=end)
    met = duties.filter(state__in=[State.MET]).count()
    late = duties.filter(state__in=[s for s in DONE if s != State.MET]).count()
    overdue = duties.filter(state=State.OVERDUE).count()
    zone = ZoneInfo(project.timezone)
    tasks = Task.objects.filter(
        project=project, owner=person, is_summary=False, actual_finish__gte=begin, actual_finish__lt=end
    )
    done = list(tasks.values_list("actual_finish", "baseline_finish"))
    judged = [(a, b) for a, b in done if b is not None]
    on_time = sum(a.astimezone(zone).date() <= b.astimezone(zone).date() for a, b in judged)
    return {
        "duties_on_time": met,
        "duties_late": late,
        "duties_overdue": overdue,
        "tasks_done": len(done),
        "tasks_judged": len(judged),
        "tasks_on_time": on_time,
        "thanks": Recognition.objects.filter(project=project, person=person, at__gte=begin, at__lt=end).count(),
    }
