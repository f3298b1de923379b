"""What proves recruiting (M8), coaching (M9), appraisal (M10) and learning (T3)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from golive.apps.plan.models import LoadCheck
from golive.apps.team import queries
from golive.apps.team.models import Appraisal, LearningGoal, LearningNote, Position
from golive.apps.team.quarters import current, quarter_of
from golive.apps.team.registers import GOALS, POSITIONS
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.duties.registry import Evidence, Fact, Missing, Occurrence, evidence, person, words

APPRAISED = (Party.BUSINESS, Party.IT, Party.TEAM)  # the project's own team: others are appraised by their firms


@evidence("M8")
def positions_are_filled(project: Any) -> Evidence:
    """人员招聘: each open position is filled by the day it is needed, or withdrawn with a reason."""
    zone = ZoneInfo(project.timezone)
    rows = Position.objects.filter(project=project).select_related("project")
    return Evidence(
        occurrences=[
            Occurrence(
                key=f"position:{p.pk}",
                opened_at=p.opened_at,
                label=words("Position “%(title)s”", title=p.title),
                url=POSITIONS.address(p),
                due_at=datetime.combine(p.needed_on, time(18), zone),
                closed_at=p.closed_at,
            )
            for p in rows
        ]
    )


@evidence("M9", watches=("plan.",))
def skill_gaps_are_closed(project: Any) -> Evidence:
    """培训指导: who lacks a skill that his tasks ask for has a learning goal; goals that are due are reached."""
    goals = list(
        LearningGoal.objects.filter(project=project, withdrawn_at=None).select_related("project", "person", "skill")
    )
    reached = queries.reached(goals)
    facts, missing = [], []
    for goal in goals:
        url = GOALS.address(goal)
        if reached[goal.pk]:
            label = words("%(person)s has learnt %(skill)s", person=str(goal.person), skill=goal.skill.name)
            facts.append(Fact(goal.set_at, goal.set_by_id, label, url, key=f"team.learninggoal:{goal.pk}"))
        elif goal.due_on < clock.today(project.timezone):
            text = words(
                "%(person)s: %(skill)s, due %(day)s",
                person=str(goal.person),
                skill=goal.skill.name,
                day=goal.due_on.isoformat(),
            )
            missing.append(Missing(text, url=url))
        else:
            label = words("%(person)s learns %(skill)s", person=str(goal.person), skill=goal.skill.name)
            facts.append(Fact(goal.set_at, goal.set_by_id, label, url, key=f"team.learninggoal:{goal.pk}"))
    page = reverse("team:gaps", args=[project.code])
    for gap in queries.gaps(project):
        if gap.person is not None and gap.goal is None:
            text = words("A learning goal for %(person)s: %(skill)s", person=str(gap.person), skill=gap.skill.name)
            missing.append(Missing(text, url=page))
    if not goals and not missing:
        look = (
            LoadCheck.objects.filter(project=project).order_by("-at").first()
        )  # whoever looked at the load saw the skills
        facts += [Fact(look.at, look.by_id, words("No skill was lacking"), page)] if look else []
    return Evidence(facts=facts, missing=missing)


@evidence("M10")
def appraisals_are_held(project: Any) -> Evidence:
    """激励考核: each quarter, everybody of the project's own team has been appraised, with both sides' words."""
    held = list(Appraisal.objects.filter(project=project, held_at__isnull=False).select_related("person"))
    facts = []
    by_quarter: dict[str, set[int]] = {}
    for row in sorted(held, key=lambda r: r.held_at):  # type: ignore[arg-type,return-value]
        by_quarter.setdefault(row.quarter, set()).add(row.person_id)
    last = {row.quarter: row for row in sorted(held, key=lambda r: r.held_at)}  # type: ignore[arg-type,return-value]
    page = reverse("team:appraisals", args=[project.code])
    for quarter, row in last.items():
        label = words("%(n)s appraisals of %(quarter)s held", n=len(by_quarter[quarter]), quarter=quarter)
        facts.append(Fact(row.held_at, row.opened_by_id, label, page, period=quarter))  # type: ignore[arg-type]
    now = current(project)
    missing = [
        Missing(words("%(n)s of the team without an appraisal this quarter", n=len(lacking)), url=page, period=now)
        for lacking in [_team(project) - by_quarter.get(now, set())]
        if lacking
    ]
    return Evidence(facts=facts, missing=missing)


def _team(project: Any) -> set[int]:
    managers = {p.pk for p in access.people_as(project, Party.PM)}
    return {p.pk for p in access.people_as(project, *APPRAISED)} - managers


@evidence("T3")
def learning_goes_on(project: Any) -> Evidence:
    """学习提升: a note of what was learnt in the quarter, by each who has a learning goal."""
    notes = LearningNote.objects.filter(goal__project=project, goal__withdrawn_at=None).select_related(
        "goal__project", "goal__skill"
    )
    facts = [
        Fact(
            n.at,
            n.by_id,
            words("Learnt: %(skill)s", skill=n.goal.skill.name),
            GOALS.address(n.goal),
            person(n.by_id),
            period=quarter_of(n.at.astimezone(ZoneInfo(project.timezone)).date()),
            key=f"team.learningnote:{n.pk}",
        )
        for n in notes
    ]
    return Evidence(facts=facts)
