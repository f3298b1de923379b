"""What proves that people are trained: passed quizzes, attended sessions."""

from __future__ import annotations

from golive.apps.training import queries
from golive.apps.training.models import Session
from golive.apps.training.registers import COURSES
from golive.foundation.accounts.models import Party
from golive.foundation.duties.registry import Evidence, Fact, Missing, department, evidence, words


def _passes(project, party: Party) -> Evidence:
    facts, missing = [], []
    for row in queries.learners(project):
        if row.party != party.value:
            continue
        place, url = department(row.department_id), COURSES.address(row.course)
        names = {"person": str(row.person), "course": row.course.title}
        if row.passed_at:
            facts.append(
                Fact(row.passed_at, row.person.pk, words("%(person)s passed “%(course)s”", **names), url, place)
            )
        else:
            missing.append(Missing(words("%(person)s: “%(course)s” not passed", **names), place, url))
    return Evidence(facts=facts, missing=missing)


@evidence("B3")
def key_users_are_trained(project) -> Evidence:
    """系统培训: every key user of a department has passed his courses."""
    return _passes(project, Party.BUSINESS)


@evidence("E1")
def end_users_take_part(project) -> Evidence:
    """积极参与: every end user of a department has passed his courses."""
    return _passes(project, Party.USER)


@evidence("V3")
def courses_are_held(project) -> Evidence:
    """培训服务: every planned session of the vendor was held and its attendance recorded."""
    rows = Session.objects.filter(
        course__project=project, trainer__memberships__project=project, trainer__memberships__party=Party.VENDOR
    )
    facts, missing = [], []
    for session in rows.select_related("course__project").distinct():
        url = COURSES.address(session.course)
        text = words("Session of “%(course)s”", course=session.course.title)
        if session.recorded_at:
            facts.append(Fact(session.recorded_at, session.trainer_id, text, url))
        else:
            missing.append(Missing(words("Attendance of “%(course)s”", course=session.course.title), url=url))
    return Evidence(facts=facts, missing=missing)
