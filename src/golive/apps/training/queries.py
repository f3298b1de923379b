"""Reads of courses, and who has passed what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from golive.apps.training.models import Attempt, Course
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Membership, Party


def visible(actor: Any) -> QuerySet[Course]:
    return Course.objects.filter(project__in=access.projects_of(actor)).select_related("department")


@dataclass(frozen=True, slots=True)
class Learner:
    """One person who owes one course; `passed_at` is None while he does."""

    course: Course
    person: Any
    department_id: int | None
    department: str
    party: str
    passed_at: Any


def learners(project: Any) -> list[Learner]:
    """Everybody who owes a course in the project: by party and department of the course, in three queries.

    A course for no party is for the key users and the end users.
    """
    courses = list(Course.objects.filter(project=project).select_related("project"))
    places = list(
        Membership.objects.filter(access.current(), project=project, person__is_active=True)
        .select_related("person", "department")
        .order_by("id")
    )
    passed: dict[tuple[int, int], Any] = {}
    rows = Attempt.objects.filter(course__project=project, passed=True).order_by("-id")
    for course_id, person_id, at in rows.values_list("course_id", "person_id", "at"):
        passed[course_id, person_id] = at  # the earliest pass counts, and it comes last
    found: dict[tuple[int, int], Learner] = {}
    for course in courses:
        wanted = {course.party} if course.party else {Party.BUSINESS.value, Party.USER.value}
        for place in places:
            if place.party in wanted and course.department_id in (None, place.department_id):
                key = (course.pk, place.person_id)
                name = place.department.name if place.department else ""
                found.setdefault(
                    key, Learner(course, place.person, place.department_id, name, place.party, passed.get(key))
                )
    return list(found.values())


def mine(actor: Any, project: Any) -> list[Learner]:
    return [row for row in learners(project) if row.person.pk == actor.pk]


def by_department(project: Any) -> list[dict[str, Any]]:
    """Per department: how many course places are owed, how many passed."""
    table: dict[str, dict[str, Any]] = {}
    for row in learners(project):
        line = table.setdefault(row.department or "—", {"name": row.department or "—", "owed": 0, "passed": 0})
        line["owed"] += 1
        line["passed"] += row.passed_at is not None
    for line in table.values():
        line["share"] = round(100 * line["passed"] / line["owed"])
    return list(table.values())
