"""Courses and quizzes: scored on the server, passed once, proved for B3 and E1; the go-live gate asks for 90 %."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.training import queries, services
from golive.apps.training.criteria import users_have_passed
from golive.apps.training.tests.factories import course, right, wrong
from golive.foundation import clock
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_a_key_user_passes_and_B3_is_proved_for_his_department(cast):
    made = course(cast)
    assert [m.place for m in EVIDENCE["B3"](cast.project).missing] == [f"department:{cast.sales.pk}"]
    assert not services.take_quiz(cast.business, made, answers=wrong(made)).passed
    assert services.take_quiz(cast.business, made, answers=right(made)).score == 100
    proof = EVIDENCE["B3"](cast.project)
    assert [f.who_id for f in proof.facts] == [cast.business.pk] and not proof.missing
    assert [m.text.params["person"] for m in EVIDENCE["E1"](cast.project).missing] == [str(cast.user)]


def test_the_gate_wants_nine_of_ten(cast):
    made = course(cast)
    services.take_quiz(cast.business, made, answers=right(made))
    assert not users_have_passed(cast.project).ok
    services.take_quiz(cast.user, made, answers=right(made))
    assert users_have_passed(cast.project).ok


def test_no_course_is_not_a_pass(cast):
    assert not users_have_passed(cast.project).ok


def test_half_a_quiz_is_not_handed_in(cast):
    made = course(cast)
    answers = right(made)
    answers.popitem()
    with pytest.raises(Refused) as refusal:
        services.take_quiz(cast.user, made, answers=answers)
    assert refusal.value.code == "unanswered" and not made.attempts.exists()


def test_a_course_of_one_department_is_owed_by_that_department_only(cast):
    course(cast, department=cast.stores)
    assert queries.learners(cast.project) == []


def test_the_right_answers_never_reach_the_page_or_the_trail(cast, client):
    made = course(cast)
    client.force_login(cast.user)
    url = reverse("training:take_quiz", kwargs={"project": cast.project.code, "pk": made.pk})
    page = client.get(url).content.decode()
    assert "第 0 题" in page and "right" not in page.split("<main")[1]
    client.post(url, {f"q{pk}": choice for pk, choice in right(made).items()})
    assert queries.mine(cast.user, cast.project)[0].passed_at


def test_attendance_is_recorded_after_the_session_began(cast):
    made = course(cast)
    session = services.plan_session(
        cast.vendor, made, at=clock.now() + timedelta(hours=2), place="三楼会议室", trainer=cast.vendor
    )
    with pytest.raises(Refused):
        services.record_attendance(cast.vendor, session, present=[cast.user])
    assert EVIDENCE["V3"](cast.project).missing
    with clock.at(clock.now() + timedelta(hours=3)):
        services.record_attendance(cast.vendor, session, present=[cast.user])
        with pytest.raises(Refused):
            services.record_attendance(cast.vendor, session, present=[cast.stranger])
    assert not EVIDENCE["V3"](cast.project).missing


def test_learners_do_not_teach(cast):
    with pytest.raises(PermissionDenied):
        services.add_question(cast.user, course(cast), text="?", choices=["a", "b"], right=0)
