"""The outline edited in place: what each request does, what comes back, and for whom."""

import re

import pytest
from django.urls import reverse

from golive.apps.plan import services
from golive.apps.plan.models import Task
from golive.apps.plan.tests.factories import approve, at, shown, small_plan, task
from golive.foundation import clock

pytestmark = pytest.mark.django_db
VERBS = ["indent_task", "outdent_task", "move_task", "set_cell", "drag_bar", "draw_link"]


def post(client, cast, name, values=None, person=None, **kwargs):
    client.force_login(person or cast.pm)
    address = reverse(f"plan:{name}", kwargs={"project": cast.project.code, **kwargs})
    return client.post(address, values or {}, headers={"HX-Request": "true"})


def cell(client, cast, row, name, value):
    answer = post(client, cast, "set_cell", {"cell": name, "value": value}, pk=row.pk)
    row.refresh_from_db()
    return answer


def test_a_cell_is_typed_and_the_chart_comes_back(cast, client):
    plan = small_plan(cast)
    answer = cell(client, cast, plan.a, "days", "5d")
    html = answer.content.decode()
    assert answer.status_code == 200 and plan.a.days == 5
    assert f'id="r{plan.a.pk}"' in html and f'data-focus="{plan.a.pk}"' in html and "<html" not in html
    assert 'id="plan-kpis" hx-swap-oob="true"' in html and 'id="plan-counts" hx-swap-oob="true"' in html
    assert shown(Task.objects.get(name="上线").early_finish) == "2026-03-11 18:00"


@pytest.mark.parametrize(("typed", "days"), [("2w", 10), ("4h", 0.5), ("3天", 3), ("1.5", 1.5)])
def test_durations_as_planners_type_them(cast, client, typed, days):
    row = task(cast)
    assert cell(client, cast, row, "days", typed).status_code == 200 and row.days == days


def test_no_duration_makes_a_milestone_and_a_duration_a_task_again(cast, client):
    row = task(cast)
    cell(client, cast, row, "days", "0")
    assert row.milestone
    cell(client, cast, row, "days", "2d")
    assert (row.milestone, row.days) == (False, 2)


