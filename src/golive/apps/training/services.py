"""What teachers and learners do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.training.models import Attempt, Course, Question, Session
from golive.apps.training.permissions import may_take, may_write_course
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Project, User
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("training.add_course", permission=may_write_course, label=_("Add a course"))
def add_course(actor: Any, project: Project, **values: Any) -> Course:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two writers must not take one number
    code = values.pop("code", "") or f"C-{Course.objects.filter(project=project).count() + 1:02d}"
    return Course.objects.create(project=project, code=code, **values)


@use_case("training.edit_course", permission=may_write_course, label=_("Change a course"))
def edit_course(actor: Any, course: Course, **values: Any) -> Course:
    for name, value in values.items():
        setattr(course, name, value)
    course.save()
    return course


@use_case("training.add_question", permission=may_write_course, label=_("Add a quiz question"), secret=("right",))
def add_question(actor: Any, course: Course, *, text: str, choices: list[str], right: int) -> Course:
    """`right` is the position of the right choice, counted from 0."""
    choices = [c.strip() for c in choices if c.strip()]
    if not 2 <= len(choices) <= 6 or not 0 <= right < len(choices):
        raise Refused("choices_invalid", _("A question needs two to six choices, one of them right."))
    Question.objects.create(course=course, text=text, choices=choices, right=right)
    return course


@use_case("training.plan_session", permission=may_write_course, label=_("Plan a session"))
def plan_session(actor: Any, course: Course, *, at: datetime, place: str, trainer: User) -> Session:
    return Session.objects.create(course=course, at=at, place=place, trainer=trainer)


@use_case("training.record_attendance", permission=may_write_course, label=_("Record who came"))
def record_attendance(actor: Any, session: Session, *, present: list[User]) -> Session:
    """Who was there. Recorded once the session has begun; recording again replaces the list."""
    if session.at > clock.now():
        raise Refused("session_ahead", _("The session has not begun; attendance is recorded afterwards."))
    outside = [p for p in present if not access.is_member(p, session.course.project)]
    if outside:
        raise Refused("not_a_member", _("%(person)s has no place in this project."), person=str(outside[0]))
    session.present.set(present)
    session.recorded_at = clock.now()
    session.save(update_fields=["recorded_at"])
    return session


@use_case("training.take_quiz", permission=may_take, label=_("Take the quiz"))
def take_quiz(actor: Any, course: Course, *, answers: dict[int, int]) -> Attempt:
    """Hand in the quiz; it is scored here. Whoever fails may try again, whoever passed has passed."""
    questions = list(course.questions.all())
    if not questions:
        raise Refused("no_questions", _("This course has no quiz yet."))
    if lost := [q for q in questions if q.pk not in answers]:
        raise Refused("unanswered", _("%(n)s questions are not answered yet; nothing was handed in."), n=len(lost))
    right = sum(answers[q.pk] == q.right for q in questions)
    score = round(100 * right / len(questions))
    return Attempt.objects.create(
        course=course,
        person=actor,
        answers={str(q.pk): answers[q.pk] for q in questions},
        score=score,
        passed=score >= course.pass_mark,
        at=clock.now(),
    )
