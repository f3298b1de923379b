"""Due instants: known dates, and a day-by-day oracle."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.engines.worktime import (
    Rule,
    RuleError,
    china_standard,
    due_after,
    due_after_business,
    occurrences,
    parse_rule,
)

SHANGHAI = timedelta(hours=8)
CN = china_standard()


def due_local(rule: str, first: str, last: str, calendar=CN) -> dict[str, str]:
    span = [datetime.fromisoformat(d).replace(tzinfo=UTC) - SHANGHAI for d in (first, last)]
    return {o.key: f"{o.due + SHANGHAI:%m-%d %H:%M}" for o in occurrences(parse_rule(rule), *span, calendar)}


def test_weekly_report_moves_with_holidays_and_shifted_days():
    assert due_local("weekly fri 18:00", "2026-02-02", "2026-03-02") == {
        "2026-W06": "02-06 18:00",
        "2026-W07": "02-13 18:00",  # Saturday 14 is worked too, Friday stays Friday
        "2026-W09": "02-27 18:00",  # W08 is lunar new year: nobody works, nobody reports
    }
    assert due_local("weekly fri 18:00", "2026-06-15", "2026-06-22") == {"2026-W25": "06-18 18:00"}
    assert due_local("weekly mon 09:00", "2026-02-23", "2026-03-01") == {"2026-W09": "02-28 09:00"}


def test_monthly_and_quarterly():
    assert due_local("monthly workday 5 18:00", "2026-10-01", "2026-12-01") == {
        "2026-10": "10-13 18:00",  # 8, 9, Saturday 10, 12, 13
        "2026-11": "11-06 18:00",
    }
    assert due_local("quarterly workday 10 18:00", "2026-10-01", "2027-01-01") == {"2026-Q4": "10-20 18:00"}
    assert due_local("monthly day 31 18:00", "2026-02-01", "2026-03-01") == {"2026-02": "02-28 18:00"}
    assert due_local("monthly day 4 18:00", "2026-10-01", "2026-10-31") == {}  # moved before the holiday …
    assert due_local("monthly day 4 18:00", "2026-09-30", "2026-10-01") == {"2026-10": "09-30 18:00"}  # … to here
    assert due_local("monthly workday -1 12:00", "2026-09-01", "2026-10-01") == {"2026-09": "09-30 12:00"}


def test_daily_once_and_keys():
    assert due_local("daily 02:00", "2026-11-21", "2026-11-23") == {
        "2026-11-21": "11-21 02:00",
        "2026-11-22": "11-22 02:00",
    }
    assert due_local("daily workday 24:00", "2026-11-20", "2026-11-24") == {
        "2026-11-19": "11-20 00:00",
        "2026-11-20": "11-21 00:00",
    }
    assert due_local("once 2026-12-01 18:00", "2026-11-01", "2027-01-01") == {"2026-12-01": "12-01 18:00"}


def test_after_an_event():
    friday = datetime(2026, 11, 20, 9, tzinfo=UTC)  # 17:00 in Shanghai
    assert due_after(parse_rule("workhours 16"), friday, CN) == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert due_after_business(friday, 60, CN) == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert due_after(parse_rule("days 30"), friday, CN) == friday + timedelta(days=30)
    assert due_after(parse_rule("days 30 18:00"), friday, CN) == datetime(2026, 12, 20, 10, tzinfo=UTC)
    assert due_after(parse_rule("workdays 5 18:00"), friday, CN) == datetime(2026, 11, 27, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "weekly fri 18:00",
        "monthly workday 5 18:00",
        "monthly workday -1 18:00",
        "monthly day 15 09:30",
        "quarterly workday 10 18:00",
        "daily 00:00",
        "daily workday 24:00",
        "once 2026-12-01 18:00",
        "workhours 16",
        "workdays 5",
        "days 30 18:00",
    ],
)
def test_rules_read_and_write_alike(text):
    assert str(parse_rule(text)) == text
    assert parse_rule(text.upper()) == parse_rule(text)


@pytest.mark.parametrize(
    "text",
    ["", "weekly", "weekly friday 18:00", "weekly fri 25:00", "monthly workday 0 18:00", "monthly day 0 1:00", "days 1x",
     "days -1", "days 1 2 3", "workhours x", "hourly 3", "once 2026-13-01 18:00", "weekly fri 18:00-19:00"],
)  # fmt: skip
def test_rules_that_cannot_be_read(text):
    with pytest.raises(RuleError, match="cannot read"):
        parse_rule(text)


def test_a_rule_of_the_wrong_sort_is_refused():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError):
        occurrences(parse_rule("days 3"), now, now, CN)
    with pytest.raises(ValueError):
        due_after(parse_rule("daily 09:00"), now, CN)


def oracle(rule: Rule, day: date) -> list[str]:
    """Keys that fall due on `day`, decided by looking at that day and its period alone."""
    keys = []
    if rule.kind == "weekly":
        week = [day + timedelta(days=n - day.weekday()) for n in range(7)]
        worked = [d for d in week if CN.is_working_day(d)]
        early = [d for d in worked if d.weekday() <= rule.number]
        if worked and day == (early or worked)[-1]:
            keys.append(f"{day:%G-W%V}")
    elif rule.kind == "daily":
        if CN.is_working_day(day) or not rule.working:
            keys.append(str(day))
    elif rule.working and CN.is_working_day(day):
        months = 1 if rule.kind == "monthly" else 3
        same = [
            d
            for n in range(-95, 96)
            if (d := day + timedelta(days=n)).year == day.year and (d.month - 1) // months == (day.month - 1) // months
        ]
        worked = [d for d in same if CN.is_working_day(d)]
        if worked.index(day) == rule.number - 1:
            keys.append(f"{day:%Y-%m}" if months == 1 else f"{day.year}-Q{(day.month + 2) // 3}")
    return keys


rules = st.one_of(
    st.builds(lambda n: f"weekly {n} 18:00", st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])),
    st.builds(lambda n: f"monthly workday {n} 18:00", st.integers(1, 15)),
    st.builds(lambda n: f"quarterly workday {n} 18:00", st.integers(1, 50)),
    st.sampled_from(["daily 18:00", "daily workday 18:00"]),
)


@settings(max_examples=60, deadline=None)
@given(rules, st.dates(date(2019, 1, 1), date(2027, 6, 1)), st.integers(0, 120))
def test_like_the_oracle_day_by_day(text, first, length):
    rule = parse_rule(text)
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) - SHANGHAI
    found = occurrences(rule, start, start + timedelta(days=length), CN)
    got = [((o.due + SHANGHAI).date(), o.key) for o in found]
    days = [first + timedelta(days=n) for n in range(length)]
    assert got == [(day, key) for day in days for key in oracle(rule, day)]
    assert all((o.due + SHANGHAI).hour == 18 and o.start <= o.due for o in found)


@settings(max_examples=40, deadline=None)
@given(rules, st.lists(st.integers(0, 400), min_size=3, max_size=3, unique=True).map(sorted))
def test_adjoining_spans_add_up(text, cuts):
    rule, base = parse_rule(text), datetime(2025, 12, 31, 16, tzinfo=UTC)
    a, b, c = (base + timedelta(days=n) for n in cuts)
    assert occurrences(rule, a, b, CN) + occurrences(rule, b, c, CN) == occurrences(rule, a, c, CN)
