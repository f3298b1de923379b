"""How dates, money and shares are written."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from golive.foundation import clock
from golive.web import formats

NOW = dt.datetime(2026, 11, 22, 2, 0, tzinfo=dt.UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def shanghai():
    with clock.at(NOW), timezone.override("Asia/Shanghai"), translation.override("zh-hans"):
        yield


def test_local_time_crosses_midnight_and_names_another_year():
    assert formats.local_time(dt.datetime(2026, 11, 21, 18, 30, tzinfo=dt.UTC)) == "11-22 02:30"
    assert formats.local_time(dt.datetime(2025, 12, 31, 15, 59, tzinfo=dt.UTC)) == "2025-12-31 23:59"
    assert formats.local_time(dt.datetime(2025, 12, 31, 16, 0, tzinfo=dt.UTC)) == "01-01 00:00"
    assert formats.local_time(NOW, full=True) == "2026-11-22 10:00:00"
    assert formats.local_time(None) == "—"


def test_local_time_refuses_a_time_without_zone():
    with pytest.raises(ValueError):
        formats.local_time(dt.datetime(2026, 11, 22, 10, 0))  # noqa: DTZ001


def test_day_of_a_moment_is_the_local_day():
    assert formats.day(dt.datetime(2026, 11, 21, 16, 0, tzinfo=dt.UTC)) == "2026-11-22"
    assert formats.day(dt.date(2026, 11, 22), short=True) == "11-22"
    assert formats.day(dt.date(2027, 1, 8), short=True) == "2027-01-08"


@pytest.mark.parametrize(
    ("value", "exact", "short"),
    [
        (Decimal("620000"), "¥620,000.00", "¥62 万"),
        (62000000, "¥620,000.00", "¥62 万"),
        (Decimal("186000"), "¥186,000.00", "¥18.6 万"),
        (Decimal("-1234.565"), "−¥1,234.57", "−¥1,234.57"),
        (Decimal("250000000"), "¥250,000,000.00", "¥2.5 亿"),
        (Decimal("1000000"), "¥1,000,000.00", "¥100 万"),
        (0, "¥0.00", "¥0.00"),
        (None, "—", "—"),
    ],
)
def test_money(value, exact, short):
    assert formats.money(value) == exact
    assert formats.money(value, short=True) == short


def test_money_in_english_counts_in_thousands():
    with translation.override("en"):
        assert formats.money(Decimal("186000"), short=True) == "¥186K"
        assert formats.money(Decimal("1860000"), short=True) == "¥1.9M"


@pytest.mark.parametrize("wrong", [1.5, True, "12"])
def test_money_refuses_what_is_not_money(wrong):
    with pytest.raises(TypeError):
        formats.money(wrong)


def test_percent_never_claims_a_false_hundred():
    assert formats.percent(Decimal("0.8741")) == "87.4%"
    assert formats.percent(0.5) == "50%"
    assert formats.percent(1) == "100%"
    assert formats.percent(0.9999) == "99.9%"
    assert formats.percent(0.9999, 0) == "99%"
    assert formats.percent(None) == "—"


@pytest.mark.parametrize(
    ("day", "words"),
    [(22, "今天"), (21, "昨天"), (23, "明天"), (19, "3 天前"), (25, "3 天后")],
)
def test_ago_days(day, words):
    assert formats.ago_days(dt.date(2026, 11, day)) == words
