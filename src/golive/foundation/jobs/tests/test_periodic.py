"""Periodic jobs start once, whoever ticks, and make up for missed runs once."""

from datetime import UTC, datetime

import pytest

from golive.foundation import clock
from golive.foundation.jobs import schedules
from golive.foundation.jobs.models import Job, Schedule
from golive.foundation.jobs.registry import JOBS, PERIODIC, job, periodic
from golive.foundation.jobs.worker import run_pending

MONDAY = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # 08:30 in Shanghai


@pytest.fixture
def nightly(db):
    before = dict(JOBS), dict(PERIODIC)
    PERIODIC.clear()
    periodic("0 9 * * *")(job("t.daily", label="x")(lambda ctx: None))
    with clock.at(MONDAY):
        schedules.sync()
    yield Schedule.objects.get()
    for registry, kept in zip((JOBS, PERIODIC), before, strict=True):
        registry.clear()
        registry.update(kept)


def test_due_on_the_clock_of_the_installation(nightly):
    assert nightly.next_at == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


def test_started_once_by_whoever_moves_the_row(nightly):
    with clock.at(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)):
        assert len(schedules.tick()) == 1
        assert schedules.tick() == []
    assert Job.objects.get().actor.is_system


def test_three_missed_days_are_one_run_and_the_next_is_in_the_future(nightly):
    with clock.at(datetime(2026, 3, 5, 2, 0, tzinfo=UTC)):
        assert len(schedules.tick()) == 1
    nightly.refresh_from_db()
    assert nightly.next_at == datetime(2026, 3, 6, 1, 0, tzinfo=UTC)


def test_not_started_while_the_last_run_is_still_on(nightly):
    with clock.at(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)):
        schedules.tick()
    with clock.at(datetime(2026, 3, 3, 1, 0, tzinfo=UTC)):
        assert schedules.tick() == []
        run_pending()
    with clock.at(datetime(2026, 3, 4, 1, 0, tzinfo=UTC)):
        assert len(schedules.tick()) == 1


def test_a_row_switched_off_stays_off_and_an_undeclared_one_goes(nightly):
    Schedule.objects.update(enabled=False)
    PERIODIC["t.daily"] = "0 10 * * *"
    with clock.at(MONDAY):
        schedules.sync()
    row = Schedule.objects.get()
    assert (row.enabled, row.next_at.hour) == (False, 2)
    with clock.at(datetime(2026, 3, 9, tzinfo=UTC)):
        assert schedules.tick() == []
    PERIODIC.clear()
    schedules.sync()
    assert not Schedule.objects.exists()


def test_two_that_read_the_same_row_start_one_run(nightly, monkeypatch):
    plain, others = schedules.next_after, []

    def overtaken(cron, moment):
        """While the first one computes, another worker ticks and its job is already done."""
        monkeypatch.setattr(schedules, "next_after", plain)
        others.extend(schedules.tick())
        run_pending()
        return plain(cron, moment)

    monkeypatch.setattr(schedules, "next_after", overtaken)
    with clock.at(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)):
        assert schedules.tick() == []
    assert len(others) == 1 == Job.objects.count()
