"""plan.ask_baseline, the act plan.approve_baseline, duty M1 and the criterion of the gate."""

import pytest
from django.core.exceptions import PermissionDenied

from golive.apps.governance import services as governance
from golive.apps.plan import services
from golive.apps.plan.criteria import plan_baseline_approved
from golive.apps.plan.models import Task
from golive.apps.plan.tests.factories import approve, small_plan, task
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def test_the_sponsors_decision_makes_the_baseline(cast):
    plan = small_plan(cast)
    row = services.ask_baseline(cast.pm, cast.project, name="首版计划")
    assert (row.state, row.decision.decider, row.decision.act) == ("pending", cast.sponsor, "plan.approve_baseline")
    assert not Task.objects.exclude(baseline_finish=None).exists()
    governance.decide(cast.sponsor, row.decision, choice="A", reason="同意")
    row.refresh_from_db()
    plan.b.refresh_from_db()
    assert (row.state == "approved" and plan.b.baseline_finish == plan.b.early_finish) or plan.b.slip_minutes > 0
    assert row.tasks.count() == 4


def test_a_refused_baseline_leaves_the_former_one(cast):
    plan = small_plan(cast)
    approve(cast)
    plan.a.refresh_from_db()
    before = plan.a.baseline_finish
    services.edit_task(cast.pm, plan.a, days=9)
    refused = approve(cast, "B")
    plan.a.refresh_from_db()
    assert refused.state == "rejected" and plan.a.baseline_finish == before
    approve(cast)
    plan.a.refresh_from_db()
    assert plan.a.baseline_finish > before


def test_one_question_at_a_time_and_a_withdrawn_one_frees_the_way(cast):
    small_plan(cast)
    first = services.ask_baseline(cast.pm, cast.project)
    with pytest.raises(Refused) as refusal:
        services.ask_baseline(cast.pm, cast.project)
    assert refusal.value.code == "baseline_pending"
    governance.withdraw_decision(cast.pm, first.decision)
    assert services.ask_baseline(cast.pm, cast.project).number == 2
    first.refresh_from_db()
    assert first.state == "withdrawn"


def test_only_the_project_manager_asks_and_there_must_be_a_plan(cast):
    with pytest.raises(Refused) as refusal:
        services.ask_baseline(cast.pm, cast.project)
    assert refusal.value.code == "plan_empty"
    small_plan(cast)
    for actor in (cast.sponsor, cast.vendor, cast.stranger):
        with pytest.raises(PermissionDenied):
            services.ask_baseline(actor, cast.project)


def test_duty_M1_and_the_gate_want_approval_and_owners(cast):
    assert [m.text.msgid for m in EVIDENCE["M1"](cast.project).missing] == ["A plan with tasks"]
    small_plan(cast)
    assert not EVIDENCE["M1"](cast.project).facts and not plan_baseline_approved(cast.project).ok
    approve(cast)
    proof = EVIDENCE["M1"](cast.project)
    assert [f.who_id for f in proof.facts] == [cast.pm.pk] and not proof.missing
    assert plan_baseline_approved(cast.project).ok
    task(cast, "无人负责")
    assert "无人负责" in str(EVIDENCE["M1"](cast.project).missing[0].text)
    assert not plan_baseline_approved(cast.project).ok
