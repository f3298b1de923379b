"""A gate passed with conditions: they are actions, hold the next gate shut, and lock production when they are overdue."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from golive.apps.governance import criteria, gates, locks, services
from golive.apps.governance.criteria import Measured, Missing, Owed, criterion, register_deliverables
from golive.apps.governance.models import Action, CriterionWaiver, Decision, GateReview
from golive.apps.projects import services as projects
from golive.apps.projects.models import Phase
from golive.foundation import clock
from golive.foundation.duties.models import Assignment, Obligation
from golive.foundation.errors import Refused
from golive.foundation.words import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def stock(cast, monkeypatch):
    """A project whose gates of requirements, selection and implementation all ask for the count of the stock."""
    made = {}
    for place in ("criteria", "gates", "built_in"):
        monkeypatch.setattr(f"golive.apps.governance.{place}.CRITERIA", made)
    projects.lay_out_phases(cast.pm, cast.project)
    counted = {"share": 90.0}

    @criterion("stock_counted", phases=("requirements", "selection", "implementation"), label="库存已盘点")
    def measure(project):
        ok = counted["share"] >= 100
        missing = [] if ok else [Missing(words("Signature of the stores"))]
        return Measured(ok, words("%(n)s %%", n=counted["share"]), missing, share=counted["share"])

    assert criteria.CRITERIA is made
    return counted


def phase(cast, key="requirements"):
    return cast.project.phases.select_related("project").get(key=key)


def condition(cast, days=14, **more):
    due = clock.today() + timedelta(days=days)
    return {"title": "三周内补齐盘点签字", "owner": cast.business, "due_on": due, "criterion": "stock_counted", **more}


def test_a_condition_lets_its_criterion_through_and_holds_the_next_gate(cast, stock):
    review = services.pass_gate(cast.sponsor, phase(cast), note="先走", conditions=(condition(cast),))
    action = Action.objects.get()
    assert (review.verdict, action.blocks.key, action.owner) == ("conditional", "selection", cast.business)
    assert review.decision.code == "D-001" and action.decision == review.decision
    stock["share"] = 100.0
    second = phase(cast, "selection")
    state = gates.gate(second)
    assert [c.criterion.code for c in state.lacking] == ["conditions:selection"]
    with pytest.raises(Refused) as refusal:
        services.pass_gate(cast.sponsor, second)
    assert refusal.value.code == "gate_shut"
    with pytest.raises(Refused) as refusal:
        services.waive_criterion(
            cast.sponsor, second, criterion="conditions:selection", reason="算了", until=clock.today()
        )
    assert refusal.value.code == "criterion_hard"
    services.finish_action(cast.business, action, result="已补签")
    assert services.pass_gate(cast.sponsor, second).verdict == "passed"


def test_a_condition_is_done_by_its_evidence_only(cast, stock):
    services.pass_gate(cast.sponsor, phase(cast), conditions=(condition(cast),))
    action = Action.objects.get()
    with pytest.raises(Refused) as refusal:
        services.finish_action(cast.business, action, result="口头说好了")
    assert refusal.value.code == "criterion_lacking" and "90" in refusal.value.message
    stock["share"] = 100.0
    assert services.finish_action(cast.business, action, result="已补签").state == "done"


def test_what_no_condition_names_still_holds_the_gate(cast, stock):
    with pytest.raises(Refused) as refusal:
        services.pass_gate(cast.sponsor, phase(cast), conditions=(condition(cast, criterion=""),))
    assert refusal.value.code == "gate_shut" and not Action.objects.exists() and not Decision.objects.exists()


@pytest.mark.parametrize(
    ("values", "code"), [({"title": " "}, "condition_empty"), ({"days": -1}, "condition_in_the_past")]
)
def test_an_empty_or_past_condition_is_refused(cast, stock, values, code):
    with pytest.raises(Refused) as refusal:
        services.pass_gate(cast.sponsor, phase(cast), conditions=(condition(cast, **values),))
    assert refusal.value.code == code and phase(cast).state == "running"


def test_production_is_locked_before_the_gate_and_while_a_condition_is_overdue(cast, stock):
    def step():
        with transaction.atomic():
            locks.must_be_open(cast.project, "go_live", step="装载到生产环境")

    stock["share"] = 100.0
    for key in ("requirements", "selection"):
        services.pass_gate(cast.sponsor, phase(cast, key))
    with pytest.raises(Refused) as refusal:
        step()
    assert refusal.value.code == "gate_locked" and "装载到生产环境" in refusal.value.message
    services.pass_gate(cast.sponsor, phase(cast, "implementation"), conditions=(condition(cast, days=3, criterion=""),))
    step()
    with clock.at(clock.now() + timedelta(days=5)):
        with pytest.raises(Refused) as refusal:
            step()
        assert refusal.value.code == "condition_overdue"
        services.finish_action(cast.business, Action.objects.get(), result="完成")
        step()


def test_a_project_without_phases_has_no_open_gate(cast):
    with transaction.atomic(), pytest.raises(Refused):
        locks.must_be_open(cast.project, step="x")


def test_a_limit_asks_for_less_with_a_reason_in_sight(cast, stock, client):
    with pytest.raises(PermissionDenied):
        services.set_limit(cast.pm, cast.project, criterion="stock_counted", percent=85, reason="够了")
    with pytest.raises(Refused):
        services.set_limit(cast.sponsor, cast.project, criterion="stock_counted", percent=85, reason=" ")
    assert not gates.gate(phase(cast)).is_open
    services.set_limit(cast.sponsor, cast.project, criterion="stock_counted", percent=85, reason="备件库下月再盘")
    assert gates.gate(phase(cast)).is_open
    client.force_login(cast.vendor)
    url = reverse("governance:gate", kwargs={"project": cast.project.code, "pk": phase(cast).pk})
    assert "备件库下月再盘" in client.get(url).content.decode()
    services.set_limit(cast.sponsor, cast.project, criterion="stock_counted", percent=95, reason="改主意")
    assert not gates.gate(phase(cast)).is_open


def test_a_waiver_that_lapsed_is_owed_at_the_next_gate(cast, stock):
    until = clock.today() + timedelta(days=3)
    services.waive_criterion(cast.sponsor, phase(cast), criterion="stock_counted", reason="先走", until=until)
    services.pass_gate(cast.sponsor, phase(cast))
    assert "waivers:selection" not in {c.criterion.code for c in gates.gate(phase(cast, "selection")).criteria}
    with clock.at(clock.now() + timedelta(days=5)):
        assert "waivers:selection" in {c.criterion.code for c in gates.gate(phase(cast, "selection")).lacking}
        stock["share"] = 100.0
        assert gates.gate(phase(cast, "selection")).is_open
    assert CriterionWaiver.objects.get().reason == "先走"


def test_the_duties_of_the_method_are_asked(cast, stock):
    """The gate of the requirements asks for S1, M1, B1 …; one that is met or waived satisfies, one that is due does not."""
    stock["share"] = 100.0
    assert "duties:requirements" not in {c.criterion.code for c in gates.gate(phase(cast)).criteria}
    now, row = clock.now(), Assignment.objects.create(project=cast.project, duty_id="S1", accountable=cast.sponsor)
    owed = Obligation.objects.create(
        project=cast.project,
        assignment=row,
        duty_id="S1",
        key="requirements",
        opens_at=now,
        due_at=now,
        grace_until=now,
        state="due",
        state_since=now,
    )
    (lacking,) = gates.gate(phase(cast)).lacking
    assert lacking.criterion.code == "duties:requirements" and "S1" in str(lacking.measured.missing[0].text)
    promise = condition(cast, criterion="duties:requirements")
    services.pass_gate(cast.sponsor, phase(cast), conditions=(promise,))
    action = Action.objects.get()
    with pytest.raises(Refused) as refusal:
        services.finish_action(cast.business, action, result="口头说好了")
    assert refusal.value.code == "criterion_lacking"
    owed.state = "met"
    owed.save()
    assert services.finish_action(cast.business, action, result="已履行").state == "done"


def test_deliverables_are_asked_once_somebody_keeps_them(cast, stock):
    stock["share"] = 100.0
    assert "项目章程" in gates.gate(phase(cast)).deliverables
    before = register_deliverables(lambda project, key: [Owed("项目章程", False), Owed("主计划", True)])
    try:
        (lacking,) = gates.gate(phase(cast)).lacking
        assert lacking.criterion.code == "deliverables:requirements"
        assert [str(m.text) for m in lacking.measured.missing] == ["项目章程"]
    finally:
        register_deliverables(before)


def test_the_manager_asks_and_the_sponsor_s_decision_passes_the_gate(cast, stock):
    asked = services.ask_gate(cast.pm, phase(cast), deadline=clock.now() + timedelta(days=3))
    assert gates.gate(phase(cast)).stage == "in_review"
    with pytest.raises(Refused) as refusal:
        services.decide(cast.sponsor, asked, choice="A", reason="同意")
    assert refusal.value.code == "gate_shut"
    asked.refresh_from_db()
    assert asked.state == "open" and phase(cast).state == "running"
    stock["share"] = 100.0
    services.decide(cast.sponsor, asked, choice="A", reason="同意")
    review = GateReview.objects.get()
    assert (review.decision, review.verdict, phase(cast).state) == (asked, "passed", "done")
    assert gates.gate(phase(cast)).stage == "complete"


def test_passing_on_the_page_answers_the_manager_s_question(cast, stock):
    asked = services.ask_gate(cast.pm, phase(cast), deadline=clock.now() + timedelta(days=3))
    services.stop_gate(cast.sponsor, phase(cast), note="盘点未完")
    asked.refresh_from_db()
    assert (asked.state, asked.choice, asked.reason) == ("decided", "C", "盘点未完")
    assert asked.known["gate"][0]["code"] == "stock_counted"
    assert gates.gate(phase(cast)).stage == "mitigation"
    assert Decision.objects.count() == 1


def test_what_was_said_at_a_gate_cannot_be_changed_behind_our_back(cast, stock):
    stock["share"] = 100.0
    review = services.pass_gate(cast.sponsor, phase(cast))
    for write in (
        lambda: GateReview.objects.filter(pk=review.pk).update(note="没说过"),
        lambda: GateReview.objects.filter(pk=review.pk).delete(),
        lambda: connection.cursor().execute("UPDATE governance_decision SET choice = 'C'"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_a_production_step_that_starts_while_the_gate_is_judged(together, cast, stock):
    """Either it was too early and is refused, or it waited and goes: never a step before its gate."""
    for key in ("requirements", "selection"):
        stock["share"] = 100.0
        services.pass_gate(cast.sponsor, phase(cast, key))
    last = phase(cast, "implementation")

    def step():
        with transaction.atomic():
            locks.must_be_open(cast.project, step="x")
            return Phase.objects.get(pk=last.pk).state

    passed, stepped = together(lambda: services.pass_gate(cast.sponsor, last), step)
    assert passed.verdict == "passed"
    assert stepped == "done" or (isinstance(stepped, Refused) and stepped.code == "gate_locked")


def test_two_sponsors_at_one_gate(together, cast, stock):
    stock["share"] = 100.0
    first = phase(cast)
    said = together(
        lambda: services.pass_gate(cast.sponsor, first),
        lambda: services.stop_gate(cast.sponsor, first, note="再等等"),
    )
    verdicts = [s.verdict for s in said if isinstance(s, GateReview)]
    refused = [s.code for s in said if isinstance(s, Refused)]
    assert (verdicts, refused) in ((["passed"], ["phase_not_current"]), (["passed", "stopped"], []))
    assert GateReview.objects.count() == len(verdicts) == Decision.objects.count()
