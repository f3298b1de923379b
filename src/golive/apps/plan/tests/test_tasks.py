"""plan.add_task, plan.edit_task, plan.remove_task: dates, outline and critical path follow every change."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from golive.apps.plan import engine_io, services
from golive.apps.plan.forms import TaskForm
from golive.apps.plan.models import Task
from golive.apps.plan.tests.factories import approve, at, shown, small_plan, task
from golive.foundation import clock
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def dates(row):
    row.refresh_from_db()
    return shown(row.early_start), shown(row.early_finish)


def test_dates_follow_links_and_the_working_calendar(cast):
    plan = small_plan(cast)  # the project starts on Monday 2026-03-02
    assert dates(plan.a) == ("2026-03-02 09:00", "2026-03-03 18:00")
    assert dates(plan.b) == ("2026-03-04 09:00", "2026-03-06 18:00")
    assert dates(plan.live)[1] == "2026-03-06 18:00"


def test_critical_and_float(cast):
    plan = small_plan(cast)
    rows = {t.name: t for t in Task.objects.all()}
    assert [rows[n].critical for n in ("甲", "乙", "丙")] == [True, True, False]
    assert (rows["丙"].total_slack_minutes, rows["丙"].slack_days) == (4 * 480, 4)
    assert plan.a.pk == rows["乙"].driver["task"]


def test_a_longer_task_moves_what_follows(cast):
    plan = small_plan(cast)
    services.edit_task(cast.pm, plan.a, days=5)
    assert dates(plan.live)[1] == "2026-03-11 18:00"


def test_summaries_number_the_outline_and_take_their_dates_from_below(cast):
    top = task(cast, "阶段", days=1)
    first = task(cast, "一", parent=top, days=2)
    other = task(cast, "别的")
    second = task(cast, "二", parent=top, days=1, predecessors=str(first.number))
    for row in (top, first, second, other):
        row.refresh_from_db()
    assert [r.wbs for r in (top, first, second, other)] == ["1", "1.1", "1.2", "2"]
    assert [r.position for r in (top, first, second, other)] == [1, 2, 3, 4]
    assert top.is_summary and dates(top) == ("2026-03-02 09:00", "2026-03-04 18:00")


def test_a_circle_is_refused_by_name_and_nothing_is_kept(cast):
    plan = small_plan(cast)
    with pytest.raises(Refused) as refusal:
        services.edit_task(cast.pm, plan.a, predecessors=str(plan.b.number), name="甲改")
    assert refusal.value.code == "plan_circle" and "“乙”" in refusal.value.message
    plan.a.refresh_from_db()
    assert (plan.a.name, plan.a.incoming.count()) == ("甲", 0)


def test_a_summary_cannot_lie_below_itself(cast):
    top = task(cast, "上")
    below = task(cast, "下", parent=top)
    with pytest.raises(Refused) as refusal:
        services.edit_task(cast.pm, top, parent=below)
    assert refusal.value.code == "plan_circle"


def test_a_constraint_needs_its_date_and_holds_the_task(cast):
    with pytest.raises(Refused) as refusal:
        task(cast, constraint="SNET")
    assert refusal.value.code == "constraint_needs_date"
    row = task(cast, constraint="SNET", constraint_at=at("2026-03-09 09:00"))
    assert dates(row)[0] == "2026-03-09 09:00"


def test_one_milestone_is_go_live(cast):
    plan = small_plan(cast)
    later = task(cast, "二期上线", days=0, go_live=True)
    assert list(Task.objects.filter(go_live=True)) == [later] and plan.live.pk != later.pk


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"predecessors": "99"}, "predecessor_unknown"),
        ({"predecessors": "1 nach 2"}, "predecessors_unreadable"),
        ({"days": -1}, "duration_negative"),
    ],
)
def test_what_cannot_be_planned_is_refused(cast, values, code):
    with pytest.raises(Refused) as refusal:
        task(cast, **values)
    assert refusal.value.code == code and not Task.objects.exists()


def test_links_are_written_as_planners_do(cast):
    plan = small_plan(cast)
    text = f"{plan.a.number}SS+1d, {plan.b.number}FF-0.5d"
    row = services.edit_task(cast.pm, plan.c, predecessors=text)
    assert row.predecessors == text
    assert services.edit_task(cast.pm, plan.c, predecessors="").predecessors == ""


def test_only_the_project_manager_plans(cast):
    plan = small_plan(cast)
    for actor in (cast.sponsor, cast.it, cast.vendor, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.add_task(actor, cast.project, name="越权")
        with pytest.raises(PermissionDenied):
            services.edit_task(actor, plan.a, name="越权")


def test_an_untouched_task_can_go_and_a_summary_becomes_a_task(cast):
    top = task(cast, "上")
    below = task(cast, "下", parent=top)
    services.report_progress(cast.pm, task(cast, "有进度"), percent=10)
    services.remove_task(cast.pm, below)
    top.refresh_from_db()
    assert not top.is_summary
    with pytest.raises(Refused) as refusal:
        services.remove_task(cast.pm, Task.objects.get(name="有进度"))
    assert refusal.value.code == "task_has_history"


def test_the_cost_does_not_grow_with_the_plan(cast, django_assert_max_num_queries):
    previous = ""
    for n in range(30):
        previous = str(task(cast, f"任务 {n}", predecessors=previous).number)
    with django_assert_max_num_queries(32):
        services.edit_task(cast.pm, Task.objects.get(number=1), days=4)


def test_a_summary_is_edited_and_imported_without_a_duration_of_its_own(cast):
    top = task(cast, "上")
    task(cast, "下", parent=top, days=4)
    top.refresh_from_db()
    form = TaskForm(
        {"name": "改名", "constraint": "ASAP", "predecessors": "", "days": "", "version": top.version},
        project=cast.project,
        actor=cast.pm,
        instance=top,
    )
    assert form.is_valid(), form.errors
    services.edit_task(cast.pm, top, **form.arguments())
    top.refresh_from_db()
    assert (top.name, top.days, top.milestone, shown(top.early_finish)) == ("改名", None, False, "2026-03-05 18:00")


def test_only_what_moved_is_written(cast):
    """A plan that is computed again as it is writes nothing; one task more writes the columns that are other."""
    with clock.at(at("2026-03-02 08:00")):
        plan = small_plan(cast)
        approve(cast)
        with CaptureQueriesContext(connection) as asked:
            engine_io.recompute(cast.project)
        assert not [q["sql"] for q in asked if 'UPDATE "plan_task"' in q["sql"]]
        Task.objects.filter(pk=plan.c.pk).update(duration_minutes=2 * 480)
        with CaptureQueriesContext(connection) as asked:
            engine_io.recompute(cast.project)
        (written,) = [q["sql"] for q in asked if 'UPDATE "plan_task"' in q["sql"]]
        assert "early_finish" in written and "early_start" not in written and "driver" not in written
        kept = Task.objects.get(pk=plan.c.pk)
        assert kept.early_finish == engine_io.compute(cast.project).finish(plan.c.pk) and kept.note == plan.c.note
