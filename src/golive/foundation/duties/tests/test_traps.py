"""What the second reckoning (tests/simulation) and common sense found wrong, one test each."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from golive.foundation import clock
from golive.foundation.accounts.models import Party, Project
from golive.foundation.accounts.tests.factories import person, place
from golive.foundation.duties import registry
from golive.foundation.duties import services as duties
from golive.foundation.duties.evaluate import evaluate, mark_dirty
from golive.foundation.duties.holding.assignments import members_of
from golive.foundation.duties.models import Assignment, Obligation, Pulse, Tailoring
from golive.foundation.duties.reckoning import history
from golive.foundation.duties.registry import Missing, Occurrence, department
from golive.foundation.duties.states import State
from golive.foundation.duties.tests.factories import local


def run(project, when):
    with clock.at(local(when)):
        return evaluate(project)


def one(duty_id, key="", **filters):
    return Obligation.objects.get(duty_id=duty_id, **({"key": key} if key else {}), **filters)


def become(project, state, when):
    """What the use cases of apps/projects do, which stand above this."""
    with clock.at(local(when)):
        Project.objects.filter(pk=project.pk).update(state=state)
        mark_dirty(project, "projects.any")


def set_off(assignment, when):
    assignment.switched_off_at = local(when)
    assignment.save()


def test_a_closed_project_that_is_taken_up_again_owes_nothing_for_that_time(cast, prove):
    prove("M4")
    run(cast.project, "2026-03-13 09:00")
    become(cast.project, Project.State.CLOSED, "2026-03-16 09:00")
    become(cast.project, Project.State.RUNNING, "2026-05-18 09:00")
    run(cast.project, "2026-05-20 09:00")
    owed = set(Obligation.objects.filter(duty_id="M4").exclude(state=State.WITHDRAWN).values_list("key", flat=True))
    assert {"2026-W10", "2026-W11", "2026-W21"} <= owed
    assert not owed & {f"2026-W{n}" for n in range(12, 21)}


def test_a_stop_begins_with_the_act_even_before_the_first_look(cast, prove):
    prove("M4")
    become(cast.project, Project.State.ON_HOLD, "2026-03-04 09:00")
    run(cast.project, "2026-03-20 09:00")
    assert Pulse.objects.get().held_since == local("2026-03-04 09:00")
    assert one("M4", "2026-W10").state == State.DUE


def test_the_clock_of_a_closed_project_stands_since_it_was_closed(cast, prove):
    prove("M4")
    run(cast.project, "2026-03-03 09:00")
    become(cast.project, Project.State.CLOSED, "2026-03-10 09:00")
    run(cast.project, "2026-04-10 09:00")
    assert history.clock_of(cast.project, local("2026-04-11 09:00")) == local("2026-03-10 09:00")


def test_what_is_done_survives_a_hand_over(cast, prove):
    """Named today, he records the meeting of yesterday; a month later somebody else answers for the duty."""
    reports = prove("M4")
    run(cast.project, "2026-03-02 09:00")
    with clock.at(local("2026-03-06 10:00")):
        duties.assign(cast.pm, cast.project, duty_id="M4", accountable=cast.qa)
    reports.fact("2026-03-05 15:00", who=cast.qa.pk)
    run(cast.project, "2026-03-06 11:00")
    with clock.at(local("2026-04-06 10:00")):
        duties.assign(cast.pm, cast.project, duty_id="M4", accountable=cast.consultant)
    run(cast.project, "2026-04-06 11:00")
    found = one("M4", "2026-W10")
    assert (found.state, found.person, found.why.get("drift")) == (State.MET, cast.qa, None)


def test_an_event_given_twice_is_owed_once(cast, prove):
    events = prove("S3").occurrences
    events += [Occurrence("d:1", local("2026-03-03 10:00"), "问题") for _ in range(2)]
    events[1] = replace(events[1], closed_at=local("2026-03-03 11:00"))
    run(cast.project, "2026-03-03 12:00")
    run(cast.project, "2026-03-03 12:00")
    assert one("S3").state == State.DUE


def test_an_event_at_a_place_that_is_switched_off_is_owed_nowhere(cast, prove):
    place(cast.project, person("stores"), Party.BUSINESS, cast.stores)
    Tailoring.objects.create(
        project=cast.project,
        duty_id="B6",
        by="department",
        reason="x",
        changed_by=cast.pm,
        changed_at=local("2026-03-02"),
    )
    opened, here = local("2026-03-03 10:00"), department(cast.stores.pk)
    prove("B6").occurrences.append(Occurrence("t:1", opened, "反馈", place=here, closed_at=local("2026-03-03 11:00")))
    run(cast.project, "2026-03-03 12:00")
    set_off(Assignment.objects.get(duty_id="B6", place=here), "2026-03-04")
    prove("B6").occurrences.append(Occurrence("t:2", opened, "反馈", place=here))
    run(cast.project, "2026-03-05 12:00")
    assert list(Obligation.objects.filter(duty_id="B6").values_list("place", "key", "state")) == [(here, "t:1", "met")]


def test_what_was_met_by_an_event_stays_when_the_duty_is_no_longer_held(cast, prove, monkeypatch):
    prove("S3").occurrences.append(
        Occurrence("d:1", local("2026-03-03 10:00"), "问题", closed_at=local("2026-03-03 11:00"))
    )
    run(cast.project, "2026-03-03 12:00")
    monkeypatch.setattr(registry, "_method", lambda project: {})
    run(cast.project, "2026-03-04 12:00")
    assert one("S3").state == State.MET


def test_nothing_is_proved_before_it_opens_while_something_is_missing(cast, prove):
    """M2 has several phases; one role is filled early, another is not."""
    roles = prove("M2")
    roles.fact("2026-03-01 10:00", period="trial")
    roles.missing.append(Missing("A role"))
    run(cast.project, "2026-03-02 09:00")
    assert one("M2", "trial").state == State.PARTLY


def test_evidence_lost_while_the_clock_stands_is_lost_when_it_was_seen(cast, prove):
    reports = prove("M4")
    gone = reports.fact("2026-03-04 10:00", period="2026-W10")
    run(cast.project, "2026-03-04 11:00")
    Project.objects.filter(pk=cast.project.pk).update(state=Project.State.ON_HOLD)
    run(cast.project, "2026-03-05 09:00")
    reports.facts.remove(gone)
    run(cast.project, "2026-04-20 09:00")
    assert one("M4", "2026-W10").lost_at == local("2026-04-20 09:00")


def test_a_due_time_that_a_closure_moves_before_its_month_can_be_kept(cast, prove):
    """1 May is a holiday: what is due on the first is due on 30 April, and opens that day."""
    Tailoring.objects.create(
        project=cast.project,
        duty_id="S4",
        rules={"monthly": "monthly day 1 18:00"},
        reason="x",
        changed_by=cast.pm,
        changed_at=local("2026-03-02"),
    )
    prove("S4").fact("2026-04-30 15:00")
    run(cast.project, "2026-04-30 16:00")
    found = one("S4", "2026-05")
    assert (found.opens_at, found.due_at) == (local("2026-04-30 00:00"), local("2026-04-30 18:00"))
    assert found.state == State.MET


def test_who_is_a_member_is_asked_by_the_projects_own_day(cast, prove):
    """In New York it is still Tuesday when it is Wednesday in Shanghai, whoever looks."""
    Project.objects.filter(pk=cast.project.pk).update(timezone="America/New_York")
    cast.project.refresh_from_db()
    cast.qa.memberships.update(valid_to=date(2026, 3, 3))
    with clock.at(local("2026-03-04 10:00")):
        assert cast.qa in [m.person for m in members_of(cast.project)]
    with clock.at(local("2026-03-04 13:00")):
        assert cast.qa not in [m.person for m in members_of(cast.project)]


@pytest.mark.parametrize(("second", "state"), [(0, State.MET), (1, State.MET_LATE)])
def test_a_second_late_is_late(cast, prove, second, state):
    reports = prove("M4")
    fact = reports.fact("2026-03-06 18:00", period="2026-W10")
    reports.facts[:] = [replace(fact, at=fact.at + timedelta(seconds=second))]
    run(cast.project, "2026-03-06 18:00")
    run(cast.project, "2026-03-06 19:00")
    # At 18:00:00 it was not overdue yet, so that being looked at proves nothing against it.
    assert one("M4", "2026-W10").state == state


def test_what_is_dated_in_the_future_is_not_known_yet(cast, prove):
    prove("M4").fact("2026-03-06 15:00", period="2026-W10")
    run(cast.project, "2026-03-05 15:00")
    assert one("M4", "2026-W10").state == State.DUE
    run(cast.project, "2026-03-06 15:00")
    assert one("M4", "2026-W10").state == State.MET


def test_a_look_after_weeks_finds_what_was_done_in_time(cast, prove):
    prove("M4").fact("2026-03-12 15:00")
    run(cast.project, "2026-03-02 09:00")
    run(cast.project, "2026-04-20 09:00")
    assert (one("M4", "2026-W10").state, one("M4", "2026-W11").state) == (State.OVERDUE, State.MET)


def test_a_clock_turned_back_harms_nothing(cast, prove):
    prove("M4").fact("2026-03-12 15:00")
    run(cast.project, "2026-03-20 09:00")
    run(cast.project, "2026-03-11 09:00")
    assert one("M4", "2026-W11").state == State.DUE
    run(cast.project, "2026-03-20 09:00")
    assert one("M4", "2026-W11").state == State.MET
