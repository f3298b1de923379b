"""Budget approved as it stands, people promised against people needed, shortfalls as decisions; duty S2."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.governance import services as governance
from golive.apps.plan import resources, services
from golive.apps.plan.models import BudgetVersion, CostLine
from golive.apps.plan.tests.factories import small_plan
from golive.apps.plan.tests.money import BEGIN, book
from golive.apps.projects import services as projects
from golive.foundation import clock
from golive.foundation.accounts.models import Membership
from golive.foundation.duties.registry import EVIDENCE
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    with clock.at(BEGIN):
        yield


def decide(cast, decision, choice="A"):
    governance.decide(cast.sponsor, decision, choice=choice, reason="同意")


def missing(cast):
    return [(m.period, m.text.msgid) for m in EVIDENCE["S2"](cast.project).missing]


def test_the_sponsor_approves_exactly_this_budget(cast, now):
    with pytest.raises(Refused) as refusal:
        services.ask_budget(cast.pm, cast.project)
    assert refusal.value.code == "budget_empty"
    projects.lay_out_phases(cast.pm, cast.project)
    first, second = cast.project.phases.all()[:2]
    book(cast, phase=first), book(cast, phase=second, cost_class="hardware", amount=Decimal("1000.50"))
    row = services.ask_budget(cast.pm, cast.project)
    assert (row.total_fen, "1,000.50" in row.decision.background) == (700050, True)
    with pytest.raises(Refused) as refusal:
        services.ask_budget(cast.pm, cast.project)
    assert refusal.value.code == "budget_pending"
    assert first.key in {period for period, _text in missing(cast)}
    decide(cast, row.decision)
    proof = EVIDENCE["S2"](cast.project)
    assert {f.period: f.who_id for f in proof.facts} == {first.key: cast.sponsor.pk, second.key: cast.sponsor.pk}
    assert not {first.key, second.key} & {m.period for m in proof.missing}
    with pytest.raises(Refused) as refusal:
        services.ask_budget(cast.pm, cast.project)
    assert refusal.value.code == "budget_same"


def test_money_added_afterwards_is_not_approved_and_a_cancelled_line_is_noticed(cast, now):
    projects.lay_out_phases(cast.pm, cast.project)
    first, second = cast.project.phases.all()[:2]
    book(cast, phase=first)
    line = book(cast, phase=second)
    decide(cast, services.ask_budget(cast.pm, cast.project).decision)
    book(cast, phase=first, amount=Decimal(1))
    assert {first.key: True, second.key: False} == {
        p.key: p.key in {period for period, _t in missing(cast)} for p in (first, second)
    }
    services.cancel_cost(cast.pm, CostLine.objects.get(pk=line.pk), reason="不需要")
    assert second.key in {period for period, _t in missing(cast)}


def test_a_refused_budget_is_not_committed_and_a_withdrawn_one_may_be_put_again(cast, now):
    book(cast)
    decide(cast, services.ask_budget(cast.pm, cast.project).decision, "B")
    assert resources.approved_budget(cast.project) is None
    row = services.ask_budget(cast.pm, cast.project)
    governance.withdraw_decision(cast.pm, row.decision)
    services.ask_budget(cast.pm, cast.project)
    assert sorted(BudgetVersion.objects.values_list("state", flat=True)) == ["pending", "rejected", "withdrawn"]
    with pytest.raises(PermissionDenied):
        services.ask_budget(cast.business, cast.project)


def promised(cast, person, percent):
    Membership.objects.filter(project=cast.project, person=person).update(availability=percent)


def test_what_the_plan_needs_and_nobody_promised_becomes_a_decision_that_acts(cast, now):
    plan = small_plan(cast)
    services.assign_person(cast.pm, plan.a, person=cast.it, units=100)
    promised(cast, cast.it, 2)
    need = next(n for n in resources.needs(cast.project) if n.membership.person == cast.it)
    assert need.lacking > 0 and need.percent > 2
    row = services.ask_for_person(cast.pm, need.membership)
    assert row.decision.decider == cast.sponsor
    with pytest.raises(Refused) as refusal:
        services.ask_for_person(cast.pm, need.membership)
    assert refusal.value.code == "shortfall_asked"
    (owed,) = EVIDENCE["S2"](cast.project).occurrences
    assert owed.person_id == cast.sponsor.pk and owed.closed_at is None
    decide(cast, row.decision)
    need.membership.refresh_from_db()
    assert need.membership.availability == row.percent
    again = next(n for n in resources.needs(cast.project) if n.membership.person == cast.it)
    assert again.lacking < need.lacking
    assert EVIDENCE["S2"](cast.project).occurrences[0].closed_at


def test_a_no_changes_nothing_but_is_an_answer(cast, now):
    plan = small_plan(cast)
    services.assign_person(cast.pm, plan.a, person=cast.it, units=100)
    promised(cast, cast.it, 2)
    place = Membership.objects.get(project=cast.project, person=cast.it)
    row = services.ask_for_person(cast.pm, place)
    decide(cast, row.decision, "B")
    place.refresh_from_db()
    assert place.availability == 2 and EVIDENCE["S2"](cast.project).occurrences[0].closed_at
    promised(cast, cast.it, 100)
    with pytest.raises(Refused) as refusal:
        services.ask_for_person(cast.pm, place)
    assert refusal.value.code == "no_shortfall"


def test_the_page_is_the_clients_own(cast, client, now):
    small_plan(cast)
    book(cast)
    url = reverse("plan:resources", args=[cast.project.code])
    client.force_login(cast.pm)
    page = client.get(url).content.decode()
    assert "6,000" in page
    client.post(reverse("plan:ask_budget", args=[cast.project.code]))
    assert BudgetVersion.objects.get().decision.code in client.get(url).content.decode()
    client.force_login(cast.vendor)
    assert client.get(url).status_code == 403
