"""Working minutes against an oracle that walks minute by minute."""
# ruff: noqa: DTZ001 - naive datetimes are local times here

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.engines.worktime import (
    Calendar,
    NoWorkingTime,
    always_on,
    china_standard,
    day_table,
    hours,
    hours_text,
    intersection,
    week,
)

MINUTE = timedelta(minutes=1)
LUNCH = "09:00-12:00 13:30-18:00"


def worked(calendar: Calendar, when: datetime) -> bool:
    """The oracle: is this very minute worked?"""
    local = when if when.tzinfo is None else when.astimezone(ZoneInfo(calendar.tz))
    minute = local.hour * 60 + local.minute
    return any(a <= minute < b for a, b in calendar.hours_on(local.date()))


def walk(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """Finish of `minutes` (> 0) of work, walking."""
    when = start
    while minutes:
        minutes -= worked(calendar, when)
        when += MINUTE
    return when


def walk_back(calendar: Calendar, finish: datetime, minutes: int) -> datetime:
    when = finish
    while minutes:
        when -= MINUTE
        minutes -= worked(calendar, when)
    return when


@st.composite
def calendars(draw, zones=("Asia/Shanghai",)):
    some = st.sampled_from(
        ["", LUNCH, "08:00-12:00 13:00-17:00", "00:00-03:00 22:00-24:00", "00:00-24:00", "01:10-02:50"]
    )
    weekly = (*(hours(draw(some)) for _ in range(6)), hours(LUNCH))
    dates = st.dates(date(2026, 1, 25), date(2026, 3, 20))
    exceptions = draw(st.dictionaries(dates, some.map(hours), max_size=6))
    region = draw(st.sampled_from(["", "CN"]))
    return Calendar("any", draw(st.sampled_from(zones)), weekly, exceptions, day_table(region), draw(st.integers(0, 6)))


around = st.datetimes(datetime(2026, 2, 1), datetime(2026, 3, 10)).map(lambda d: d.replace(second=0, microsecond=0))


@settings(max_examples=80, deadline=None)
@given(calendars(), around, st.integers(1, 2000))
def test_local_minutes_like_walking(calendar, start, minutes):
    finish = calendar.add(start, minutes)
    assert finish == walk(calendar, start, minutes)
    assert calendar.minutes_between(start, finish) == minutes
    assert calendar.minutes_between(finish, start) == -minutes
    assert calendar.sub(start, minutes) == walk_back(calendar, start, minutes)
    assert calendar.add(start, -minutes) == calendar.sub(start, minutes)
    assert calendar.is_working(start) == worked(calendar, start)
    assert calendar.next_working(start) == walk(calendar, start, 1) - MINUTE
    assert calendar.prev_working(start) == walk_back(calendar, start, 1) + MINUTE


ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
# Berlin changes on 2026-03-29, New York on 03-08, Auckland back on 04-05; and in autumn.
changing = st.one_of(
    st.datetimes(datetime(2026, 3, 6), datetime(2026, 4, 6)),
    st.datetimes(datetime(2026, 10, 24), datetime(2026, 11, 2)),
).map(lambda d: d.replace(second=0, microsecond=0, tzinfo=UTC))


@settings(max_examples=40, deadline=None)
@given(calendars(ZONES), changing, st.integers(1, 1500))
def test_instants_like_walking_over_clock_changes(calendar, start, minutes):
    finish = calendar.add(start, minutes)
    assert finish == walk(calendar, start, minutes) and finish.tzinfo is UTC
    assert calendar.minutes_between(start, finish) == minutes
    assert calendar.sub(start, minutes) == walk_back(calendar, start, minutes)
    assert calendar.next_working(start) == walk(calendar, start, 1) - MINUTE


def test_finish_is_the_end_of_a_segment_and_start_the_next_one():
    calendar = china_standard()
    friday = datetime(2026, 11, 20, 9)
    assert calendar.add(friday, 480) == datetime(2026, 11, 20, 18)
    assert calendar.next_working(datetime(2026, 11, 20, 18)) == datetime(2026, 11, 23, 9)
    assert calendar.prev_working(datetime(2026, 11, 23, 9)) == datetime(2026, 11, 20, 18)
    assert calendar.sub(datetime(2026, 11, 23, 9), 60) == datetime(2026, 11, 20, 17)
    assert calendar.add(friday, 0) == friday


def test_national_day_and_the_saturday_that_pays_for_it():
    calendar = china_standard()
    # 2026: free 10-01 to 10-07, worked Saturday 10-10.
    assert calendar.add(datetime(2026, 9, 30, 17), 120) == datetime(2026, 10, 8, 10)
    assert calendar.minutes_between(datetime(2026, 10, 9, 18), datetime(2026, 10, 12, 9)) == 480


def test_projects_and_people_have_their_own_days():
    stocktaking = date(2026, 11, 22)
    project = china_standard().with_exceptions({stocktaking: hours("08:00-20:00")}, "Northwind")
    person = project.with_leave([date(2026, 11, 23)], "李梅")
    assert person.add(datetime(2026, 11, 20, 18), 720 + 60) == datetime(2026, 11, 24, 10)
    assert project.add(datetime(2026, 11, 20, 18), 720 + 60) == datetime(2026, 11, 23, 10)
    assert (project.name, person.name) == ("Northwind", "李梅")
    assert china_standard().hours_on(stocktaking) == ()


def test_working_days_of_month_and_week():
    calendar = china_standard()
    assert calendar.nth_working_day_of_month(2026, 10, 1) == date(2026, 10, 8)
    assert calendar.nth_working_day_of_month(2026, 2, -1) == date(2026, 2, 28)  # a shifted Saturday
    with pytest.raises(ValueError, match="has 18 working days"):
        calendar.nth_working_day_of_month(2026, 10, 19)
    assert calendar.last_working_day_of_week(date(2026, 6, 16)) == date(2026, 6, 18)  # dragon boat on Friday
    assert calendar.last_working_day_of_week(date(2023, 10, 2)) == date(2023, 10, 8)  # only Sat and Sun were worked
    assert calendar.last_working_day_of_week(date(2026, 2, 18)) is None  # lunar new year, the whole week


def test_round_the_clock_and_reach():
    line = always_on()
    assert line.minutes_between(datetime(1990, 1, 1), datetime(2090, 1, 1)) == 36525 * 1440
    assert line.add(datetime(2026, 1, 1, tzinfo=UTC), 1440 * 400) == datetime(2027, 2, 5, tzinfo=UTC)


def test_growing_in_any_order_keeps_the_count():
    fresh = Calendar("c", weekly=week(LUNCH), days=day_table("CN"))
    spans = [(2026, 2027), (2001, 2002), (2044, 2045), (1988, 2060)]
    grown = [fresh.minutes_between(datetime(a, 1, 1), datetime(b, 1, 1)) for a, b in spans]
    apart = []
    for a, b in spans:
        one = Calendar("c", weekly=week(LUNCH), days=day_table("CN"))
        days = one.working_days(date(a, 1, 1), date(b - 1, 12, 31))
        apart.append(len(days) * 450)
    assert grown == apart


def test_a_calendar_without_work_is_refused_not_searched_for_ever():
    with pytest.raises(NoWorkingTime):
        Calendar("closed", weekly=((),) * 7).add(datetime(2026, 1, 1), 1)
    once = Calendar("once", weekly=((),) * 7, exceptions={date(2031, 5, 5): hours("10:00-11:00")})
    assert once.add(datetime(2026, 1, 1), 30) == datetime(2031, 5, 5, 10, 30)


@pytest.mark.parametrize("text", ["12:00-09:00", "09:00-12:00 11:00-13:00", "09:00-25:00", "9-10:75", "x"])
def test_hours_that_make_no_sense(text):
    with pytest.raises(ValueError):
        hours(text)


def test_local_time_and_instant_are_not_mixed():
    with pytest.raises(TypeError):
        china_standard().minutes_between(datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC))


@settings(max_examples=60, deadline=None)
@given(calendars(), calendars())
def test_what_two_calendars_have_in_common(a, b):
    both = intersection(a, b, "both")
    for n in range(60):
        day = date(2026, 1, 25) + timedelta(days=n)
        minutes = [{m for s, e in c.hours_on(day) for m in range(s, e)} for c in (a, b, both)]
        assert minutes[2] == minutes[0] & minutes[1]


def test_calendars_without_common_days():
    with pytest.raises(ValueError, match="common days"):
        intersection(china_standard(), always_on("Europe/Berlin"), "x")


@pytest.mark.parametrize("text", ["", LUNCH, "00:00-24:00"])
def test_hours_read_and_write_alike(text):
    assert hours_text(hours(text)) == text
