"""plan.undo_edit, plan.redo_edit: each edit by hand is taken back by itself, and only while nobody has built on it."""

import random

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.plan import services
from golive.apps.plan.history import capture
from golive.apps.plan.models import Edit, Task
from golive.apps.plan.tests.factories import approve, at, small_plan, task
from golive.foundation import clock
from golive.foundation.accounts.models import Party
from golive.foundation.accounts.tests.factories import person, place
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast):
    with clock.at(at("2026-03-02 08:00")):
        made = small_plan(cast)
        Edit.objects.all().delete()
        yield made


def state(cast):
    """All that undo must bring back: inputs, links, orders, and the dates that follow from them."""
    shot = capture(cast.project)
    dates = list(Task.objects.order_by("pk").values_list("pk", "early_start", "early_finish", "wbs", "position"))
    return shot.tasks, shot.links, dict(shot.orders), dates


def undo(cast, who=None):
    return services.undo_edit(who or cast.pm, cast.project)


def refused(code, call, *args):
    with pytest.raises(Refused) as refusal:
        call(*args)
    assert refusal.value.code == code
    return refusal.value


def edits(cast, plan):
    return [
        lambda: services.edit_task(cast.pm, plan.a, days=5),
        lambda: services.edit_task(cast.pm, plan.b, name="乙乙", owner=cast.team, predecessors=""),
        lambda: services.add_task(cast.pm, cast.project, name="戊", below=plan.a, predecessors=str(plan.a.number)),
        lambda: services.indent_task(cast.pm, Task.objects.get(pk=plan.c.pk)),
        lambda: services.outdent_task(cast.pm, Task.objects.get(pk=plan.c.pk)),
        lambda: services.move_task(cast.pm, plan.b, down=True),
        lambda: services.link_tasks(cast.pm, plan.c, pred=plan.a, type="SS", lag=1),
        lambda: services.edit_task(cast.pm, plan.c, go_live=True, milestone=True, days=0),
        lambda: services.remove_task(cast.pm, Task.objects.get(pk=plan.c.pk)),
    ]


def test_every_edit_is_taken_back_and_made_again_in_order(cast, plan):
    states = [state(cast)]
    for edit in edits(cast, plan):
        for row in (plan.a, plan.b, plan.c):
            if Task.objects.filter(pk=row.pk).exists():
                row.refresh_from_db()
        edit()
        states.append(state(cast))
    for then in reversed(states[:-1]):
        undo(cast)
        assert state(cast) == then
    refused("nothing_to_undo", undo, cast)
    for then in states[1:]:
        services.redo_edit(cast.pm, cast.project)
        assert state(cast)[:3] == then[:3]
    refused("nothing_to_redo", services.redo_edit, cast.pm, cast.project)


def test_a_new_edit_drops_what_was_taken_back(cast, plan):
    services.edit_task(cast.pm, plan.a, days=5)
    undo(cast)
    plan.b.refresh_from_db()
    services.edit_task(cast.pm, plan.b, days=4)
    refused("nothing_to_redo", services.redo_edit, cast.pm, cast.project)


@pytest.fixture
def other(cast):
    """A second project manager who edits the same plan."""
    second = person()
    place(cast.project, second, Party.PM)
    return second


def test_each_takes_back_his_own_and_the_others_work_stays(cast, plan, other):
    services.edit_task(cast.pm, plan.a, days=5)
    services.edit_task(other, plan.c, days=3)
    services.add_task(other, cast.project, name="别人的", below=plan.a)
    undo(cast)
    assert Task.objects.get(pk=plan.a.pk).duration_minutes == 2 * 480
    assert Task.objects.get(pk=plan.c.pk).duration_minutes == 3 * 480 and Task.objects.filter(name="别人的").exists()
    refused("nothing_to_undo", undo, cast)


def test_what_somebody_built_on_stays_and_he_is_named(cast, plan, other):
    services.edit_task(cast.pm, plan.a, days=5)
    plan.a.refresh_from_db()
    services.edit_task(other, plan.a, days=7)
    assert str(other) in refused("edit_overtaken", undo, cast).message
    assert Task.objects.get(pk=plan.a.pk).duration_minutes == 7 * 480
    new = services.add_task(cast.pm, cast.project, name="新")
    services.link_tasks(other, plan.live, pred=new)
    refused("edit_overtaken", undo, cast)
    assert Task.objects.filter(pk=new.pk).exists()


def test_lines_that_others_put_in_between_keep_their_neighbours(cast, plan, other):
    services.move_task(cast.pm, plan.a, down=True)  # 乙 甲 丙 上线
    between = services.add_task(other, cast.project, name="间", below=Task.objects.get(pk=plan.a.pk))
    assert names() == ["乙", "甲", "间", "丙", "上线"]
    undo(cast)
    assert names() == ["甲", "间", "乙", "丙", "上线"] and Task.objects.get(pk=between.pk).wbs == "2"


def names():
    return list(Task.objects.order_by("position").values_list("name", flat=True))


def test_a_task_comes_back_with_its_people_and_under_its_key(cast, plan):
    services.assign_person(cast.pm, plan.c, person=cast.team, units=40)
    services.remove_task(cast.pm, Task.objects.get(pk=plan.c.pk))
    undo(cast)
    back = Task.objects.get(pk=plan.c.pk)
    assert [(p.person, p.units) for p in back.people.all()] == [(cast.team, 40)] and back.number == plan.c.number


def test_what_has_progress_or_a_baseline_is_not_taken_away(cast, plan):
    new = task(cast, "新", owner=cast.it)
    approve(cast)
    assert refused("task_has_history", undo, cast) and Task.objects.filter(pk=new.pk).exists()


def test_progress_and_levelling_are_no_edits_and_only_planners_undo(cast, plan):
    services.report_progress(cast.it, plan.a, percent=50)
    refused("nothing_to_undo", undo, cast)
    for who in (cast.it, cast.sponsor, cast.vendor):
        with pytest.raises(PermissionDenied):
            services.undo_edit(who, cast.project)


@pytest.mark.parametrize("seed", range(3))
def test_any_walk_through_the_outline_is_taken_back(cast, plan, seed):
    """Ten random moves in the outline, then ten times back: the same plan."""
    draw, before = random.Random(seed), state(cast)
    done = 0
    for _step in range(10):
        row = draw.choice(list(Task.objects.order_by("pk")))
        verb = draw.choice(["indent", "outdent", "up", "down", "add", "remove"])
        try:
            match verb:
                case "add":
                    services.add_task(cast.pm, cast.project, name="新", below=row)
                case "remove":
                    services.remove_task(cast.pm, row)
                case "up" | "down":
                    services.move_task(cast.pm, row, down=verb == "down")
                case _:
                    getattr(services, f"{verb}_task")(cast.pm, row)
            done += 1
        except Refused:
            continue
    for _step in range(done):
        undo(cast)
    assert state(cast)[:3] == before[:3]


def test_undo_on_the_page(cast, plan, client):
    services.edit_task(cast.pm, plan.a, days=5)
    client.force_login(cast.pm)
    answer = client.post(f"/p/{cast.project.code}/plan/undo/", headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "data-said" in page and f'data-focus="{plan.a.pk}"' in page
    again = client.post(f"/p/{cast.project.code}/plan/undo/", headers={"HX-Request": "true"})
    assert again.status_code == 409
    client.post(f"/p/{cast.project.code}/plan/redo/", headers={"HX-Request": "true"})
    assert Task.objects.get(pk=plan.a.pk).duration_minutes == 5 * 480
