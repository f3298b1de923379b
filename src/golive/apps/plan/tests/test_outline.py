"""plan.indent_task, plan.outdent_task, plan.move_task and a line put below another: the outline as a planner types it."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.plan import services
from golive.apps.plan.models import Task, TimeEntry
from golive.apps.plan.tests.factories import at, small_plan, task
from golive.foundation import clock
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def outline():
    return [f"{t.wbs} {t.name}" for t in Task.objects.order_by("position")]


def typed(cast, *names):
    return [task(cast, name) for name in names]


def refused(code, run, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        run(*args, **kwargs)
    assert refusal.value.code == code


def test_a_list_becomes_an_outline(cast):
    _one, two, three, four = typed(cast, "准备", "调研", "访谈", "实施")
    services.indent_task(cast.pm, two)
    services.indent_task(cast.pm, three)
    assert outline() == ["1 准备", "1.1 调研", "1.2 访谈", "2 实施"]
    services.indent_task(cast.pm, three)
    assert outline() == ["1 准备", "1.1 调研", "1.1.1 访谈", "2 实施"]
    assert Task.objects.get(name="调研").is_summary and four.pk


def test_indenting_takes_along_what_stands_below(cast):
    _one, two, three = typed(cast, "甲", "乙", "丙")
    services.indent_task(cast.pm, three)
    services.indent_task(cast.pm, two)
    assert outline() == ["1 甲", "1.1 乙", "1.1.1 丙"]


def test_outdenting_keeps_the_order_of_the_lines(cast):
    _top, a, b, c = typed(cast, "上", "甲", "乙", "丙")
    for row in (a, b, c):
        services.indent_task(cast.pm, row)
    services.outdent_task(cast.pm, b)
    assert outline() == ["1 上", "1.1 甲", "2 乙", "2.1 丙"]
    services.outdent_task(cast.pm, a)
    assert outline() == ["1 上", "2 甲", "3 乙", "3.1 丙"]
    assert not Task.objects.get(name="上").is_summary


def test_edges_of_the_outline_are_refused(cast):
    first, second = typed(cast, "甲", "乙")
    refused("indent_first", services.indent_task, cast.pm, first)
    refused("outdent_top", services.outdent_task, cast.pm, first)
    refused("move_at_edge", services.move_task, cast.pm, first, down=False)
    refused("move_at_edge", services.move_task, cast.pm, second, down=True)
    assert outline() == ["1 甲", "2 乙"]


def test_a_task_with_progress_does_not_become_a_summary(cast):
    first, second = typed(cast, "甲", "乙")
    services.report_progress(cast.pm, first, percent=10)
    refused("parent_has_progress", services.indent_task, cast.pm, second)


def test_a_task_is_not_put_below_what_it_waits_for(cast):
    plan = small_plan(cast)
    refused("indent_linked", services.indent_task, cast.pm, plan.b)
    assert outline() == ["1 甲", "2 乙", "3 丙", "4 上线"]


def test_neighbours_change_places_with_all_below(cast):
    a, _b, c = typed(cast, "甲", "乙", "丙")
    services.indent_task(cast.pm, Task.objects.get(name="乙"))
    services.move_task(cast.pm, c, down=False)
    assert outline() == ["1 丙", "2 甲", "2.1 乙"]
    services.move_task(cast.pm, c, down=True)
    assert outline() == ["1 甲", "1.1 乙", "2 丙"] and a.pk


def test_a_new_line_comes_right_below(cast):
    a, b = typed(cast, "甲", "乙")
    new = services.add_task(cast.pm, cast.project, name="新", below=a)
    assert outline() == ["1 甲", "2 新", "3 乙"]
    services.indent_task(cast.pm, new)
    a.refresh_from_db()
    services.add_task(cast.pm, cast.project, name="首", below=a)
    assert outline() == ["1 甲", "1.1 首", "1.2 新", "2 乙"] and b.pk


def test_dates_follow_the_outline(cast):
    plan = small_plan(cast)
    top = task(cast, "阶段", days=1)
    row = task(cast, "其中", days=1, predecessors=str(plan.b.number))
    services.indent_task(cast.pm, row)
    top.refresh_from_db()
    row.refresh_from_db()
    assert (top.early_start, top.early_finish) == (row.early_start, row.early_finish)


def test_what_hours_were_booked_on_stays(cast):
    row = task(cast, "有工时")
    with clock.at(at("2026-03-04 10:00")):
        TimeEntry.objects.create(task=row, person=cast.it, day=clock.now().date(), minutes=60, at=clock.now())
    refused("task_has_history", services.remove_task, cast.pm, row)


def test_a_removed_task_takes_its_links_along(cast):
    plan = small_plan(cast)
    services.remove_task(cast.pm, plan.b)
    assert list(plan.live.incoming.values_list("pred__name", flat=True)) == ["丙"]
    assert outline() == ["1 甲", "2 丙", "3 上线"]


@pytest.mark.parametrize("verb", ["indent_task", "outdent_task", "move_task"])
def test_only_the_project_manager_orders_the_outline(cast, verb):
    plan = small_plan(cast)
    arguments = {"down": True} if verb == "move_task" else {}
    for actor in (cast.sponsor, cast.it, cast.vendor, cast.stranger):
        with pytest.raises(PermissionDenied):
            getattr(services, verb)(actor, plan.b, **arguments)
