"""The responsibility matrix: its numbers against plain counting, its letters against the rows, now and in the past."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from golive.foundation import clock
from golive.foundation.duties import services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.matrix.heat import WORST
from golive.foundation.duties.matrix.matrix import Wanted, matrix
from golive.foundation.duties.models import Assignment, Obligation
from golive.foundation.duties.reckoning.history import end_of
from golive.foundation.duties.registry import Occurrence, department
from golive.foundation.duties.tests.factories import SHANGHAI, local

pytestmark = pytest.mark.django_db
NOW = "2026-04-15 12:00"


@pytest.fixture
def filled(cast, prove):
    """Six weeks of some duties, evaluated every Monday, with facts here and there."""
    reports = prove("M4")
    prove("M3").fact("2026-03-09 15:00", period="2026-W10")
    prove("T1")
    prove("B2").fact("2026-03-10 10:00", place=department(cast.sales.pk))
    prove("S3").occurrences.append(Occurrence("d:1", local("2026-03-16 10:00"), "决策"))
    for week, when in ((10, "2026-03-06 15:00"), (11, "2026-03-14 15:00"), (13, "2026-03-30 09:00")):
        reports.fact(when, period=f"2026-W{week}")
    for monday in ("2026-03-02", "2026-03-16", "2026-03-30", "2026-04-13"):
        with clock.at(local(f"{monday} 09:00")):
            evaluate(cast.project)
    with clock.at(local(NOW)):
        evaluate(cast.project)
        yield cast


def rows_of(found):
    return {row.duty.id: row for row in found.rows}


def naive(rows, week):
    """Duty → (worst state, how many are in it), counted one by one."""
    first = week.first
    counted = {}
    for row in rows:
        day = row.due_at.astimezone(SHANGHAI).date()
        if first <= day <= first + timedelta(days=6):
            counted.setdefault(row.duty_id, Counter())[row.state] += 1
    return {duty: next((s, c[s]) for s in WORST if c[s]) for duty, c in counted.items()}


def test_every_week_s_cell_is_what_plain_counting_says(filled):
    found = matrix(filled.project)
    rows = list(Obligation.objects.filter(project=filled.project).exclude(state="withdrawn"))
    assert len(found.weeks) == 12 and found.weeks[7].now and found.weeks[7].first == date(2026, 4, 13)
    seen = 0
    for n, week in enumerate(found.weeks):
        wanted = naive(rows, week)
        shown = {r.duty.id: (r.weeks[n].state, r.weeks[n].count) for r in found.rows if r.weeks[n]}
        assert shown == wanted
        seen += len(shown)
    assert seen > 50


def test_so_are_the_states_and_sums_of_rows(filled):
    found = rows_of(matrix(filled.project))
    for duty in ("M4", "M3", "T1", "B2", "S3"):
        counted = Counter(
            Obligation.objects.filter(project=filled.project, duty_id=duty)
            .exclude(state="withdrawn")
            .values_list("state", flat=True)
        )
        row = found[duty]
        assert (row.overdue, row.on_time, row.done) == (
            counted["overdue"],
            counted["met"],
            counted["met"] + counted["met_late"],
        )
        assert row.state == next(s for s in WORST if counted[s])
    assert found["M4"].done == 3 and found["M4"].overdue > 0


def test_a_past_day_is_counted_as_it_was_known(filled):
    day = date(2026, 3, 20)
    found = rows_of(matrix(filled.project, day, end_of(filled.project, day)))
    live = rows_of(matrix(filled.project))
    weeks = {n: c for n, c in enumerate(found["M4"].weeks) if c}
    assert found["M4"].overdue == 1 and live["M4"].overdue == 4  # the week of the 20th itself, then all since
    assert any(c.state == "overdue" for c in weeks.values())


def test_letters_are_the_catalogue_s_and_people_s_own(filled):
    m3 = Assignment.objects.get(project=filled.project, duty_id="M3")
    services.give_letter(filled.pm, m3, person=filled.care, letter="C")
    row = rows_of(matrix(filled.project))["M3"]
    letters = {given.party: given for given in row.letters}
    assert letters["M"].letters == "AR" and letters["M"].names == f"A {filled.pm}"
    assert letters["V"].letters == "C" and letters["V"].names == ""
    assert letters["A"].letters == "C" and letters["A"].names == f"C {filled.care}"
    assert [(c.name, c.letters) for c in row.spots[0].chips] == [(str(filled.pm), "A"), (str(filled.care), "C")]


def test_the_a_is_with_who_answers_even_of_another_party(filled):
    services.assign(filled.pm, filled.project, duty_id="S2", accountable=filled.it)
    letters = {given.party: given.letters for given in rows_of(matrix(filled.project))["S2"].letters}
    assert letters["S"] == "R" and letters["I"] == "AC"


def test_letters_of_a_past_day_are_those_held_then(filled):
    with clock.at(local("2026-04-15 13:00")):
        services.assign(filled.pm, filled.project, duty_id="M3", accountable=filled.team)
    with clock.at(local("2026-04-17 09:00")):
        evaluate(filled.project)
        day = date(2026, 4, 14)
        then = rows_of(matrix(filled.project, day, end_of(filled.project, day)))["M3"]
        now = rows_of(matrix(filled.project))["M3"]
    assert (then.spots[0].accountable, now.spots[0].accountable) == (str(filled.pm), str(filled.team))


def test_gaps_doubles_and_conflicts_are_marked_with_words(filled):
    services.assign(filled.pm, filled.project, duty_id="M5", accountable=filled.qa)  # the tester signs his own work
    Assignment.objects.filter(project=filled.project, duty_id="Q1").update(accountable=None)
    found = matrix(filled.project)
    rows = rows_of(found)
    assert [m.short for m in rows["Q1"].marks] == ["无人负责"] and found.gaps == 1
    assert "不得由同一人承担" in [m.short for m in rows["M5"].marks]
    assert any(str(filled.qa) in m.text for m in rows["Q2"].marks)
    only = rows_of(matrix(filled.project, wanted=Wanted(faulty=True)))
    assert set(only) == {key for key, row in rows.items() if row.marks} and "M3" not in only


def test_what_is_asked_for_narrows_it(filled):
    assert {r.duty.party for r in matrix(filled.project, wanted=Wanted(party="B")).rows} == {"B"}
    overdue = matrix(filled.project, wanted=Wanted(state="overdue"))
    assert overdue.rows and {r.state for r in overdue.rows} == {"overdue"}
    mine = matrix(filled.project, wanted=Wanted(person=filled.team.pk))
    assert "T1" in rows_of(mine) and "M4" not in rows_of(mine)


def test_with_a_person_what_he_owes_is_counted(filled):
    of = Wanted(person=filled.team.pk)
    row = rows_of(matrix(filled.project, wanted=of))["T1"]
    owed = Obligation.objects.filter(project=filled.project, duty_id="T1", person=filled.team, state="overdue")
    assert row.overdue == owed.count() > 0


def test_every_cell_opens_as_many_rows_as_it_says(filled, client):
    client.force_login(filled.pm)
    cells = [c for r in matrix(filled.project).rows for c in r.weeks if c and r.duty.id in ("M4", "T1", "S3")]
    assert len({c.state for c in cells}) >= 4
    for cell in cells[::5]:
        listed = client.get(cell.url).context["listing"]
        assert listed.total == cell.count, cell.url


def test_queries_and_time_do_not_grow_with_what_is_owed(filled, client):
    client.force_login(filled.pm)
    url = reverse("duties:matrix", kwargs={"project": filled.project.code})
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    assignment = Assignment.objects.get(project=filled.project, duty_id="M3")
    now = clock.now()
    Obligation.objects.bulk_create(
        Obligation(
            project=filled.project,
            assignment=assignment,
            duty_id="M3",
            key=f"e{n}",
            opens_at=now,
            due_at=now - timedelta(days=n % 400),
            grace_until=now,
            state="overdue",
            state_since=now,
        )
        for n in range(5000)
    )
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few) <= 20, [q["sql"][:100] for q in many]
    assert rows_of(matrix(filled.project))["M3"].overdue > 5000


@pytest.mark.parametrize("who", ["vendor", "consultant"])
def test_outsiders_see_letters_and_no_conflicts_of_the_client(filled, client, who):
    services.assign(filled.pm, filled.project, duty_id="M5", accountable=filled.qa)
    url = reverse("duties:matrix", kwargs={"project": filled.project.code})
    client.force_login(filled.pm)
    assert "不得由同一人承担" in client.get(url).content.decode()
    client.force_login(getattr(filled, who))
    text = client.get(url).content.decode()
    assert str(filled.qa) in text and "不得由同一人承担" not in text
