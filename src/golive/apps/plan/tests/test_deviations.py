"""plan.answer_deviation: a slip over the threshold asks for an action once, and closes by itself."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.plan import services
from golive.apps.plan.models import Deviation
from golive.apps.plan.tests.factories import approve, at, small_plan
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.notify.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast):
    with clock.at(at("2026-03-02 08:00")):
        made = small_plan(cast)
        approve(cast)
    return made


def open_now():
    return sorted(d.task.name for d in Deviation.objects.filter(closed_at=None))


def answer(cast, row, **values):
    usual = {"action": "增派一名开发", "owner": cast.it, "due_on": date(2026, 3, 20)}
    return services.answer_deviation(cast.pm, row, **(usual | values))


def test_it_opens_where_the_delay_begins_and_for_go_live_at_once(cast, plan):
    with clock.at(at("2026-03-02 10:00")):
        services.report_progress(cast.it, plan.a, percent=10, started=at("2026-03-02 08:30"))
        assert open_now() == []
    with clock.at(at("2026-03-04 10:00")):  # 甲 should be done: a day and a half late moves go-live
        services.recompute(cast.pm, cast.project)
        assert open_now() == ["上线"]
    with clock.at(at("2026-03-11 10:00")):
        services.recompute(cast.pm, cast.project)
        services.recompute(cast.pm, cast.project)
        assert open_now() == ["上线", "丙", "甲"]  # 乙 only waits for 甲; 丙 waits for nobody
        told = [str(n) for n in Notification.objects.filter(person=cast.pm, kind="plan.deviation")]
        assert len(told) == 3


def test_it_closes_when_the_task_is_done_and_opens_anew_when_it_slips_again(cast, plan):
    with clock.at(at("2026-03-11 10:00")):
        services.report_progress(cast.it, plan.a, percent=50)
        first = Deviation.objects.get(task=plan.a)
    with clock.at(at("2026-03-12 10:00")):
        services.report_progress(cast.it, plan.a, percent=100)
        first.refresh_from_db()
        assert first.closed_at == at("2026-03-12 10:00") and first.state == "closed"
        services.report_progress(cast.it, plan.a, percent=90)  # it was not done after all
        assert Deviation.objects.filter(task=plan.a).count() == 2


def test_what_does_not_outlive_its_day_was_none(cast, plan):
    with clock.at(at("2026-03-11 10:00")):
        services.report_progress(cast.it, plan.a, percent=50)
        assert "甲" in open_now()
        services.report_progress(cast.it, plan.a, percent=100, finished=at("2026-03-03 18:00"))
        assert not Deviation.objects.filter(task=plan.a).exists()


def test_an_answer_names_action_owner_and_day(cast, plan):
    with clock.at(at("2026-03-11 10:00")):
        services.recompute(cast.pm, cast.project)
        row = Deviation.objects.get(task=plan.c)
        for values, code in (
            ({"action": " "}, "action_missing"),
            ({"owner": cast.stranger}, "owner_outside"),
            ({"due_on": date(2026, 3, 10)}, "due_in_past"),
        ):
            with pytest.raises(Refused) as refusal:
                answer(cast, row, **values)
            assert refusal.value.code == code
        done = answer(cast, row)
        assert (done.state, done.owner, done.answered_by) == ("in_progress", cast.it, cast.pm)
        assert "增派一名开发" in str(Notification.objects.get(person=cast.it, kind="plan.deviation"))
        with pytest.raises(PermissionDenied):
            services.answer_deviation(cast.vendor, row, action="x", owner=cast.it, due_on=date(2026, 3, 20))
        services.report_progress(cast.team, plan.c, percent=100)
        with pytest.raises(Refused) as refusal:
            answer(cast, row)
        assert refusal.value.code == "deviation_closed"
