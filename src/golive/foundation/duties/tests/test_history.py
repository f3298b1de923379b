"""Any past day as it was known on it: from the changes written until then, and from what time alone had done."""

from datetime import date, timedelta

import pytest

from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.duties import services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.models import Obligation, StateChange
from golive.foundation.duties.reckoning import history
from golive.foundation.duties.registry import Occurrence
from golive.foundation.duties.tests.factories import SHANGHAI, local


def run(project, when):
    with clock.at(local(when)):
        evaluate(project)


def then(project, when, duty_id="M4", key="2026-W10"):
    """The state of one obligation at a past moment, by both forms, which must agree about every obligation."""
    moment = local(when)
    at = history.clock_of(project, moment)
    one = {s.obligation_id: s.state_at(at) for s in history.known(project, moment)}
    other = dict(history.ledger(project, moment).values_list("number", "stands"))
    assert one == other
    found = Obligation.objects.filter(project=project, duty_id=duty_id, key=key).first()
    return one.get(found.pk) if found else None


def test_time_alone_makes_due_and_overdue(cast, prove):
    prove("M4")
    run(cast.project, "2026-03-02 09:00")
    assert then(cast.project, "2026-03-01 12:00") is None
    assert then(cast.project, "2026-03-02 09:00") == "due"
    assert then(cast.project, "2026-03-06 18:00") == "due"
    assert then(cast.project, "2026-03-06 18:01") == "overdue"
    assert then(cast.project, "2026-03-05 18:00", key="2026-W11") == "upcoming"
    assert then(cast.project, "2026-03-10 18:00", key="2026-W11") == "due"
    assert then(cast.project, "2026-03-20 18:00", key="2026-W11") == "overdue"


def test_what_is_proved_later_was_open_before(cast, prove):
    reports = prove("M4")
    run(cast.project, "2026-03-02 09:00")
    reports.fact("2026-03-09 15:00", "周报", period="2026-W10")
    run(cast.project, "2026-03-11 10:00")
    assert then(cast.project, "2026-03-05 10:00") == "due"
    assert then(cast.project, "2026-03-10 10:00") == "overdue"
    assert then(cast.project, "2026-03-11 10:00") == "met_late"
    del reports.facts[:]
    run(cast.project, "2026-03-16 10:00")
    assert then(cast.project, "2026-03-15 10:00") == "met_late"
    assert then(cast.project, "2026-03-16 10:00") == "overdue"


def test_partly_stays_partly_until_it_is_overdue(cast, prove):
    from golive.foundation.duties.registry import Missing

    plan = prove("M1")
    plan.fact("2026-03-03 10:00", "计划草稿")
    plan.missing.append(Missing("批准"))
    run(cast.project, "2026-03-04 10:00")
    row = Obligation.objects.get(duty_id="M1")
    assert then(cast.project, "2026-03-04 10:00", "M1", row.key) == "partly"
    after = row.due_at + timedelta(minutes=1)
    assert then(cast.project, f"{after.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", "M1", row.key) == ("overdue")


def test_a_waiver_ends_by_itself(cast, prove):
    prove("M4")
    run(cast.project, "2026-03-04 10:00")
    with clock.at(local("2026-03-05 10:00")):
        row = Obligation.objects.get(duty_id="M4", key="2026-W10")
        services.waive(cast.sponsor, row, reason="节后补", until=date(2026, 3, 10))
        evaluate(cast.project)
    assert then(cast.project, "2026-03-05 09:59") == "due"
    assert then(cast.project, "2026-03-05 10:00") == "waived"
    assert then(cast.project, "2026-03-10 23:59") == "waived"
    assert then(cast.project, "2026-03-11 00:00") == "overdue"


def test_what_no_longer_holds_was_owed_before(cast, prove):
    tickets = prove("V5").occurrences
    tickets.append(Occurrence("t:1", local("2026-03-03 10:00"), "工单"))
    run(cast.project, "2026-03-04 10:00")
    del tickets[:]
    run(cast.project, "2026-03-06 10:00")
    assert then(cast.project, "2026-03-05 10:00", "V5", "t:1") in ("due", "overdue")
    assert then(cast.project, "2026-03-06 10:00", "V5", "t:1") == "withdrawn"
    assert then(cast.project, "2026-03-05 10:00", "S1", "requirements") == "unconnected"


def test_clocks_that_stand_still_make_nothing_overdue(cast, prove):
    prove("M4")
    run(cast.project, "2026-03-02 09:00")
    Project.objects.filter(pk=cast.project.pk).update(state=Project.State.ON_HOLD)
    run(cast.project, "2026-03-05 09:00")
    with clock.at(local("2026-03-20 12:00")):
        assert then(cast.project, "2026-03-12 10:00") == "due"
    Project.objects.filter(pk=cast.project.pk).update(state=Project.State.RUNNING)
    run(cast.project, "2026-03-16 09:00")
    assert then(cast.project, "2026-03-12 10:00") == "due"


def test_a_change_older_than_whole_snapshots_takes_the_rest_from_the_obligation(cast, prove):
    prove("M4")
    run(cast.project, "2026-03-02 09:00")
    StateChange.objects.update(opens_at=None, grace_until=None, person=None)
    assert then(cast.project, "2026-03-10 18:00", key="2026-W11") == "due"
    found = next(s for s in history.known(cast.project, local("2026-03-03 09:00")) if s.duty_id == "M4")
    assert found.person_id == cast.pm.pk
    assert set(
        history.ledger(cast.project, local("2026-03-03 09:00")).filter(duty="M4").values_list("who", flat=True)
    ) == {cast.pm.pk}


def test_today_is_the_last_of_all_days(cast, prove):
    for duty_id in ("M3", "M4", "I10", "B2"):
        prove(duty_id).fact("2026-03-05 10:00", "记录")
    run(cast.project, "2026-03-02 09:00")
    run(cast.project, "2026-04-10 09:00")
    with clock.at(local("2026-04-14 09:00")):  # nobody has looked since
        columns = ("number", "duty", "spot", "period", "who", "due", "opened", "proved", "stands")
        today = sorted(history.ledger(cast.project).values_list(*columns))
        assert today == sorted(history.ledger(cast.project, clock.now()).values_list(*columns))
        evaluate(cast.project)
        assert dict(history.ledger(cast.project).values_list("number", "stands")) == dict(
            Obligation.objects.filter(project=cast.project).values_list("pk", "state")
        )


@pytest.mark.parametrize("more", [0, 6])
def test_one_query_however_long_the_past(cast, prove, django_assert_num_queries, more):
    prove("M4")
    for week in range(more + 1):
        with clock.at(local("2026-03-02 09:00") + timedelta(weeks=week)):
            evaluate(cast.project)
    with django_assert_num_queries(1):
        history.known(cast.project, local("2026-12-02 09:00"))
