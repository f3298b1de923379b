"""plan.raise_difficulty, plan.answer_difficulty: said early, effect at once, answered either way; duty T4."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.plan import services
from golive.apps.plan.models import Difficulty, Task
from golive.apps.plan.tests.factories import shown, small_plan
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused
from golive.foundation.notify.models import Notification

pytestmark = pytest.mark.django_db


def raised(cast, task, days=6):
    return services.raise_difficulty(cast.it, task, text="接口文档缺失", new_remaining_days=days)


def test_the_effect_is_known_at_once_and_the_plan_stands_still(cast):
    plan = small_plan(cast)
    row = raised(cast, plan.b)
    assert (shown(row.finish_before), shown(row.finish_after)) == ("2026-03-06 18:00", "2026-03-11 18:00")
    assert shown(row.go_live_after) == "2026-03-11 18:00" and row.moves_go_live
    plan.b.refresh_from_db()
    assert shown(plan.b.early_finish) == "2026-03-06 18:00"
    told = Notification.objects.get(person=cast.pm)
    assert "乙" in str(told) and told.url.endswith(f"/difficulties/{row.pk}/")


def test_a_replan_takes_the_estimate_over_and_says_why(cast):
    plan = small_plan(cast)
    row = services.answer_difficulty(cast.pm, raised(cast, plan.b), answer="replan", text="增加一名开发")
    plan.b.refresh_from_db()
    assert (plan.b.days, shown(plan.b.early_finish)) == (6, "2026-03-11 18:00")
    assert row.answered_by == cast.pm and Notification.objects.filter(person=cast.it).count() == 1


def test_done_work_stays_done(cast):
    plan = small_plan(cast)
    services.report_progress(cast.it, plan.b, percent=50)
    services.answer_difficulty(cast.pm, raised(cast, plan.b, days=4), answer="replan", text="同意")
    plan.b.refresh_from_db()
    assert (plan.b.days, plan.b.remaining_minutes) == (5.5, 4 * 480)


def test_a_refusal_is_recorded_and_moves_nothing(cast):
    plan = small_plan(cast)
    row = services.answer_difficulty(cast.pm, raised(cast, plan.b), answer="refuse", text="按原计划加班")
    plan.b.refresh_from_db()
    assert (row.state, plan.b.days) == ("rejected", 3)


@pytest.mark.parametrize(
    ("values", "code"),
    [({"answer": "replan", "text": " "}, "reason_missing"), ({"answer": "x", "text": "y"}, "answer_unknown")],
)
def test_an_answer_is_one_of_two_and_has_a_reason(cast, values, code):
    row = raised(cast, small_plan(cast).b)
    with pytest.raises(Refused) as refusal:
        services.answer_difficulty(cast.pm, row, **values)
    assert refusal.value.code == code and not Difficulty.objects.get().answer


def test_an_answer_is_given_once(cast):
    row = services.answer_difficulty(cast.pm, raised(cast, small_plan(cast).b), answer="refuse", text="否")
    with pytest.raises(Refused) as refusal:
        services.answer_difficulty(cast.pm, row, answer="replan", text="改主意")
    assert refusal.value.code == "difficulty_answered"


def test_only_the_owner_says_so_and_only_about_work_that_is_left(cast):
    plan = small_plan(cast)
    for actor in (cast.vendor, cast.team, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.raise_difficulty(actor, plan.b, text="x", new_remaining_days=1)
    services.report_progress(cast.it, plan.b, percent=100)
    with pytest.raises(Refused) as refusal:
        raised(cast, Task.objects.get(pk=plan.b.pk))
    assert refusal.value.code == "difficulty_no_work"
    row = raised(cast, plan.a)
    with pytest.raises(PermissionDenied):
        services.answer_difficulty(cast.it, row, answer="replan", text="自己答")


def test_duty_T4_is_owed_by_the_project_manager_until_answered(cast):
    row = raised(cast, small_plan(cast).b)
    (owed,) = EVIDENCE["T4"](cast.project).occurrences
    assert (owed.person_id, owed.closed_at) == (cast.pm.pk, None)
    services.answer_difficulty(cast.pm, row, answer="refuse", text="否")
    (owed,) = EVIDENCE["T4"](cast.project).occurrences
    assert owed.closed_at
