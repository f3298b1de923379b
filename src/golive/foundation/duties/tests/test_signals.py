"""What the engine notices by itself: of every kind what raises it, what ends it, who is told, and what is proposed."""

from datetime import timedelta

import pytest

from golive.foundation import clock
from golive.foundation.accounts.models import Department, Membership, Party
from golive.foundation.accounts.tests.factories import person, place
from golive.foundation.duties import registry, services
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.duties.holding.assignments import ensure_assignments
from golive.foundation.duties.models import Assignment, Obligation, Signal
from golive.foundation.duties.noticing import signals
from golive.foundation.duties.registry import Claim, department
from golive.foundation.duties.tests.factories import local
from golive.foundation.notify.models import Notification
from golive.foundation.words import Words, words

pytestmark = pytest.mark.django_db
MONDAY = local("2026-03-09 10:00")


@pytest.fixture(autouse=True)
def monday(prove, monkeypatch):
    monkeypatch.setattr(registry, "CLAIMS", {})
    with clock.at(MONDAY):
        yield


@pytest.fixture
def found(cast):
    """found("gap") → the signals of a kind that are open now, by key."""

    def look(kind):
        evaluate(cast.project)
        signals.refresh(cast.project)
        return {s.key: s for s in Signal.objects.filter(project=cast.project, kind=kind, ended_at=None)}

    return look


def say(signal, part="text"):
    return Words.from_json(getattr(signal, part)).render()


def told(who):
    return [str(n) for n in Notification.objects.filter(person=who, kind="duties.signal")]


def leave(who):
    Membership.objects.filter(person=who).delete()


def owe(cast, duty_id, who, *, count=1, due=None, state="due", place_="", why=None):
    """Obligations, written as the engine would."""
    assignment, _ = Assignment.objects.get_or_create(
        project=cast.project, duty_id=duty_id, place=place_, defaults={"accountable": who}
    )
    when = due or clock.now() + timedelta(days=5)
    at = {"opens_at": when - timedelta(days=30), "due_at": when, "grace_until": when, "state_since": when}
    for n in range(count):
        Obligation.objects.create(
            project=cast.project,
            assignment=assignment,
            duty_id=duty_id,
            place=place_,
            key=f"t{n}",
            person=who,
            state=state,
            why=why or {},
            **at,
        )
    return assignment


# Gap


def test_a_duty_without_a_person_is_a_gap_until_somebody_is_named(cast, found):
    leave(cast.care)
    gap = found("gap")["gap:A6:"]
    assert (gap.duty_id, gap.party) == ("A6", "A")
    assert "A6" in say(gap)
    given = gap.proposal["assign"]
    assert (given["duty"], given["place"]) == ("A6", "")
    services.assign(cast.pm, cast.project, duty_id="A6", accountable=cast.it)
    assert "gap:A6:" not in found("gap")
    assert Signal.objects.get(pk=gap.pk).ended_at == MONDAY


def test_the_proposal_is_the_least_loaded_of_those_who_usually_do_it(cast, found):
    leave(cast.care)
    second = person("second", cast.it.organisation)
    place(cast.project, second, Party.IT)
    ensure_assignments(cast.project)
    owe(cast, "I11", cast.it, count=3)
    signals.refresh(cast.project)
    (gap,) = Signal.objects.filter(key="gap:A1:")
    assert gap.proposal["assign"]["person"] == second.pk


def test_the_manager_is_told_once_of_many_gaps(cast, found):
    leave(cast.care)
    found("gap")
    found("gap")
    (text,) = told(cast.pm)
    assert "系统发现" in text
    assert told(cast.vendor) == []


def test_nobody_can_be_proposed_where_nobody_is(cast, found):
    Membership.objects.exclude(person=cast.pm).exclude(project=cast.other_project).delete()
    gap = found("gap")["gap:V4:"]
    assert set(gap.proposal) == {"msgid", "params"}
    assert "供应商" in say(gap, "proposal")


# Double


def test_two_answer_for_the_whole_and_for_a_department(cast, found):
    ensure_assignments(cast.project)
    Assignment.objects.create(project=cast.project, duty_id="B2", place="", accountable=cast.pm, named=True)
    double = found("double")[f"double:B2::{department(cast.sales.pk)}"]
    assert (double.person, double.other) == (cast.pm, cast.business)
    assert "销售部" in say(double)
    services.assign(cast.pm, cast.project, duty_id="B2", place=department(cast.sales.pk), accountable=cast.pm)
    assert found("double") == {}


def test_two_answer_for_a_department_and_its_part(cast, found):
    part = Department.objects.create(organisation=cast.sales.organisation, name="外贸组", parent=cast.sales)
    trader = person("trader", cast.business.organisation)
    place(cast.project, trader, Party.BUSINESS, part)
    keys = set(found("double"))
    assert f"double:B2:{department(cast.sales.pk)}:{department(part.pk)}" in keys


