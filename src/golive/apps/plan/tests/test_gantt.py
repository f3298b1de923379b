"""The Gantt picture: geometry against hand-computed pixels, the page in windows, on paper, and for whom."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from golive.apps.plan import charts, paper, services, windows
from golive.apps.plan.models import Link, Task
from golive.apps.plan.tests.factories import approve, at, small_plan, task
from golive.foundation import clock

pytestmark = pytest.mark.django_db


def url(name, cast, **kwargs):
    return reverse(f"plan:{name}", kwargs={"project": cast.project.code, **kwargs})


def page(client, person, cast, query=""):
    client.force_login(person)
    return client.get(reverse("plan:gantt", kwargs={"project": cast.project.code}) + query)


def drawn(cast, scale="day", **kwargs):
    return windows.Picture(cast.project, scale=scale, **kwargs).page().windows[0]


def test_a_working_day_fills_its_column(cast):
    small_plan(cast)  # starts on Monday, the left edge of the picture
    with clock.at(at("2026-03-04 13:30")):  # the middle of Wednesday's hours
        chart = drawn(cast).chart
    first, second = chart.bars[0], chart.bars[1]
    assert (first.x, first.width, first.y) == (0, 48, 0)
    assert (second.x, second.width, second.y) == (48, 72, 24)
    assert chart.today == 60
    assert (120, 48) in chart.off  # the weekend
    assert chart.links[0] == ("M48 11H54V23H42V35H48", True)


def test_float_and_baseline_are_drawn(cast):
    with clock.at(at("2026-03-02 08:00")):
        small_plan(cast)
        approve(cast)
        bars = {b.task.name: b for b in drawn(cast).chart.bars}
    assert bars["丙"].float_to == 120 and bars["甲"].float_to == 0
    assert (bars["乙"].base_x, bars["乙"].base_width) == (48, 72)


def test_what_is_done_is_folded(cast):
    top = task(cast, "阶段")
    below = task(cast, "下", parent=top, owner=cast.it)
    task(cast, "别的")
    services.report_progress(cast.it, below, percent=100)
    assert [b.task.name for b in drawn(cast).chart.bars] == ["阶段", "别的"]
    assert len(drawn(cast, everything=True).chart.bars) == 3


def test_a_big_plan_is_shown_in_windows_at_a_fixed_cost(cast, client):
    small_plan(cast)
    page(client, cast.pm, cast)  # the first request warms what is cached
    with CaptureQueriesContext(connection) as few:
        page(client, cast.pm, cast)
    Task.objects.bulk_create(
        Task(project=cast.project, number=n, position=n, name=f"任务 {n}", wbs=str(n), duration_minutes=480)
        for n in range(5, 2001)
    )
    services.recompute(cast.pm, cast.project)
    with CaptureQueriesContext(connection) as many:
        small = page(client, cast.pm, cast).content.decode()
    assert len(many) == len(few)
    assert small.count('<rect class="task') == 59 and "任务 60<" in small and "任务 61<" not in small
    assert small.count('hx-trigger="intersect once"') == 33  # the other windows of 60 rows


def test_a_window_is_drawn_where_it_stands_in_the_whole(cast, client):
    Task.objects.bulk_create(
        Task(project=cast.project, number=n, position=n, name=f"任务 {n}", wbs=str(n), duration_minutes=480)
        for n in range(1, 201)
    )
    far = Task.objects.get(number=200)
    Link.objects.create(pred=Task.objects.get(number=1), succ=far)
    services.recompute(cast.pm, cast.project)
    client.force_login(cast.it)
    html = client.get(url("rows", cast) + "?first=180").content.decode()
    assert "任务 181<" in html and "任务 200<" in html and "任务 180<" not in html
    assert 'viewBox="0 4320 ' in html  # 180 rows of 24 pixels above
    assert re.search(r'class="link[^"]*" d="M[\d.]+ 11', html)  # a line that comes from the first row


def test_a_printed_chart_fits_a_landscape_sheet(cast):
    services.make_from_method(cast.pm, cast.project)
    sheets = paper.sheets(cast.project)
    assert len(sheets) == 2 and all(s.chart.width <= paper.WIDTH - paper.LIST + 1 for s in sheets)
    assert [s.chart.top for s in sheets] == [0, 912]
    assert sum(len(s.lines) for s in sheets) == Task.objects.count()


@pytest.mark.parametrize(
    ("text", "room", "shown"), [("调研", 30, "调研"), ("调研访谈纪要", 40, "调研…"), ("ab", 20, "ab")]
)
def test_names_are_cut_to_their_room_on_paper(text, room, shown):
    assert paper.cut(text, room) == shown


def test_the_plan_is_a_pdf_and_a_page_to_print(cast, client):
    client.force_login(cast.it)
    assert client.get(url("gantt_pdf", cast)).status_code == 302  # nothing to print yet
    small_plan(cast)
    answer = client.get(url("gantt_pdf", cast))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    html = client.get(url("gantt_paper", cast)).content.decode()
    assert html.count('class="gantt-sheet"') == 1 and cast.project.name in html and "1 / 1" in html


def test_every_member_sees_it_and_only_the_manager_may_change_it(cast, client):
    small_plan(cast)
    add = reverse("plan:add_task", kwargs={"project": cast.project.code})
    assert add in page(client, cast.pm, cast).content.decode()
    for person in (cast.vendor, cast.consultant, cast.user, cast.sponsor):
        answer = page(client, person, cast)
        assert answer.status_code == 200 and add not in answer.content.decode()
    assert page(client, cast.stranger, cast).status_code == 404


@pytest.mark.parametrize("scale", ["day", "week", "month", "nonsense"])
def test_every_scale_opens(cast, client, scale):
    small_plan(cast)
    approve(cast)
    assert page(client, cast.pm, cast, f"?scale={scale}").status_code == 200


def test_an_empty_plan_offers_the_method_to_the_manager(cast, client):
    url = reverse("plan:make_from_method", kwargs={"project": cast.project.code})
    assert url in page(client, cast.pm, cast).content.decode()
    assert url not in page(client, cast.it, cast).content.decode()
    client.force_login(cast.pm)
    assert client.post(url).status_code == 302 and Task.objects.filter(go_live=True).exists()


def test_numbers_in_the_drawing_have_points_in_every_language(cast, client):
    small_plan(cast)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        html = page(client, cast.pm, cast).content.decode()
        assert not re.search(r'(?:x|y|width|x1)="\d+,\d', html)


def test_around_today_is_short(cast):
    small_plan(cast)
    with clock.at(at("2026-03-03 10:00")):
        picture = charts.around_today(cast.project, most=2)
    assert [b.task.name for b in picture["chart"].bars] == ["甲", "丙"]
