"""The Chinese day table against chinesecalendar, day by day; unknown years are announced."""

from datetime import date, timedelta

import pytest

from golive.engines.worktime import Coverage, Day, DayKind, china_standard, day_table

chinese_calendar = pytest.importorskip("chinese_calendar")


def days_of(first_year: int, last_year: int) -> list[date]:
    first = date(first_year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(last_year, 12, 31) - first).days + 1)]


def test_every_day_2004_to_2026_as_announced():
    calendar = china_standard()
    wrong = [d for d in days_of(2004, 2026) if calendar.is_working_day(d) != chinese_calendar.is_workday(d)]
    assert wrong == []


def test_published_number_of_working_days():
    calendar = china_standard()
    counted = {y: len(calendar.working_days(date(y, 1, 1), date(y, 12, 31))) for y in (2023, 2024, 2025, 2026)}
    assert counted == {2023: 249, 2024: 251, 2025: 248, 2026: 248}


def test_shifted_working_days_of_2026():
    shifted = [d for d, day in day_table("CN").days.items() if d.year == 2026 and day.kind is DayKind.WORKDAY]
    expected = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    assert [str(d) for d in shifted] == expected


def test_years_that_are_not_announced_say_so():
    table = day_table("CN")
    assert [table.coverage(y) for y in (2003, 2004, 2026, 2027, 2035, 2036)] == [
        Coverage.UNKNOWN,
        Coverage.OFFICIAL,
        Coverage.OFFICIAL,
        Coverage.PROVISIONAL,
        Coverage.PROVISIONAL,
        Coverage.UNKNOWN,
    ]
    assert table.warnings(date(2025, 5, 1), date(2026, 12, 31)) == []
    crossing = china_standard().warnings(date(2026, 11, 22), date(2027, 1, 4))
    assert [(w.year, w.coverage, w.region) for w in crossing] == [(2027, Coverage.PROVISIONAL, "CN")]


def test_provisional_year_has_statutory_days_and_unknown_year_the_fixed_ones():
    calendar = china_standard()
    new_year_2027 = [date(2027, 2, n) for n in range(5, 11)]  # lunar new year is 2027-02-06
    assert calendar.working_days(new_year_2027[0], new_year_2027[-1]) == []
    assert not calendar.is_working_day(date(2041, 10, 1))  # a Tuesday, fixed by law
    assert calendar.is_working_day(date(2041, 2, 1))  # lunar new year 2041, but nobody said so: unknown
    assert calendar.days.get(date(2041, 10, 1)).status is Coverage.UNKNOWN


def test_a_year_is_entered_when_it_is_announced():
    shifted = Day(date(2027, 2, 20), DayKind.WORKDAY, "spring_festival", "notice", Coverage.OFFICIAL)
    table = day_table("CN").with_year(2027, [shifted])
    assert table.coverage(2027) is Coverage.OFFICIAL
    assert table.get(date(2027, 2, 20)) == shifted and table.get(date(2027, 10, 1)) is None
    assert day_table("CN").get(date(2027, 10, 1)) is not None
    with pytest.raises(ValueError, match="2028"):
        table.with_year(2028, [shifted])


def test_region_without_table():
    assert day_table("").coverage(1900) is Coverage.OFFICIAL
    with pytest.raises(KeyError):
        day_table("XX")