# Overload


def test_more_than_a_person_can_give_with_its_figures_and_relief(cast, found):
    helper = person("helper", cast.it.organisation)
    place(cast.project, helper, Party.IT)
    owe(cast, "I2", cast.it, count=2)  # 24 h each
    owe(cast, "I4", cast.it)  # 16 h
    signals.refresh(cast.project)
    (signal,) = Signal.objects.filter(kind="overload")
    assert signal.person == cast.it
    # 9 March 10:00 to 8 April 10:00: 22 working days less Qingming, 8 h a day, of which 30 %
    assert "64 小时" in say(signal)
    assert "50 小时" in say(signal)
    assert "30%" in say(signal)
    assert signal.proposal["assign"] == {"duty": "I4", "place": "", "person": helper.pk}
    assert told(cast.it) and told(cast.pm)


def test_half_the_availability_is_half_the_capacity(cast, found):
    owe(cast, "I7", cast.it)  # 24 h
    owe(cast, "I1", cast.qa)  # 40 h
    signals.refresh(cast.project)
    assert not Signal.objects.filter(kind="overload").exists()
    Membership.objects.filter(person=cast.it).update(availability=40)
    signals.refresh(cast.project)
    assert {s.person for s in Signal.objects.filter(kind="overload")} == {cast.it}


def test_what_a_stand_in_does_is_his_load(cast, found):
    owe(cast, "I3", cast.it)  # 80 h
    Obligation.objects.update(acting=cast.qa)
    signals.refresh(cast.project)
    assert {s.person for s in Signal.objects.filter(kind="overload")} == {cast.qa}


# Conflict


def test_one_person_holds_what_must_be_apart(cast, found):
    services.assign(cast.pm, cast.project, duty_id="S5", accountable=cast.pm)  # M12 is his already
    conflict = found("conflict")[f"conflict:{cast.pm.pk}:M12-S5"]
    assert conflict.proposal["assign"]["person"] == cast.sponsor.pk
    services.assign(cast.pm, cast.project, duty_id="S5", accountable=cast.sponsor)
    assert conflict.key not in found("conflict")


def test_who_built_it_must_not_sign_it(cast):
    ensure_assignments(cast.project)
    fact = {"facts": [{"who": cast.it.pk}]}
    owe(cast, "I8", cast.it, why=fact, state="met")
    owe(cast, "M13", cast.pm, why={"facts": [{"who": cast.pm.pk}]}, state="met")
    signals.refresh(cast.project)
    key = f"conflict:{cast.it.pk}:I8-M13:did"
    assert not Signal.objects.filter(key=key).exists()
    Obligation.objects.filter(duty_id="M13").update(why=fact)
    signals.refresh(cast.project)
    assert Signal.objects.get(key=key).person == cast.it
    assert told(cast.it)


# Drift


@pytest.fixture
def reviewed_by_the_vendor(cast, prove):
    """The vendor reviews the risks, which the project manager must do."""
    proof = prove("M3")
    proof.fact("2026-03-09 09:00", "评审 R-1", who=cast.vendor.pk, key="r:1", url="/risk/1")
    proof.fact("2026-03-09 09:30", "评审 R-2", who=cast.vendor.pk, key="r:2", url="/risk/2")
    return proof


def test_the_wrong_person_did_it(cast, found, reviewed_by_the_vendor):
    drift = found("drift")[f"drift:{cast.vendor.pk}:M3:"]
    assert (drift.person, drift.other, drift.url) == (cast.vendor, cast.pm, "/risk/2")
    assert "评审 R-2" in say(drift)
    assert "2 项" in say(drift)
    assert told(cast.vendor) and told(cast.pm)
    row = Assignment.objects.get(duty_id="M3")
    assert drift.proposal["give"] == {"assignment": row.pk, "person": cast.vendor.pk, "letter": "R"}


def test_what_is_gone_or_old_is_no_drift(cast, found, reviewed_by_the_vendor):
    assert found("drift")
    with clock.at(MONDAY + timedelta(days=31)):
        assert found("drift") == {}
    reviewed_by_the_vendor.facts.clear()
    assert found("drift") == {}


# Silence


