"""The pages of the load: heat map, one person, a levelled alternative; what they show, and how often they ask."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from golive.apps.plan import engine_io, heat, services
from golive.apps.plan.models import Leave, Levelling, Task
from golive.apps.plan.tests.factories import at, task
from golive.foundation import clock
from golive.foundation.accounts.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(cast, client):
    """Three tasks that ask 138 % of what the IT person gives, in the week of 2 March."""
    with clock.at(at("2026-03-02 08:00")):
        Membership.objects.filter(person=cast.it).update(availability=40)
        for name, units in (("甲", 35), ("乙", 10), ("丙", 10)):
            services.assign_person(cast.pm, task(cast, name, days=5), person=cast.it, units=units)
        client.force_login(cast.pm)
        yield client


def url(cast, page, *args):
    return reverse(f"plan:{page}", args=[cast.project.code, *args])


def page(client, cast, name, *args, **query):
    return client.get(url(cast, name, *args), query)


def levelling(cast):
    proposal = engine_io.propose(engine_io.compute(cast.project), 1, None, 100)
    return services.propose_levelling(cast.pm, cast.project, proposal=proposal)


def test_the_heat_map_marks_the_week_with_number_and_word(cast, busy):
    found = page(busy, cast, "people")
    (line,) = found.context["heat"].lines
    assert [(c.percent, c.tone) for c in line.cells[:2]] == [(138, "over"), (None, "none")]
    assert "138%" in found.content.decode() and "超" in found.content.decode()
    assert found.context["heat"].idle == len(cast.people) - 1


def test_a_cell_opens_the_tasks_that_fill_it(cast, busy):
    found = page(busy, cast, "people", person=cast.it.pk, begin="2026-03-02")
    assert {(t.name, units) for t, units in found.context["opened"]["tasks"]} == {("甲", 35), ("乙", 10), ("丙", 10)}
    assert page(busy, cast, "people", person=cast.it.pk, begin="2026-03-09").context["opened"]["tasks"] == []
    assert page(busy, cast, "people", person="x", begin="y").context["opened"] is None


def test_days_show_leave_and_holidays_apart(cast, busy):
    Leave.objects.create(
        project=cast.project, person=cast.it, first_day=date(2026, 3, 4), last_day=date(2026, 3, 4), reason="私事"
    )
    (line,) = page(busy, cast, "people", scale="day").context["heat"].lines
    by_day = {c.span.begin.day: c for c in line.cells[:7]}
    assert (by_day[4].percent, by_day[4].away, by_day[4].free) == (None, 1, False)
    assert (by_day[7].free, by_day[7].away) == (True, 0)  # a Saturday
    assert by_day[9 - 7].percent == 138


def test_a_strange_window_is_shown_as_today(cast, busy):
    assert page(busy, cast, "people", **{"from": "yesterday", "scale": "year"}).context["heat"].spans[0].begin == date(
        2026, 3, 2
    )


def test_excel_holds_what_the_page_shows(cast, busy):
    answer = page(busy, cast, "load_sheet")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert [c.value for c in sheet[4]][:4] == [str(cast.it), 40, 138, None]


def test_leave_is_entered_on_the_persons_page_and_its_reason_kept_from_others(cast, busy):
    busy.force_login(cast.it)
    form = {"first_day": "2026-04-01", "last_day": "2026-04-02", "reason": "私人原因"}
    assert busy.post(url(cast, "add_leave", cast.it.pk), form).status_code == 302
    assert "私人原因" in page(busy, cast, "person", cast.it.pk).content.decode()
    busy.force_login(cast.team)
    seen = page(busy, cast, "person", cast.it.pk).content.decode()
    assert "2026-04-01" in seen and "私人原因" not in seen
    assert busy.post(url(cast, "add_leave", cast.it.pk), form).status_code == 403
    assert busy.post(url(cast, "remove_leave", Leave.objects.get().pk)).status_code == 403


def test_my_load_is_my_page(cast, busy):
    busy.force_login(cast.it)
    assert page(busy, cast, "me").url == url(cast, "person", cast.it.pk)
    assert page(busy, cast, "person", cast.stranger.pk).status_code == 404


def test_a_levelling_is_shown_before_and_after_and_taken_in_part(cast, busy):
    row = levelling(cast)
    found = page(busy, cast, "levellings-detail", row.pk)
    assert {c.tone for c in found.context["map_before"].lines[0].cells} >= {"over"}
    assert not {c.tone for c in found.context["map_after"].lines[0].cells} & {"over"}
    text = found.content.decode()
    assert all(m["text"]["zh"] in text for m in row.moves) and found.context["may_accept"]
    one = next(m["task"] for m in row.moves if m["own"])
    assert busy.post(url(cast, "accept_moves", row.pk), {"task": [one]}).status_code == 302
    row.refresh_from_db()
    task = Task.objects.get(pk=one)
    assert row.taken == [one] and task.levelling_minutes > 0
    changes = page(busy, cast, "levellings-detail", row.pk).context["history"][0]["changes"]
    assert [(c["field"], c["new"]) for c in changes] == [("接受的移动", str(task))]


def test_the_page_says_when_the_plan_has_changed_since(cast, busy):
    row = levelling(cast)
    Membership.objects.filter(person=cast.it).update(availability=60)
    found = page(busy, cast, "levellings-detail", row.pk)
    assert found.context["outdated"] and not found.context["may_accept"]
    busy.post(url(cast, "accept_moves", row.pk), {"all": "1"})
    row.refresh_from_db()
    assert row.state == Levelling.State.PROPOSED and not row.taken


def test_the_task_shows_who_does_it_and_what_it_needs(cast, busy):
    row = Task.objects.get(name="甲")
    skill = services.add_skill(cast.pm, cast.project, name="ABAP")
    form = {"skill": skill.pk, "skill_level": 2, "priority": 700, "may_level": "on"}
    assert busy.post(url(cast, "set_task_needs", row.pk), form).status_code == 302
    found = page(busy, cast, "tasks-detail", row.pk)
    assert [(p.person, p.units) for p in found.context["people"]] == [(cast.it, 35)] and found.context["lacks"]
    assert busy.post(url(cast, "set_person_skill", cast.it.pk), {"skill": skill.pk, "level": 2}).status_code == 302
    assert not page(busy, cast, "tasks-detail", row.pk).context["lacks"]


def test_the_buttons_of_the_load_do_what_they_say(cast, busy):
    assert busy.post(url(cast, "level"), {"seconds": "1"}).status_code == 302
    assert cast.project.jobs.get().kind == "plan.level"
    busy.post(url(cast, "check_load"))
    assert cast.project.load_checks.get().over[0]["percent"] == 138


def test_weeks_without_work_are_holidays_of_everybody(cast):
    with clock.at(at("2026-02-16 08:00")):
        task(cast, owner=cast.it)
        found = engine_io.compute(cast.project)
        columns = heat.spans("week", date(2026, 2, 16))  # Spring Festival
        (line,) = heat.heat(found, heat.Booking(), columns, people=[cast.it.pk]).lines
    assert line.cells[0].free and not line.cells[1].free


@pytest.mark.parametrize("number", [5, 60])
def test_the_number_of_queries_does_not_grow_with_the_plan(cast, client, number, django_assert_max_num_queries):
    rows = [
        Task(project=cast.project, number=n, position=n, name=f"任务 {n}", owner=cast.it, duration_minutes=480)
        for n in range(1, number + 1)
    ]
    Task.objects.bulk_create(rows)
    client.force_login(cast.pm)
    page(client, cast, "people")
    with django_assert_max_num_queries(32):
        page(client, cast, "people")
