"""plan.report_progress and plan.recompute: reports change the forecast, and nothing undone lies in the past."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.plan import queries, services
from golive.apps.plan.models import ProgressUpdate, Task
from golive.apps.plan.tests.factories import approve, at, shown, small_plan, task
from golive.foundation import clock
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast):
    """Approved on Monday morning, the first day of the project."""
    with clock.at(at("2026-03-02 08:00")):
        made = small_plan(cast)
        approve(cast)
    return made


def test_the_first_report_starts_the_task_and_the_last_finishes_it(cast, plan):
    with clock.at(at("2026-03-02 09:00")):
        row = services.report_progress(cast.it, plan.a, percent=50, note="进行中")
    assert (shown(row.actual_start), row.state) == ("2026-03-02 09:00", "running")
    with clock.at(at("2026-03-03 17:00")):
        row = services.report_progress(cast.it, plan.a, percent=100)
    assert (shown(row.actual_finish), row.state) == ("2026-03-03 17:00", "done")
    assert list(ProgressUpdate.objects.values_list("percent", flat=True)) == [100, 50]


def test_done_at_once_was_worked_on_before(cast, plan):
    with clock.at(at("2026-03-04 12:00")):
        row = services.report_progress(cast.it, plan.a, percent=100)
    assert row.actual_start <= row.actual_finish and shown(row.actual_start) == "2026-03-02 09:00"


def test_more_work_left_moves_go_live_and_shows_the_slip(cast, plan):
    with clock.at(at("2026-03-02 09:00")):
        row = services.report_progress(cast.it, plan.a, percent=50, remaining_days=4)
    plan.live.refresh_from_db()
    assert row.days == 5 and plan.live.slip_days >= 2 and plan.live.is_late
    assert shown(plan.live.baseline_finish) == "2026-03-06 18:00"


def test_what_has_not_begun_cannot_lie_in_the_past(cast, plan):
    with clock.at(at("2026-03-09 07:00")):
        services.recompute(cast.pm, cast.project)
        plan.a.refresh_from_db()
        assert shown(plan.a.early_start) == "2026-03-09 09:00"
        assert queries.late(Task.objects.all()).count() >= 3
        assert queries.standing(cast.project).planned == 1.0


def test_a_plan_without_baseline_stays_where_it_lies(cast):
    with clock.at(at("2026-03-02 08:00")):
        made = small_plan(cast)
    with clock.at(at("2026-04-09 07:00")):
        services.recompute(cast.pm, cast.project)
    made.a.refresh_from_db()
    assert shown(made.a.early_start) == "2026-03-02 09:00"


def test_summaries_take_their_share_from_below(cast):
    top = task(cast, "阶段")
    first = task(cast, "一", parent=top, days=3, owner=cast.it)
    task(cast, "二", parent=top, days=1)
    services.report_progress(cast.it, first, percent=100)
    top.refresh_from_db()
    assert top.percent == 75
    with pytest.raises(PermissionDenied):
        services.report_progress(cast.pm, top, percent=80)


def test_a_report_can_be_taken_back(cast, plan):
    with clock.at(at("2026-03-03 09:00")):
        services.report_progress(cast.it, plan.a, percent=100)
        row = services.report_progress(cast.it, plan.a, percent=80)
    assert row.actual_finish is None and row.actual_start


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"percent": 101}, "percent_invalid"),
        ({"percent": 10, "started": at("2026-03-05 09:00")}, "progress_in_future"),
        (
            {"percent": 100, "started": at("2026-03-03 09:00"), "finished": at("2026-03-02 09:00")},
            "finish_before_start",
        ),
    ],
)
def test_what_cannot_be_is_refused(cast, plan, values, code):
    with clock.at(at("2026-03-04 09:00")), pytest.raises(Refused) as refusal:
        services.report_progress(cast.it, plan.a, **values)
    assert refusal.value.code == code and not ProgressUpdate.objects.exists()


def test_a_milestone_is_reached_or_not(cast, plan):
    with pytest.raises(Refused) as refusal:
        services.report_progress(cast.sponsor, plan.live, percent=50)
    assert refusal.value.code == "milestone_percent"


def test_only_the_owner_and_the_project_manager_report(cast, plan):
    for actor in (cast.team, cast.vendor, cast.sponsor, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.report_progress(actor, plan.a, percent=10)
    services.report_progress(cast.pm, plan.a, percent=10)
