"""What a person owes, and what others owe him."""

import pytest

from golive.foundation import clock
from golive.foundation.duties import queries
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.registry import Missing, Occurrence, department
from golive.foundation.duties.tests.factories import local


def at(cast, when, read):
    with clock.at(local(when)):
        evaluate(cast.project)
        return read()


def grouped(groups):
    return {g["key"]: [line.duty.id for line in g["lines"]] for g in groups}


def test_my_duties_by_urgency(cast, prove):
    reports = prove("M4")
    reports.fact("2026-03-13 15:00", period="2026-W11")
    prove("M3")
    prove("M1")
    found = at(cast, "2026-03-17 12:00", lambda: queries.mine(cast.pm, cast.project))
    groups = grouped(found.groups)
    assert groups["overdue"] == ["M4", "M3"] or groups["overdue"] == ["M3", "M4"]
    assert groups["done"] == ["M4"]
    assert set(groups["running"]) >= {"M1", "M3", "M4"}
    assert "M11" in groups["unconnected"]  # by event: nothing has triggered it, and it is seen all the same
    assert (found.overdue, found.soon) == (3, 0)


def test_several_overdue_weeks_are_one_line(cast, prove):
    prove("M3")
    found = at(cast, "2026-04-13 12:00", lambda: queries.mine(cast.pm, cast.project))
    (line,) = next(g["lines"] for g in found.groups if g["key"] == "overdue")
    assert line.more == 5
    assert found.groups[0]["count"] == 6


def test_weeks_and_months_of_a_duty_stay_apart(cast, prove):
    prove("M4")
    found = at(cast, "2026-04-13 12:00", lambda: queries.mine(cast.pm, cast.project))
    late = next(g["lines"] for g in found.groups if g["key"] == "overdue")
    assert [(line.cadence, line.more) for line in late] == [("每周五 18:00", 5), ("每月最后一个工作日 18:00", 0)]


def test_a_line_says_what_is_missing_and_where_to_go(cast, prove):
    place = department(cast.sales.pk)
    signed = prove("B2")
    signed.fact("2026-03-03 10:00", "REQ-1 已签", place=place, url="/req/1")
    signed.missing.append(Missing("仓储部签字", place=place))
    found = at(cast, "2026-04-29 12:00", lambda: queries.mine(cast.business, cast.project))
    line = next(line for g in found.groups for line in g["lines"] if line.duty.id == "B2")
    assert (line.state, line.status) == ("partly", "明天到期")
    assert line.evidence == [{"label": "REQ-1 已签", "url": "/req/1"}]
    assert line.missing == ["仓储部签字"]
    assert line.place == "销售部"


def test_sponsor_and_manager_are_owed_everything_that_is_due(cast, prove):
    prove("M3")
    prove("V5").occurrences.append(Occurrence("t:1", local("2026-03-05 10:00"), "工单"))
    read = lambda who: at(cast, "2026-03-09 12:00", lambda: grouped(queries.owed_to(who, cast.project)))  # noqa: E731
    assert set(read(cast.sponsor)["overdue"]) == {"M3", "V5"}
    assert read(cast.pm)["overdue"] == ["V5"]  # M3 is his own
    assert read(cast.team) == {}


def test_a_department_is_owed_what_its_own_people_owe(cast, prove):
    prove("B1")
    read = lambda who: at(cast, "2026-04-29 12:00", lambda: grouped(queries.owed_to(who, cast.project)))  # noqa: E731
    assert read(cast.user) == {"due": ["B1"]}
    assert read(cast.business) == {}
    assert read(cast.vendor) == {}


@pytest.mark.parametrize("read", [queries.mine, queries.owed_to])
def test_a_list_asks_the_same_however_long_it_is(cast, prove, read, django_assert_max_num_queries):
    for duty_id in ("M3", "M4", "M12", "S4", "T1", "I10"):
        prove(duty_id)
    at(cast, "2026-09-16 12:00", lambda: None)
    with clock.at(local("2026-09-16 12:00")), django_assert_max_num_queries(8):
        read(cast.pm, cast.project)


def test_strangers_see_nothing(cast, prove):
    prove("M3")
    at(cast, "2026-03-09 12:00", lambda: None)
    assert Obligation.objects.filter(project=cast.project).exists()
    for read in (queries.visible, queries.visible_assignments, queries.visible_changes, queries.visible_waivers):
        assert not read(cast.stranger).filter(**{read_path(read): cast.project}).exists()


def read_path(read):
    return "obligation__project" if read is queries.visible_waivers else "project"
