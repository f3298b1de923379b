"""When a duty is owed: cadences on the Chinese calendar, phases, go-live, and what is not yet planned."""

from dataclasses import replace
from datetime import date, timedelta

from golive.engines.worktime import china_standard
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.reckoning.windows import Timing, windows_of
from golive.foundation.duties.registry import Occurrence
from golive.foundation.duties.tests.factories import PHASES, local


def timing(now, **changes):
    made = Timing(china_standard(), date(2026, 3, 2), date(2027, 1, 4), tuple(PHASES), local(now))
    return replace(made, **changes)


def by_key(duty_id, now, **changes):
    return {w.key: w for w in windows_of(DUTIES[duty_id], timing(now), **changes)}


def test_a_weekly_report_moves_with_the_shifted_working_days():
    """2026: 1 to 7 October is free and Friday 2 October with it, Saturday 10 October is worked."""
    found = by_key("M4", "2026-09-20 09:00")
    assert found["2026-W39"].due == local("2026-09-24 18:00")  # Friday the 25th is Mid-Autumn
    assert found["2026-W40"].due == local("2026-09-30 18:00")
    assert "2026-W42" in found


def test_nothing_is_owed_before_the_project_began_nor_far_ahead():
    found = by_key("M4", "2026-03-05 09:00")
    assert min(w.due for w in found.values()) == local("2026-03-06 18:00")
    assert max(w.due for w in found.values()) < local("2026-03-05 09:00") + timedelta(days=35)


def test_a_duty_of_a_later_phase_shows_when_it_first_comes_round():
    (first,) = by_key("E2", "2026-03-05 09:00").values()
    assert first.due == local("2026-12-11 18:00")


def test_the_second_cadence_has_its_own_windows():
    found = by_key("M4", "2026-03-05 09:00")
    assert found["2026-03"].due == local("2026-03-31 18:00")
    assert not found["2026-03"].main
    assert found["2026-W10"].main


def test_a_phase_ends_on_its_last_working_day():
    assert by_key("B2", "2026-03-05 09:00")["requirements"].due == local("2026-04-30 18:00")
    spans = (replace(PHASES[0], end=date(2026, 5, 3)),)  # the third day of the May holiday
    assert windows_of(DUTIES["B1"], timing("2026-03-05 09:00", phases=spans))[0].due == local("2026-04-30 18:00")


def test_evaluations_follow_go_live():
    found = by_key("C5", "2026-03-05 09:00")
    assert list(found) == ["D30", "D90", "D180", "D365"]
    assert found["D30"].due == local("2027-02-03 18:00")
    assert found["D90"].opens == found["D30"].due


def test_an_event_is_due_in_working_hours_unless_a_date_was_agreed():
    opened = local("2026-03-06 17:00")  # Friday
    events = [Occurrence("a", opened, "a"), Occurrence("b", opened, "b", due_at=local("2026-03-07 12:00"))]
    found = by_key("V5", "2026-03-06 18:00", events=events)
    assert found["a"].due == local("2026-03-09 17:00")
    assert found["b"].due == local("2026-03-07 12:00")


def test_a_project_that_stood_still_owes_nothing_for_that_time():
    held = ((local("2026-03-09 00:00"), local("2026-03-20 12:00")),)
    keys = [w.key for w in windows_of(DUTIES["M3"], timing("2026-04-01 09:00", held=held))]
    assert keys[:3] == ["2026-W10", "2026-W12", "2026-W13"]


def test_without_phases_what_begins_with_the_project_is_owed_and_no_date_is_invented():
    assert windows_of(DUTIES["B2"], timing("2026-03-05 09:00", phases=())) == []
    assert windows_of(DUTIES["E2"], timing("2026-03-05 09:00", phases=())) == []
    assert windows_of(DUTIES["M3"], timing("2026-03-05 09:00", phases=()))


def test_an_unconnected_duty_shows_only_what_comes_next():
    (only,) = windows_of(DUTIES["M3"], timing("2026-06-01 09:00"), connected=False)
    assert only.due == local("2026-06-05 18:00")
