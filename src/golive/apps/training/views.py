"""The quiz, and who came to a session."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from golive.apps.training import queries, services
from golive.apps.training.forms import AttendanceForm, QuizForm
from golive.apps.training.models import Attempt, Session
from golive.apps.training.registers import COURSES
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.pages import acts, done
from golive.foundation.use_cases import may


@acts("training.take_quiz")
def take_quiz(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    course = get_object_or_404(queries.visible(request.user), pk=pk, project=project)
    tries = Attempt.objects.filter(course=course, person=request.user).count()
    form = QuizForm(request.POST or None, course=course, seed=f"{course.pk}:{request.user.pk}:{tries}")
    if form.is_valid():
        attempt = services.take_quiz(request.user, course, answers=form.answers())
        text = _("Passed with %(score)s %%.") if attempt.passed else _("%(score)s %% is not enough yet. Try again.")
        return done(request, COURSES.address(course), text % {"score": attempt.score})
    return render(request, "training/quiz.html", {"form": form, "course": course, "back": COURSES.address(course)})


@acts("training.record_attendance")
def record_attendance(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.select_related("course__project"), pk=pk, course__project=project)
    if not may("training.record_attendance", request.user, session):
        raise PermissionDenied
    people = [p.pk for p in access.people_as(project, *Party)]
    initial = {"present": session.present.all()}
    form = AttendanceForm(request.POST or None, people=people, initial=initial)
    if form.is_valid():
        services.record_attendance(request.user, session, present=list(form.cleaned_data["present"]))
        return done(request, COURSES.address(session.course), _("Attendance is recorded."))
    context = {"form": form, "session": session, "back": COURSES.address(session.course)}
    return render(request, "training/attendance.html", context)