def test_predecessors_name_and_owner_are_typed(cast, client):
    plan = small_plan(cast)
    cell(client, cast, plan.c, "predecessors", f"{plan.a.number}FS+2d")
    cell(client, cast, plan.c, "name", "新名")
    cell(client, cast, plan.c, "owner", str(cast.vendor))
    assert (plan.c.predecessors, plan.c.name, plan.c.owner) == (f"{plan.a.number}FS+2d", "新名", cast.vendor)
    cell(client, cast, plan.c, "owner", "")
    assert plan.c.owner is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("days", "bald"),
        ("days", "3ed"),
        ("predecessors", "x"),
        ("owner", "张无此人"),
        ("name", " "),
        ("percent", "100"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(cast, client, name, value):
    row = task(cast)
    answer = cell(client, cast, row, name, value)
    assert answer.status_code == 409 and answer["Content-Type"].startswith("text/plain") and answer.content
    assert (row.name, row.days, row.percent, row.owner) == ("任务", 1, 0, None)


def test_a_line_is_put_below_and_opened(cast, client):
    plan = small_plan(cast)
    html = post(client, cast, "add_line", {"below": plan.a.pk}).content.decode()
    new = Task.objects.get(position=2)
    assert f'data-focus="{new.pk}"' in html and 'data-edit="name"' in html


def test_without_htmx_a_change_leads_back_to_the_chart(cast, client):
    client.force_login(cast.pm)
    answer = client.post(reverse("plan:add_line", args=[cast.project.code]))
    assert answer.status_code == 303 and answer["Location"] == reverse("plan:gantt", args=[cast.project.code])


def test_keys_of_the_outline(cast, client):
    plan = small_plan(cast)
    post(client, cast, "indent_task", pk=plan.c.pk)
    post(client, cast, "move_task", {"down": "1"}, pk=plan.a.pk)
    names = list(Task.objects.order_by("position").values_list("wbs", "name"))
    assert names == [("1", "乙"), ("1.1", "丙"), ("2", "甲"), ("3", "上线")]
    post(client, cast, "outdent_task", pk=plan.c.pk)
    html = post(client, cast, "remove_task", pk=plan.c.pk).content.decode()
    assert not Task.objects.filter(name="丙").exists() and f'data-focus="{plan.a.pk}"' in html


def test_a_bar_is_moved_and_stretched(cast, client):
    plan = small_plan(cast)
    post(client, cast, "drag_bar", {"start": "2026-03-07"}, pk=plan.c.pk)  # a Saturday
    plan.c.refresh_from_db()
    assert (plan.c.constraint, shown(plan.c.early_start)) == ("SNET", "2026-03-09 09:00")
    post(client, cast, "drag_bar", {"finish": "2026-03-12"}, pk=plan.c.pk)
    plan.c.refresh_from_db()
    assert (plan.c.days, shown(plan.c.early_finish)) == (4, "2026-03-12 18:00")
    post(client, cast, "drag_bar", {"finish": "2026-03-01"}, pk=plan.c.pk)  # drawn to the left of its start
    plan.c.refresh_from_db()
    assert plan.c.days == 0.5


def test_what_has_started_cannot_be_drawn_elsewhere(cast, client):
    plan = small_plan(cast)
    with clock.at(at("2026-03-02 12:00")):
        services.report_progress(cast.it, plan.a, percent=10)
        answer = post(client, cast, "drag_bar", {"start": "2026-03-09"}, pk=plan.a.pk)
    assert answer.status_code == 409 and "已开始" in answer.content.decode()


def test_a_bar_drawn_onto_another_links_them(cast, client):
    plan = small_plan(cast)
    post(client, cast, "draw_link", {"pred": plan.b.pk}, pk=plan.c.pk)
    assert plan.c.incoming.get().pred == plan.b
    assert post(client, cast, "draw_link", {"pred": plan.c.pk}, pk=plan.b.pk).status_code == 409  # a circle


@pytest.mark.parametrize("verb", VERBS)
def test_only_the_planner_edits(cast, client, verb):
    plan = small_plan(cast)
    values = {"cell": "name", "value": "越权", "start": "2026-03-09", "pred": plan.a.pk}
    assert post(client, cast, verb, values, person=cast.it, pk=plan.c.pk).status_code == 403
    client.force_login(cast.it)
    html = client.get(reverse("plan:gantt", args=[cast.project.code])).content.decode()
    assert "data-editor" not in html and "outline.js" not in html and "data-bar" not in html


def test_the_manager_sees_cells_and_the_list_of_members(cast, client):
    small_plan(cast)
    approve(cast)
    client.force_login(cast.pm)
    html = client.get(reverse("plan:gantt", args=[cast.project.code])).content.decode()
    assert 'data-cell="predecessors"' in html and f'<option value="{cast.it}">' in html and "outline.js" in html


def test_the_outline_is_a_treegrid_to_a_screen_reader(cast, client):
    """Rows with level and place, summaries that say whether they are open, cells that say what cannot be typed into."""
    plan = small_plan(cast)
    services.indent_task(cast.pm, plan.c)
    client.force_login(cast.pm)
    page = client.get(f"/p/{cast.project.code}/plan/").content.decode()
    assert 'role="treegrid"' in page and 'aria-rowcount="5"' in page and page.count('role="columnheader"') == 7
    rows = re.findall(r'role="row" aria-level="(\d)" aria-rowindex="(\d)"( aria-expanded="true")?', page)
    assert [(level, at, bool(opened)) for level, at, opened in rows] == [
        ("1", "2", False), ("1", "3", True), ("2", "4", False), ("1", "5", False),
    ]  # fmt: skip
    assert page.count('role="gridcell"') == 4 * 7
    client.force_login(cast.team)
    assert "treegrid" not in client.get(f"/p/{cast.project.code}/plan/").content.decode()
