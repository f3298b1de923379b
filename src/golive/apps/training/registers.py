"""The list of courses."""

from django.utils.translation import gettext_lazy as _

from golive.apps.training import queries
from golive.apps.training.forms import CourseForm, QuestionForm, SessionForm
from golive.apps.training.models import Course
from golive.apps.training.permissions import may_write_course
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Search


def _course_page(request, course) -> dict:
    rows = [r for r in queries.learners(course.project) if r.course.pk == course.pk]
    return {
        "learners": rows,
        "passed": sum(r.passed_at is not None for r in rows),
        "sessions": course.sessions.select_related("trainer").prefetch_related("present"),
        "questions": course.questions.count(),
        "may_teach": may_write_course(request.user, course),
        "mine": next((r for r in rows if r.person.pk == request.user.pk), None),
    }


COURSES = Register(
    name="courses",
    app="training",
    model=Course,
    visible=queries.visible,
    label=_("Training"),
    one=_("course"),
    columns=[
        Column("code", link=True, sort=True),
        Column("title", link=True),
        Column("party"),
        Column("department"),
        Column("due_on", sort=True),
        Column("pass_mark"),
    ],
    filters=[Search("code", "title", "lesson"), Choice("party")],
    order="code",
    key="code",
    form=CourseForm,
    create="training.add_course",
    edit="training.edit_course",
    actions=[
        Action("training.add_question", form=QuestionForm, icon="plus"),
        Action("training.plan_session", form=SessionForm, icon="calendar-event"),
    ],
    icon="school",
    empty=_("No course has been set up yet."),
    list_template="training/courses.html",
    list_context=lambda request, project: {
        "mine": queries.mine(request.user, project),
        "departments": queries.by_department(project),
    },
    detail_template="training/course.html",
    detail_context=_course_page,
)
