"""Evaluation on the database: idempotent, follows evidence and phases, stands still on hold, few queries."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from golive.foundation import clock
from golive.foundation.accounts.models import Party
from golive.foundation.accounts.tests.factories import person, place
from golive.foundation.duties import registry
from golive.foundation.duties.catalogue import IDS
from golive.foundation.duties.evaluate import evaluate, evaluate_all, fresh, mark_dirty, timing_of
from golive.foundation.duties.matrix.heat import heat
from golive.foundation.duties.models import Assignment, Cover, Holder, Obligation, Pulse, StateChange, Tailoring
from golive.foundation.duties.registry import Evidence, Missing, Occurrence, department, words
from golive.foundation.duties.states import State
from golive.foundation.duties.tests.factories import local

START = "2026-03-02 09:00"


def run(project, when):
    with clock.at(local(when)):
        return evaluate(project)


def states(duty_id, **filters):
    rows = Obligation.objects.filter(duty_id=duty_id, **filters).exclude(state=State.WITHDRAWN)
    return dict(rows.values_list("key", "state"))


def test_every_duty_is_visible_with_its_owner_from_the_first_day(cast, prove):
    run(cast.project, START)
    assigned = {a.duty_id: a for a in Assignment.objects.filter(project=cast.project)}
    assert set(assigned) == set(IDS)
    assert assigned["M4"].accountable == cast.pm
    assert (assigned["B2"].place, assigned["B2"].accountable) == (department(cast.sales.pk), cast.business)
    assert (assigned["E2"].place, assigned["E2"].accountable) == (department(cast.sales.pk), cast.user)
    dated = set(Obligation.objects.values_list("duty_id", flat=True))
    assert {"A6", "E2", "C5", "B7", "V4"} <= dated
    assert set(Obligation.objects.values_list("state", flat=True)) == {State.UNCONNECTED}


def test_a_second_run_changes_nothing(cast, prove):
    reports = prove("M4")
    reports.fact("2026-03-06 15:00", "周报")
    prove("M3").missing.append(Missing(words("A response to %(risk)s", risk="R-1")))
    assert run(cast.project, "2026-04-01 10:00").new
    changes = StateChange.objects.count()
    assert not run(cast.project, "2026-04-01 10:00")
    assert StateChange.objects.count() == changes


def test_a_report_is_due_met_late_and_overdue(cast, prove):
    reports = prove("M4")
    run(cast.project, "2026-03-04 10:00")
    assert states("M4")["2026-W10"] == State.DUE
    reports.fact("2026-03-06 15:00", "周报", who=cast.pm.pk, url="/r/1")
    reports.fact("2026-03-14 10:00", "周报", period="2026-W11")
    run(cast.project, "2026-03-21 10:00")
    found = states("M4")
    assert [found[w] for w in ("2026-W10", "2026-W11", "2026-W12")] == [State.MET, State.MET_LATE, State.OVERDUE]
    row = Obligation.objects.get(duty_id="M4", key="2026-W10")
    assert row.person == cast.pm
    assert row.why["facts"][0]["url"] == "/r/1"


def test_nothing_is_owed_before_there_was_something_to_do(cast, prove):
    prove("M3").since = local("2026-03-16 09:00")  # the first risk was recorded in the third week
    run(cast.project, "2026-03-30 10:00")
    owed = {key: state for key, state in states("M3").items() if state == State.OVERDUE}
    assert set(owed) == {"2026-W12", "2026-W13"}


def test_a_second_cadence_without_evidence_is_said_to_be_unconnected(cast, prove, monkeypatch):
    prove("M4")
    monkeypatch.setattr(registry, "MAIN_ONLY", {"M4"})
    run(cast.project, "2026-03-30 10:00")
    found = states("M4")
    assert found["2026-W10"] == State.OVERDUE and found["2026-03"] == State.UNCONNECTED


def test_evidence_that_vanishes_makes_it_fall_back(cast, prove):
    signed = prove("B2")
    signed.fact("2026-04-20 10:00", "签字", place=department(cast.sales.pk))
    run(cast.project, "2026-04-21 10:00")
    assert states("B2") == {"requirements": State.MET}
    signed.facts.clear()
    signed.missing.append(Missing(words("Signature on %(code)s", code="REQ-1"), place=department(cast.sales.pk)))
    run(cast.project, "2026-05-06 10:00")
    assert states("B2") == {"requirements": State.OVERDUE}
    row = Obligation.objects.get(duty_id="B2")
    assert row.why["lost_at"]
    assert list(row.changes.values_list("was", "became")) == [("", "met"), ("met", "overdue")]


def test_moving_a_phase_moves_what_is_open_and_leaves_what_is_done(cast, prove, phases):
    prove("B1").fact("2026-04-20 10:00", "需求", place=department(cast.sales.pk))
    prove("B2")
    run(cast.project, "2026-04-21 10:00")
    phases[0] = replace(phases[0], end=date(2026, 5, 29))
    run(cast.project, "2026-04-22 10:00")
    assert Obligation.objects.get(duty_id="B1").due_at == local("2026-04-30 18:00")
    moved = Obligation.objects.get(duty_id="B2")
    assert moved.due_at == local("2026-05-29 18:00")
    assert moved.changes.count() == 2


def test_what_a_moved_phase_no_longer_asks_for_is_withdrawn_and_may_come_back(cast, prove, phases):
    prove("E2")
    run(cast.project, "2026-12-07 10:00")
    assert "2026-W50" in states("E2")
    phases[3] = replace(phases[3], start=date(2026, 12, 21))
    run(cast.project, "2026-12-07 11:00")
    assert "2026-W50" not in states("E2")
    assert Obligation.objects.get(duty_id="E2", key="2026-W50").state == State.WITHDRAWN
    phases[3] = replace(phases[3], start=date(2026, 12, 5))
    run(cast.project, "2026-12-07 12:00")
    assert states("E2")["2026-W50"] == State.DUE


def test_a_project_on_hold_makes_nothing_new_and_owes_nothing_for_that_time(cast, prove):
    prove("M3")
    run(cast.project, "2026-03-06 20:00")
    cast.project.state = "on_hold"
    cast.project.save()
    assert not run(cast.project, "2026-03-07 10:00")
    assert not run(cast.project, "2026-06-01 10:00")
    cast.project.state = "running"
    cast.project.save()
    run(cast.project, "2026-06-02 10:00")
    found = states("M3")
    assert found["2026-W10"] == State.OVERDUE
    assert "2026-W15" not in found
    assert found["2026-W23"] == State.DUE


def test_events_are_owed_by_whom_they_name(cast, prove):
    tickets = prove("V5")
    tickets.occurrences.append(Occurrence("t:1", local("2026-03-03 10:00"), "工单 1"))
    tickets.occurrences.append(Occurrence("t:2", local("2026-03-03 10:00"), "工单 2", person_id=cast.it.pk))
    run(cast.project, "2026-03-03 11:00")
    assert dict(Obligation.objects.filter(duty_id="V5").values_list("key", "person")) == {
        "t:1": cast.vendor.pk,
        "t:2": cast.it.pk,
    }
    tickets.occurrences[0] = replace(tickets.occurrences[0], closed_at=local("2026-03-03 15:00"))
    del tickets.occurrences[1]
    run(cast.project, "2026-03-05 11:00")
    rows = dict(Obligation.objects.filter(duty_id="V5").values_list("key", "state"))
    assert rows == {"t:1": State.MET, "t:2": State.WITHDRAWN}
    tickets.occurrences.clear()  # the ticket that proved it is gone
    run(cast.project, "2026-03-06 11:00")
    assert set(Obligation.objects.filter(duty_id="V5").values_list("state", flat=True)) == {State.WITHDRAWN}


def test_departments_that_join_get_their_own_duties(cast, prove):
    prove("B2")
    run(cast.project, START)
    keeper = person("keeper", cast.project.client)
    place(cast.project, keeper, Party.BUSINESS, cast.stores)
    run(cast.project, START)
    rows = Obligation.objects.filter(duty_id="B2").values_list("place", "person")
    assert set(rows) == {
        (department(cast.sales.pk), cast.business.pk),
        (department(cast.stores.pk), keeper.pk),
    }


def test_whoever_leaves_is_replaced_and_a_party_without_people_is_a_gap(cast, prove):
    run(cast.project, START)
    cast.project.memberships.filter(party=Party.QA).update(valid_to=date(2026, 3, 1))
    successor = person("successor", cast.project.client)
    place(cast.project, successor, Party.PM)
    cast.project.memberships.filter(person=cast.pm).update(valid_to=date(2026, 3, 1))
    run(cast.project, "2026-03-03 09:00")
    rows = {a.duty_id: a.accountable for a in Assignment.objects.all()}
    assert rows["Q1"] is None
    assert rows["M4"] == successor


def test_broken_evidence_leaves_its_duty_alone_and_stops_no_other(cast, prove, monkeypatch, caplog):
    prove("M3").fact("2026-03-03 10:00")
    prove("M4")
    run(cast.project, "2026-03-04 10:00")
    from golive.foundation.duties import registry

    monkeypatch.setitem(registry.EVIDENCE, "M3", lambda project: 1 / 0)
    run(cast.project, "2026-03-09 10:00")
    assert states("M3")["2026-W10"] == State.MET
    assert states("M4")["2026-W10"] == State.OVERDUE
    assert "M3" in caplog.text


def test_the_past_can_be_shown_as_it_was(cast, prove):
    reports = prove("M4")
    run(cast.project, "2026-03-09 10:00")
    reports.fact("2026-03-10 15:00", "周报", period="2026-W10")
    run(cast.project, "2026-03-11 10:00")

    def known(when):
        return heat(cast.project, local(when).date(), local(when)).duties

    assert known("2026-03-09 23:00")["M4"].counts["overdue"] == 1
    assert known("2026-03-12 00:00")["M4"].counts["met_late"] == 1
    assert not known("2026-03-01 00:00")


def test_fresh_evaluates_when_something_happened_or_ten_minutes_ago(cast, prove, django_assert_num_queries):
    with clock.at(local(START)):
        fresh(cast.project)
        with django_assert_num_queries(1):
            fresh(cast.project)
        mark_dirty(cast.project)
        assert Pulse.objects.get(project=cast.project).dirty
        fresh(cast.project)
        assert not Pulse.objects.get(project=cast.project).dirty
    with clock.at(local(START) + timedelta(minutes=10)):
        fresh(cast.project)
    assert Pulse.objects.get(project=cast.project).evaluated_at == local(START) + timedelta(minutes=10)


def test_a_use_case_makes_the_duties_of_its_project_stale(cast, prove, django_capture_on_commit_callbacks):
    from golive.foundation.accounts import services

    run(cast.project, START)
    with django_capture_on_commit_callbacks(execute=True):
        services.name_member(cast.pm, cast.project, person=cast.qa, party="T", role_title="测试")
    assert Pulse.objects.get(project=cast.project).dirty


def test_all_projects_are_evaluated_but_closed_ones(cast, prove):
    cast.other_project.state = "closed"
    cast.other_project.save()
    with clock.at(local(START)):
        assert evaluate_all() == 1
    assert not Obligation.objects.filter(project=cast.other_project).exists()


@pytest.mark.parametrize("later", ["2026-11-23 10:00"])
def test_the_number_of_queries_does_not_grow_with_the_obligations(cast, prove, later):
    for duty_id in ("M3", "M4", "I10", "B2"):
        prove(duty_id)

    def queries(when):
        run(cast.project, when)
        with CaptureQueriesContext(connection) as captured:
            assert not run(cast.project, when)
        return len(captured), Obligation.objects.count()

    few, rows = queries(START)
    many, more_rows = queries(later)
    assert more_rows > rows * 2
    assert many <= few
    assert many <= 34


def test_what_was_done_by_the_wrong_person_proves_nothing_and_is_kept(cast, prove):
    reports = prove("M4")
    reports.fact("2026-03-04 10:00", "周报", who=cast.vendor.pk, period="2026-W10")
    run(cast.project, "2026-03-05 10:00")
    row = Obligation.objects.get(duty_id="M4", key="2026-W10")
    assert row.state == State.DUE and "facts" not in row.why
    assert [f["who"] for f in row.why["drift"]] == [cast.vendor.pk]


def test_a_stand_in_acts_and_his_facts_count_on_the_days_of_the_cover(cast, prove):
    reports = prove("M4")
    cover = Cover.objects.create(
        project=cast.project,
        person=cast.pm,
        stand_in=cast.qa,
        first_day=date(2026, 3, 4),
        last_day=date(2026, 3, 6),
        by=cast.pm,
        at=local(START),
    )
    reports.fact("2026-03-06 17:00", "周报", who=cast.qa.pk, period="2026-W10")
    reports.fact("2026-03-13 10:00", "周报", who=cast.qa.pk, period="2026-W11")
    run(cast.project, "2026-03-05 10:00")
    assert Obligation.objects.get(duty_id="M4", key="2026-W10").acting == cast.qa
    run(cast.project, "2026-03-14 10:00")
    found = states("M4")
    assert (found["2026-W10"], found["2026-W11"]) == (State.MET, State.OVERDUE)
    assert Obligation.objects.get(duty_id="M4", key="2026-W11").acting is None
    cover.ended_at = local("2026-03-06 12:00")  # the afternoon report was not his any more
    cover.save()
    run(cast.project, "2026-03-15 10:00")
    assert states("M4")["2026-W10"] == State.OVERDUE


def test_where_somebody_is_named_responsible_the_others_of_the_party_are_not(cast, prove):
    reports = prove("M4")
    other = person("other", cast.project.client)
    place(cast.project, other, Party.PM)
    run(cast.project, START)
    reports.fact("2026-03-04 10:00", "周报", who=other.pk, period="2026-W10")
    run(cast.project, "2026-03-05 10:00")
    assert states("M4")["2026-W10"] == State.MET
    assignment = Assignment.objects.get(project=cast.project, duty_id="M4")
    Holder.objects.create(assignment=assignment, person=cast.team, letter="R", since=local(START))
    run(cast.project, "2026-03-05 11:00")
    assert states("M4")["2026-W10"] == State.DUE


def test_a_fact_that_stands_aside_neither_proves_nor_drifts(cast, prove):
    reports = prove("M4")
    reports.fact("2026-03-04 10:00", "发起人阅签", who=cast.sponsor.pk, period="2026-W10", aside=True)
    run(cast.project, "2026-03-05 10:00")
    row = Obligation.objects.get(duty_id="M4", key="2026-W10")
    assert row.state == State.DUE and "drift" not in row.why


def test_a_weekly_duty_held_monthly_takes_the_facts_of_its_weeks(cast, prove):
    reports = prove("M3")
    Tailoring.objects.create(
        project=cast.project,
        duty_id="M3",
        rules={"weekly": "monthly workday -1 18:00"},
        reason="50 人的公司",
        changed_by=cast.pm,
        changed_at=local(START),
    )
    reports.fact("2026-03-12 10:00", "评审", period="2026-W11")
    reports.missing.append(Missing("R-1 的评审", period="2026-W12"))
    run(cast.project, "2026-04-01 10:00")
    assert states("M3")["2026-03"] == State.MET


@pytest.mark.parametrize("moved_after", [False, True])
def test_what_was_open_when_a_project_stopped_keeps_the_time_it_had_left(cast, prove, phases, moved_after):
    prove("B2")
    tickets = prove("V5")
    tickets.occurrences.append(Occurrence("t:1", local("2026-04-29 15:00"), "工单", due_at=local("2026-04-30 11:00")))
    phases[0] = replace(phases[0], dated_at=local(START))
    run(cast.project, "2026-04-29 16:00")
    cast.project.state = "on_hold"
    cast.project.save()
    run(cast.project, "2026-04-29 16:00")  # ten working hours before the phase ends: 16–18 and the whole of the 30th
    assert states("B2") == {"requirements": State.DUE}
    run(cast.project, "2026-05-08 18:00")
    assert states("B2") == {"requirements": State.DUE}
    cast.project.state = "running"
    cast.project.save()
    if moved_after:
        phases[0] = replace(phases[0], dated_at=local("2026-05-08 17:00"))
    run(cast.project, "2026-05-09 09:00")
    row = Obligation.objects.get(duty_id="B2")
    timing = timing_of(cast.project, Pulse.objects.get(project=cast.project), local("2026-05-09 09:00"))
    left = timing.calendar.minutes_between(local("2026-04-29 16:00"), local("2026-04-30 18:00"))
    expected = local("2026-04-30 18:00") if moved_after else timing.calendar.add(local("2026-05-09 09:00"), left)
    assert row.due_at == expected
    event = Obligation.objects.get(duty_id="V5", key="t:1")
    assert event.due_at == timing.calendar.add(
        local("2026-05-09 09:00"), timing.calendar.minutes_between(local("2026-04-29 16:00"), local("2026-04-30 11:00"))
    )


def test_facts_are_seen_while_the_clock_stands_still(cast, prove):
    reports = prove("M4")
    run(cast.project, "2026-03-04 10:00")
    cast.project.state = "on_hold"
    cast.project.save()
    run(cast.project, "2026-03-04 10:00")
    reports.fact("2026-03-09 10:00", "周报", period="2026-W10")
    run(cast.project, "2026-03-09 11:00")
    assert states("M4")["2026-W10"] == State.MET


def test_only_what_a_use_case_touches_is_looked_at_again(cast, prove, monkeypatch):
    asked = []
    for duty_id in ("M3", "M4"):
        prove(duty_id)
        monkeypatch.setitem(
            registry.EVIDENCE, duty_id, lambda project, duty_id=duty_id: asked.append(duty_id) or Evidence()
        )
    monkeypatch.setitem(registry.WATCHES, "M3", ("control.",))
    monkeypatch.setitem(registry.WATCHES, "M4", ("reports.",))
    with clock.at(local(START)):
        evaluate(cast.project)
        asked.clear()
        mark_dirty(cast.project, "control.review_risk")
        fresh(cast.project)
        assert asked == ["M3"]
        assert Pulse.objects.get(project=cast.project).stale == []
        mark_dirty(cast.project, "accounts.name_member")
        asked.clear()
        fresh(cast.project)
        assert asked == ["M3", "M4"]