def test_a_party_that_owes_and_does_nothing_is_silent(cast):
    ensure_assignments(cast.project)
    owe(cast, "V2", cast.vendor)
    signals.refresh(cast.project)  # five working days since Monday 2 March, when the project began: not yet
    assert not Signal.objects.filter(key="silence:V").exists()
    with clock.at(MONDAY + timedelta(days=2)):
        signals.refresh(cast.project)
    assert Signal.objects.filter(key="silence:V").exists()
    services.cover(
        cast.vendor,
        cast.project,
        person=cast.vendor,
        stand_in=cast.consultant,
        first_day=clock.today("Asia/Shanghai"),
        last_day=clock.today("Asia/Shanghai"),
    )
    Obligation.objects.filter(duty_id="V2").update(acting=None)
    signals.refresh(cast.project)
    assert not Signal.objects.filter(key="silence:V", ended_at=None).exists()
    with clock.at(local("2026-03-17 17:00")):
        signals.refresh(cast.project)
        assert not Signal.objects.filter(key="silence:V", ended_at=None).exists()
    with clock.at(local("2026-03-18 17:59")):
        Obligation.objects.filter(duty_id="V2").update(state="overdue")
        signals.refresh(cast.project)
        (again,) = Signal.objects.filter(key="silence:V", ended_at=None)
    assert Signal.objects.filter(key="silence:V").count() == 2
    assert "2026-03-09" in say(again)
    assert len(told(cast.vendor)) == 2


def test_who_owes_nothing_is_not_silent(cast, found):
    assert found("silence") == {}


# Contradiction


@pytest.fixture
def claim(cast, monkeypatch):
    """claim(**changes) is what somebody typed."""
    rows = []
    monkeypatch.setattr(registry, "CLAIMS", {"t": lambda project: rows})

    def make(**changes):
        given = {"key": "t.report:1", "at": MONDAY, "who_id": cast.pm.pk, "label": words("Weekly report says green")}
        rows.append(Claim(**{**given, **changes}))

    return make


def test_a_status_against_what_is_overdue_is_seen_by_both_sides(cast, found, claim):
    claim(duties=("V1",), url="/report/1")
    assert found("contradiction") == {}
    owe(cast, "V1", cast.vendor, state="overdue", due=MONDAY - timedelta(days=3))
    signals.refresh(cast.project)
    (row,) = Signal.objects.filter(kind="contradiction")
    assert (row.person, row.other, row.url, row.duty_id) == (cast.pm, cast.vendor, "/report/1", "V1")
    assert "1 项逾期" in say(row)
    assert told(cast.pm) and told(cast.vendor)
    Obligation.objects.filter(duty_id="V1").update(state="met")
    signals.refresh(cast.project)
    assert not Signal.objects.filter(kind="contradiction", ended_at=None).exists()


def test_another_duty_or_place_does_not_contradict(cast, claim):
    claim(duties=("V2",))
    claim(key="t:2", duties=("V1",), place=department(cast.sales.pk))
    owe(cast, "V1", cast.vendor, state="overdue", due=MONDAY - timedelta(days=3))
    signals.refresh(cast.project)
    assert not Signal.objects.filter(kind="contradiction").exists()


def test_a_claim_says_itself_what_speaks_against_it(cast, found, claim):
    claim(against=words("the evidence says red"), to_id=cast.sponsor.pk)
    (row,) = found("contradiction").values()
    assert row.other == cast.sponsor
    assert told(cast.sponsor)


def test_one_broken_app_hides_nothing(cast, found, claim, monkeypatch):
    claim(against="x")
    monkeypatch.setitem(registry.CLAIMS, "a", lambda project: 1 / 0)
    assert len(found("contradiction")) == 1


# All


def test_a_second_look_changes_nothing(cast, found, reviewed_by_the_vendor):
    leave(cast.care)
    found("gap")
    before = list(Signal.objects.order_by("pk").values())
    assert signals.refresh(cast.project) == 0
    assert list(Signal.objects.order_by("pk").values()) == before
    assert Notification.objects.filter(kind="duties.signal", person=cast.pm).count() == 1


@pytest.mark.parametrize("many", [1, 60])
def test_the_queries_do_not_grow_with_the_project(cast, prove, django_assert_max_num_queries, many):
    leave(cast.care)
    evaluate(cast.project)
    for n in range(many):
        dept = Department.objects.create(organisation=cast.sales.organisation, name=f"部门 {n}", parent=cast.sales)
        place(cast.project, person(f"p{n}", cast.it.organisation), Party.BUSINESS, dept)
    owe(
        cast,
        "I3",
        cast.it,
        count=many,
        why={
            "drift": [
                {
                    "who": cast.vendor.pk,
                    "at": MONDAY.isoformat(),
                    "label": {"msgid": "x", "params": {}},
                    "url": "",
                    "key": "",
                }
            ]
        },
    )
    ensure_assignments(cast.project)
    with django_assert_max_num_queries(16):  # two of them the transaction's own, two who wants it by mail
        signals.refresh(cast.project)
    with clock.at(MONDAY + timedelta(minutes=10)), django_assert_max_num_queries(12):
        signals.refresh(cast.project)
