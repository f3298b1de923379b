"""Verdicts: cases by hand, and what must hold whatever happens."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from golive.foundation.duties.reckoning.rules import Docket, Prior, judge
from golive.foundation.duties.reckoning.windows import Window
from golive.foundation.duties.registry import Evidence, Fact, Missing, Occurrence
from golive.foundation.duties.states import DONE, State
from golive.foundation.duties.tests.factories import local

OPENS, DUE, NOW = local("2026-03-02 00:00"), local("2026-03-06 18:00"), local("2026-03-04 12:00")
LATER = local("2026-03-09 12:00")
WEEK = Window("2026-W10", OPENS, DUE, DUE + timedelta(hours=8), OPENS, OPENS + timedelta(days=7), periodic=True)
PHASE = replace(WEEK, key="requirements", periodic=False, alone=True)


def fact(when, **kwargs):
    return Fact(local(when), None, "x", **kwargs)


def verdict(window=WEEK, evidence=None, now=NOW, prior=None, place="", **kwargs):
    return judge(window, Docket(evidence or Evidence(), place), prior, now, **kwargs)


def after(v):
    """What the next evaluation knows of this one."""
    return Prior(v.state, v.opens, v.due, v.grace, v.met_at, v.lost_at, bool(v.missing))


def test_nothing_on_record():
    assert verdict(now=OPENS - timedelta(days=9)).state == State.UPCOMING
    assert verdict(now=NOW).state == State.DUE
    assert verdict(now=DUE).state == State.DUE
    assert verdict(now=DUE + timedelta(minutes=1)).state == State.OVERDUE


def test_three_days_before_it_is_due_it_is_due_though_not_open():
    narrow = replace(WEEK, opens=DUE - timedelta(days=2))
    assert verdict(narrow, now=DUE - timedelta(days=3)).state == State.DUE
    assert verdict(narrow, now=DUE - timedelta(days=3, minutes=1)).state == State.UPCOMING


def test_tomorrow_s_backup_is_not_due_today():
    day = replace(WEEK, opens=DUE - timedelta(hours=18))
    assert verdict(day, now=DUE - timedelta(days=1)).state == State.UPCOMING


def test_a_fact_in_the_week_meets_it_and_one_of_another_week_does_not():
    assert verdict(evidence=Evidence([fact("2026-03-03 10:00")])).state == State.MET
    assert verdict(evidence=Evidence([fact("2026-03-01 10:00")])).state == State.DUE
    assert verdict(evidence=Evidence([fact("2026-03-09 10:00")]), now=LATER).state == State.OVERDUE


def test_a_fact_may_name_the_week_it_is_for():
    late = Evidence([fact("2026-03-09 10:00", period="2026-W10")])
    assert verdict(evidence=late, now=LATER).state == State.MET_LATE
    assert verdict(evidence=Evidence([fact("2026-03-03 10:00", period="2026-W09")])).state == State.DUE


def test_a_fact_after_the_due_time_of_its_week_is_late():
    found = verdict(evidence=Evidence([fact("2026-03-07 10:00")]), now=LATER)
    assert (found.state, found.met_at) == (State.MET_LATE, local("2026-03-07 10:00"))


def test_some_facts_and_something_missing_is_partly_met_until_it_is_due():
    some = Evidence([fact("2026-03-03 10:00")], [Missing("y")])
    assert verdict(PHASE, some).state == State.PARTLY
    assert verdict(PHASE, some, now=LATER).state == State.OVERDUE


def test_a_state_duty_is_met_at_its_last_fact():
    both = Evidence([fact("2026-03-07 10:00"), fact("2026-03-03 10:00")])
    found = verdict(PHASE, both, now=LATER)
    assert (found.state, found.met_at) == (State.MET_LATE, local("2026-03-07 10:00"))


def test_complete_overrides_and_still_needs_a_fact():
    one = [fact("2026-03-03 10:00")]
    assert verdict(PHASE, Evidence(one, complete=False)).state == State.PARTLY
    assert verdict(PHASE, Evidence(one, [Missing("y")], complete=True)).state == State.MET
    assert verdict(PHASE, Evidence([], complete=True)).state == State.DUE
    said = Evidence([fact("2026-03-03 10:00", place="department:7")], complete={"department:7": False})
    assert verdict(PHASE, said, place="department:7").state == State.PARTLY


def test_places_are_judged_apart_and_a_project_takes_them_all():
    sales = Evidence([fact("2026-03-03 10:00", place="department:7")], [Missing("y", place="department:8")])
    assert verdict(PHASE, sales, place="department:7").state == State.MET
    assert verdict(PHASE, sales, place="department:8").state == State.DUE
    assert verdict(PHASE, sales, place="").state == State.PARTLY
    nowhere = Evidence([fact("2026-03-03 10:00")])
    assert verdict(PHASE, nowhere, place="department:7").state == State.DUE


def test_evidence_that_vanishes_lets_it_fall_back_and_says_since_when():
    met = verdict(PHASE, Evidence([fact("2026-03-03 10:00")]))
    fallen = verdict(PHASE, prior=after(met), now=LATER)
    assert (fallen.state, fallen.lost_at) == (State.OVERDUE, LATER)
    again = verdict(PHASE, prior=after(fallen), now=LATER + timedelta(hours=1))
    assert again.lost_at == LATER


def test_what_was_seen_overdue_never_becomes_on_time():
    overdue = verdict(PHASE, now=LATER)
    backdated = verdict(PHASE, Evidence([fact("2026-03-03 10:00")]), prior=after(overdue), now=LATER)
    assert (backdated.state, backdated.met_at) == (State.MET_LATE, LATER)


def test_what_was_met_stays_met_when_more_is_signed_later():
    met = verdict(PHASE, Evidence([fact("2026-03-03 10:00")]))
    more = Evidence([fact("2026-03-03 10:00"), fact("2026-03-09 10:00")])
    assert verdict(PHASE, more, prior=after(met), now=LATER).state == State.MET


def test_what_is_done_keeps_its_dates_when_the_phase_moves():
    one = Evidence([fact("2026-03-03 10:00")])
    met = verdict(PHASE, one)
    moved = replace(PHASE, due=local("2026-03-02 18:00"))
    assert verdict(moved, one, prior=after(met)).due == DUE


def test_a_general_gap_does_not_reopen_a_period_that_is_over_and_met():
    one, gap = [fact("2026-03-03 10:00")], [Missing("y")]
    met = verdict(evidence=Evidence(one))
    assert verdict(evidence=Evidence(one, gap), prior=after(met), now=LATER).state == State.MET
    assert verdict(evidence=Evidence(one, gap), prior=after(met), now=NOW).state == State.PARTLY
    open_ = verdict(evidence=Evidence(one, gap))
    assert verdict(evidence=Evidence(one, gap), prior=after(open_), now=LATER).state == State.OVERDUE


def test_a_second_cadence_counts_only_facts_that_name_their_period():
    month = replace(WEEK, key="2026-03", main=False)
    assert verdict(month, Evidence([fact("2026-03-03 10:00")])).state == State.DUE
    assert verdict(month, Evidence([fact("2026-03-03 10:00", period="2026-03")])).state == State.MET


def test_an_event_is_met_when_it_is_closed():
    def at(closed):
        return replace(WEEK, event=Occurrence("k", OPENS, "x", closed_at=closed))

    assert verdict(at(None)).state == State.DUE
    assert verdict(at(local("2026-03-03 10:00"))).state == State.MET
    assert verdict(at(local("2026-03-07 10:00")), now=LATER).state == State.MET_LATE
    assert verdict(at(LATER)).state == State.DUE  # closed in the future: not yet


def test_waived_until_evidence_arrives():
    assert verdict(now=LATER, waived=True).state == State.WAIVED
    assert verdict(evidence=Evidence([fact("2026-03-07 10:00")]), now=LATER, waived=True).state == State.MET_LATE


moments = st.integers(-20 * 24, 30 * 24).map(lambda h: OPENS + timedelta(hours=h))
facts = st.lists(
    st.builds(
        Fact,
        at=moments,
        who_id=st.none(),
        label=st.just("x"),
        place=st.sampled_from(["", "department:7", "department:8"]),
        period=st.sampled_from(["", "2026-W10", "2026-W11"]),
    ),
    max_size=4,
)
gaps = st.lists(st.builds(Missing, st.just("y"), place=st.sampled_from(["", "department:7"])), max_size=2)
evidences = st.builds(Evidence, facts, gaps, complete=st.sampled_from([None, None, True, False]))
windows = st.sampled_from([WEEK, PHASE, replace(WEEK, main=False), replace(PHASE, alone=False)])
places = st.sampled_from(["", "department:7"])


@given(windows, evidences, moments, places)
def test_never_met_without_a_fact_and_never_overdue_before_it_is_due(window, evidence, now, place):
    found = verdict(window, evidence, now, place=place)
    if found.state in DONE:
        assert any(f.at <= now for f in found.facts)
        assert (found.met_at <= found.due) == (found.state == State.MET)
        assert found.met_at <= now
    if found.state == State.OVERDUE:
        assert now > found.due
    assert all(f.at <= now for f in found.facts)


@given(windows, evidences, moments, places)
def test_judging_again_changes_nothing(window, evidence, now, place):
    first = verdict(window, evidence, now, place=place)
    again = verdict(window, evidence, now, place=place, prior=after(first))
    assert again == first


@given(windows, evidences, st.lists(moments, min_size=2, max_size=5), places)
def test_what_was_overdue_never_becomes_met_on_time(window, evidence, times, place):
    prior, overdue = None, False
    for n, now in enumerate(sorted(times)):
        shown = evidence if n % 2 else Evidence()  # evidence comes and goes
        found = verdict(window, shown, now, place=place, prior=prior)
        if overdue:
            assert found.state != State.MET
        overdue = overdue or found.state == State.OVERDUE
        prior = after(found)
