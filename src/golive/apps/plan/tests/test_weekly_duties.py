"""Duties M12 and T1: week by week, what ran was reported on."""

from datetime import date, timedelta

import pytest

from golive.apps.plan import services
from golive.apps.plan.models import Deviation
from golive.apps.plan.tests.factories import approve, at, small_plan
from golive.foundation import clock
from golive.foundation.duties.registry import EVIDENCE, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast):
    with clock.at(at("2026-03-02 08:00")):
        made = small_plan(cast)
        approve(cast)
    return made


def missing(proof, week):
    return [str(m.text) for m in proof.missing if m.period == week]


def test_without_baseline_there_is_nothing_to_measure_against(cast):
    small_plan(cast)
    assert EVIDENCE["M12"](cast.project).missing and not EVIDENCE["M12"](cast.project).facts


def test_M12_names_the_running_tasks_nobody_reported_on(cast, plan):
    with clock.at(at("2026-03-02 10:00")):
        services.report_progress(cast.it, plan.a, percent=30)
    with clock.at(at("2026-03-10 10:00")):
        services.recompute(cast.pm, cast.project)
        proof = EVIDENCE["M12"](cast.project)
        assert not missing(proof, "2026-W10")  # the first week: only 甲 ran, and it was reported on
        assert [f.period for f in proof.facts] == ["2026-W10"]
        late = missing(proof, "2026-W11")
        assert len([t for t in late if "乙" in t or "甲" in t or "丙" in t]) >= 3
        services.report_progress(cast.it, plan.a, percent=60, note="缺人，周四补上")
        services.report_progress(cast.it, plan.b, percent=5, note="已开始")
        services.report_progress(cast.team, plan.c, percent=50, note="已开始")
        behind = missing(EVIDENCE["M12"](cast.project), "2026-W11")  # all reported, but what is late has no action yet
        assert len(behind) == 2 and "丙" in behind[0] and "上线" in behind[1]
        for row in Deviation.objects.filter(answered_at=None, closed_at=None):
            services.answer_deviation(cast.pm, row, action="周末加班", owner=cast.it, due_on=date(2026, 3, 13))
        proof = EVIDENCE["M12"](cast.project)
        assert not missing(proof, "2026-W11")
        assert proof.facts[-1].who_id == cast.team.pk


def test_M12_wants_an_action_where_a_task_is_far_behind(cast, plan):
    with clock.at(at("2026-03-16 10:00")):
        for task, who in ((plan.a, cast.it), (plan.b, cast.it), (plan.c, cast.team)):
            services.report_progress(who, task, percent=10)
        gaps = missing(EVIDENCE["M12"](cast.project), "2026-W12")
        assert any("甲" in g for g in gaps)
        services.report_progress(cast.it, plan.a, percent=20, note="已增派人手")
        row = services.raise_difficulty(cast.it, plan.a, text="难", new_remaining_days=3)
        services.answer_difficulty(cast.pm, row, answer="replan", text="已增派人手")
        assert not any("甲" in g for g in missing(EVIDENCE["M12"](cast.project), "2026-W12"))


def test_T1_is_for_each_of_the_team_and_his_own_tasks(cast, plan):
    here = person(cast.team.pk)
    with clock.at(at("2026-03-05 10:00")):
        services.report_progress(cast.team, plan.c, percent=50)
        proof = EVIDENCE["T1"](cast.project)
        (fact,) = [f for f in proof.facts if f.period == "2026-W10"]
        assert (fact.place, fact.at, fact.value) == (here, at("2026-03-05 10:00"), 1)
    with clock.at(at("2026-03-05 10:00") + timedelta(days=7)):
        gaps = [m for m in EVIDENCE["T1"](cast.project).missing if m.period == "2026-W11"]
        assert {m.place for m in gaps} == {here} and any("丙" in str(m.text) for m in gaps)
        assert not any("甲" in str(m.text) for m in gaps)  # the IT department's, which M12 follows


def test_T1_is_met_in_a_week_in_which_nothing_of_his_was_to_run(cast, plan):
    with clock.at(at("2026-03-05 10:00")):
        services.edit_task(cast.pm, plan.c, owner=cast.it)
        (fact,) = EVIDENCE["T1"](cast.project).facts
        assert (fact.place, fact.who_id) == (person(cast.team.pk), None)


def test_the_number_of_queries_is_fixed(cast, plan, django_assert_max_num_queries):
    with clock.at(at("2026-05-05 10:00")), django_assert_max_num_queries(6):
        EVIDENCE["M12"](cast.project)
