"""A selection from the long list to the contract, and everything that keeps it honest."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from golive.apps.governance import services as governance
from golive.apps.governance.acts import effects_of
from golive.apps.plan.models import CostLine
from golive.apps.selection import engine_io, queries, readiness, services
from golive.apps.selection.models import Candidate, Contract, Criterion, PairJudgement, Score, Selection
from golive.apps.selection.tests import factories
from golive.foundation import clock
from golive.foundation.accounts.models import Party
from golive.foundation.accounts.tests import factories as accounts
from golive.foundation.audit.services import entries_of
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db


def refused(code):
    return pytest.raises(Refused, check=lambda e: e.code == code)


def test_from_short_list_to_contract_in_force(cast):
    row = factories.asked(cast)
    first = row.candidates.get(product="精益通")
    # 功能 4 3 2 and 服务 2 5 3 of 5; costs 50 40 35; weights 2 1 1
    found = queries.comparison(row)
    totals = dict(zip(found.result.weighted_sum.alternatives, found.result.weighted_sum.totals, strict=True))
    assert totals["K-01"] == pytest.approx(0.5 * 0.8 + 0.25 * 0.4 + 0.25 * 35 / 50)
    assert totals["K-02"] == pytest.approx(0.5 * 0.6 + 0.25 * 1.0 + 0.25 * 35 / 40)
    decision = row.decision
    assert [o["key"] for o in decision.options] == ["K-02", "K-01", "K-03", "none"]
    drawn = services.add_contract(
        cast.pm, cast.project, title="ERP 实施", vendor="公司1", candidate=first, amount=400_000, cost_class="software"
    )
    services.add_milestone(
        cast.pm, cast.project, contract=drawn, number=1, title="预付款", amount=400_000, condition="in_force"
    )
    governance.decide(cast.sponsor, decision, choice="K-02", reason="综合最优")
    row.refresh_from_db(), first.refresh_from_db(), drawn.refresh_from_db()
    assert (row.state, row.chosen, first.stage) == ("decided", first, "chosen")
    assert (drawn.state, drawn.decision) == (Contract.State.IN_FORCE, decision)
    line = CostLine.objects.get(project=cast.project, kind="committed")
    assert (line.amount_fen, line.cost_class, line.voucher) == (40_000_000, "software", drawn.code)


def test_without_a_drawn_contract_the_decision_makes_a_draft(cast):
    row = factories.asked(cast)
    governance.decide(cast.sponsor, row.decision, choice="K-01", reason="功能最重要")
    made = Contract.objects.get(project=cast.project)
    assert (made.state, made.amount_fen, made.candidate.code) == ("draft", 50_000_000, "K-01")
    assert services.begin_contract(cast.pm, made).state == "in_force"


def test_none_of_them_gives_the_selection_up(cast):
    row = factories.asked(cast)
    governance.decide(cast.sponsor, row.decision, choice="none", reason="都不合适")
    row.refresh_from_db()
    assert row.state == "given_up" and not Contract.objects.exists()


def test_the_question_names_no_figure(cast):
    row = factories.asked(cast)
    decision = row.decision
    said = " ".join(str(w) for w in effects_of(decision)[""]) + decision.question + str(decision.options)
    assert "精益通" in said and not any(figure in said for figure in ("0.8", "40", "%", "50"))


def test_scores_are_sealed_until_all_are_in(cast):
    row = services.sign_weights(cast.pm, factories.ready(cast))
    one, other = row.evaluators.order_by("id")
    for e in (one, other):
        services.declare_interest(e.person, e, conflict=False)
        e.refresh_from_db()
    services.save_scores(one.person, one, scores=factories.marks(row))
    services.hand_in(one.person, one)
    assert not queries.is_laid_open(row)
    for person in (cast.pm, cast.sponsor, other.person):
        assert not queries.visible_scores(person).exists()
    assert queries.visible_scores(one.person).count() == 6
    assert queries.comparison(row).result is None
    with refused("scores_sealed_still"):
        services.settle_scores(cast.pm, row)
    with refused("handed_in"):
        services.save_scores(one.person, one, scores=factories.marks(row))
    services.save_scores(other.person, other, scores=factories.marks(row))
    services.hand_in(other.person, other)
    assert queries.visible_scores(cast.pm).count() == 12 and queries.is_laid_open(row)
    trail = " ".join(str(e.detail) for e in entries_of(cast.project).filter(action="selection.save_scores"))
    assert trail and f"c{Criterion.objects.first().pk}" not in trail


def test_scores_lie_open_when_the_time_is_up_and_nobody_scores_after(cast, monkeypatch):
    row = factories.ready(cast, scores_until=clock.now() + timedelta(days=2))
    row = services.sign_weights(cast.pm, row)
    one = row.evaluators.order_by("id")[0]
    services.declare_interest(one.person, one, conflict=False)
    one.refresh_from_db()
    services.save_scores(one.person, one, scores=factories.marks(row))
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert queries.is_laid_open(row) and queries.visible_scores(cast.pm).count() == 6
    with refused("scores_open_late"):
        services.save_scores(one.person, one, scores=factories.marks(row))


def test_a_conflict_keeps_from_scoring_and_is_not_waited_for(cast):
    row = services.sign_weights(cast.pm, factories.ready(cast))
    one, other = row.evaluators.order_by("id")
    with refused("undeclared"):
        services.save_scores(one.person, one, scores=factories.marks(row))
    with refused("interest_missing"):
        services.declare_interest(one.person, one, conflict=True)
    services.declare_interest(one.person, one, conflict=True, interest="曾在智造软件任职")
    one.refresh_from_db()
    with pytest.raises(PermissionDenied):
        services.save_scores(one.person, one, scores=factories.marks(row))
    with pytest.raises(PermissionDenied):
        services.declare_interest(cast.pm, one, conflict=False)  # nobody declares for another
    services.declare_interest(other.person, other, conflict=False)
    other.refresh_from_db()
    services.save_scores(other.person, other, scores=factories.marks(row))
    services.hand_in(other.person, other)
    assert queries.is_laid_open(row)


def test_vendors_do_not_score(cast):
    row = factories.selection(cast)
    factories.candidate(cast, row, organisation=cast.vendor.organisation)
    with refused("evaluator_is_vendor"):
        factories.evaluator(cast, row, cast.vendor)
    employed = accounts.person(organisation=cast.vendor.organisation)
    accounts.place(cast.project, employed, Party.BUSINESS, cast.sales)
    with refused("evaluator_is_vendor"):
        factories.evaluator(cast, row, employed)
    assert not queries.visible_selections(employed).exists()  # of a bidder, whatever party he stands for here
    assert not queries.visible_selections(cast.vendor).exists()
    assert queries.visible_selections(cast.pm).exists()


def test_evaluators_two_points_apart_settle_on_a_score_with_a_reason(cast):
    row = services.sign_weights(cast.pm, factories.ready(cast))
    for e, value in zip(row.evaluators.order_by("id"), (1, 4), strict=True):
        services.declare_interest(e.person, e, conflict=False)
        e.refresh_from_db()
        services.save_scores(e.person, e, scores=factories.marks(row, 功能=(value, 3, 2)))
        services.hand_in(e.person, e)
    for c in row.candidates.all():
        factories.assessment(cast, c)
    with refused("evaluators_apart"):
        services.settle_scores(cast.pm, row)
    first, leaf = row.candidates.get(code="K-01"), row.criteria.get(name="功能")
    values = {"candidate": first, "criterion": leaf, "value": 3}
    with refused("reason_missing"):
        services.agree_score(cast.business, row, reason=" ", **values)
    services.agree_score(cast.business, row, reason="演示时没有看到排产", **values)
    assert queries.comparison(row).values[first.pk, leaf.pk] == 3
    assert Score.objects.filter(candidate=first, criterion=leaf).count() == 2  # the single scores stay
    row = services.settle_scores(cast.pm, row)
    assert row.state == "agreed"
    with refused("scores_sealed"):
        services.agree_score(cast.business, row, reason="再改", **values)


def test_every_short_listed_product_needs_its_assessment_by_it(cast):
    row = factories.scored(cast, factories.ready(cast))
    with refused("assessment_missing"):
        services.settle_scores(cast.pm, row)
    with pytest.raises(PermissionDenied):
        services.assess(cast.pm, cast.project, candidate=row.candidates.first(), findings="x")


def test_bids_stay_in_their_envelopes(cast, monkeypatch):
    row = factories.ready(cast)
    opening = clock.now() + timedelta(days=1)
    row = services.edit_selection(cast.pm, row, bids_open_at=opening)
    assert queries.visible_bids(cast.pm).count() == 3  # he entered them
    assert not queries.visible_bids(cast.sponsor).exists()
    assert queries.comparison(row).owned[row.candidates.first().pk].total == 0
    assert "300000" not in str([e.detail for e in entries_of(cast.project)])
    monkeypatch.setattr(clock, "now", lambda: opening + timedelta(seconds=1))
    assert queries.visible_bids(cast.sponsor).count() == 3
    with refused("bids_opened_late"):
        factories.bid(cast, row.candidates.first())
    with refused("bids_opened"):
        services.edit_selection(cast.pm, row, bids_open_at=opening + timedelta(days=5))


def declared(row):
    """Whoever compares by pairs has said before what ties him to the vendors."""
    for e in row.evaluators.all():
        services.declare_interest(e.person, e, conflict=False)
    return row


def pairs(cast, row, person, said):
    by_name = {c.name: c.pk for c in row.criteria.all()}
    given = {f"{by_name[a]}:{by_name[b]}": value for (a, b), value in said.items()}
    return services.compare_pairs(person, row, said=given)


def test_contradicting_comparisons_cannot_be_signed(cast):
    row = factories.ready(cast, weighting="pairwise")
    with pytest.raises(PermissionDenied):
        pairs(cast, row, cast.business, {("功能", "服务"): 9})
    declared(row)
    with refused("weights_not_ready"):
        services.sign_weights(cast.pm, row)
    pairs(cast, row, cast.business, {("功能", "服务"): 9, ("服务", "成本"): 9, ("功能", "成本"): 1 / 9})
    faults = readiness.weight_faults(row)
    assert len(faults) == 1 and "0.10" in faults[0]
    own = {("C-01", "C-02"): 9.0, ("C-02", "C-03"): 9.0, ("C-01", "C-03"): 1 / 9}
    worst = engine_io.worst_pairs(list(row.criteria.order_by("code")), own)[0]
    assert worst.off > 9
    with refused("weights_not_ready"):
        services.sign_weights(cast.pm, row)
    pairs(cast, row, cast.business, {("功能", "服务"): 2, ("服务", "成本"): 2, ("功能", "成本"): 4})
    pairs(cast, row, cast.it, {("服务", "功能"): 0.5, ("服务", "成本"): 2, ("成本", "功能"): 0.25})
    signed = services.sign_weights(cast.pm, row)
    assert list(signed.weights.values()) == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert PairJudgement.objects.count() == 6
    with refused("weights_signed"):
        factories.criterion(cast, signed, name="新指标")


def test_what_is_dropped_keeps_its_reason(cast):
    row = factories.ready(cast)
    last = row.candidates.get(code="K-03")
    with refused("reason_missing"):
        services.drop_candidate(cast.pm, last, reason="")
    services.drop_candidate(cast.pm, last, reason="不支持批次管理")
    assert [c.code for c in queries.short_list(row)] == ["K-01", "K-02"]
    assert Candidate.objects.get(code="K-03").reason == "不支持批次管理"


def test_demo_fit_and_reference_count_without_evaluators_marks(cast):
    from golive.apps.requirements.tests import factories as requirements

    row = factories.ready(cast)
    for name, source in (("演示", "demo"), ("需求", "fit"), ("口碑", "reference")):
        factories.criterion(cast, row, name=name, weight=1, source=source)
    script = factories.step(cast, row)
    must, could = requirements.requirement(cast), requirements.requirement(cast, priority="could")
    for n, c in enumerate(row.candidates.order_by("code")):
        services.add_fit(cast.pm, cast.project, candidate=c, requirement=must, answer="standard" if n else "gap")
        services.add_fit(cast.pm, cast.project, candidate=c, requirement=could, answer="configuration")
        factories.reference(cast, c, rating=n + 2)
    row = services.sign_weights(cast.pm, row)
    for e in row.evaluators.order_by("id"):
        services.declare_interest(e.person, e, conflict=False)
        e.refresh_from_db()
        services.save_scores(e.person, e, scores=factories.marks(row))
        with refused("scores_incomplete"):
            services.hand_in(e.person, e)
        shown = {f"s{script.pk}:{c.pk}": 4 for c in row.candidates.all()}
        services.save_scores(e.person, e, scores=shown)
        services.hand_in(e.person, e)
    found, first = queries.comparison(row), row.candidates.get(code="K-01")
    by_name = {leaf.name: found.values[first.pk, leaf.pk] for leaf in found.tree.leaves}
    assert by_name == {"功能": 4, "服务": 2, "成本": 500_000, "演示": 4, "需求": 25, "口碑": 2}


def test_pages_open_and_say_what_is_sealed(cast, client):
    row = services.sign_weights(cast.pm, factories.ready(cast))
    e = row.evaluators.order_by("id")[0]
    services.declare_interest(e.person, e, conflict=False)
    client.force_login(e.person)
    score = reverse("selection:save_scores", args=[cast.project.code, e.pk])
    assert client.get(score).status_code == 200
    data = {k: str(v) for k, v in factories.marks(row).items()}
    key = next(iter(data))
    assert client.post(score, {**data, f"n{key}": "看过演示", "hand_in": "1"}).status_code == 302
    e.refresh_from_db()
    assert e.submitted_at and e.scores.count() == 6 and e.scores.exclude(note="").count() == 1
    comparison = client.get(reverse("selection:comparison", args=[cast.project.code, row.pk])).content.decode()
    assert "评分密封" in comparison
    answer = client.get(
        reverse("selection:round", args=[cast.project.code, row.pk]), headers={"accept": "application/json"}
    )
    assert answer.status_code == 409


def test_the_whole_comparison_on_page_and_paper(cast, client):
    row = factories.asked(cast)
    client.force_login(cast.sponsor)
    page = client.get(reverse("selection:comparison", args=[cast.project.code, row.pk])).content.decode()
    assert "精益通" in page and "没有决定性" in page
    for name, begins in (("report-word", b"PK"), ("report-pdf", b"%PDF")):
        answer = client.get(reverse(f"selection:{name}", args=[cast.project.code, row.pk]))
        assert answer.status_code == 200 and answer.content.startswith(begins)


def test_pairs_page_shows_the_ratio_and_the_worst_pair(cast, client):
    row = declared(factories.ready(cast, weighting="pairwise"))
    client.force_login(cast.business)
    url = reverse("selection:compare_pairs", args=[cast.project.code, row.pk])
    keys = [c.pk for c in row.criteria.order_by("code")]
    said = {f"p{keys[0]}:{keys[1]}": "9", f"p{keys[1]}:{keys[2]}": "9", f"p{keys[0]}:{keys[2]}": "0.111111"}
    assert client.post(url, said).status_code == 302
    page = client.get(url).content.decode()
    assert "互相矛盾" in page and "我的一致性比率" in page


def test_two_clicks_on_one_decision_choose_once(cast):
    row = factories.asked(cast)
    governance.decide(cast.sponsor, row.decision, choice="K-02", reason="好")
    with refused("decided_already"):
        governance.decide(cast.sponsor, row.decision, choice="K-01", reason="改主意")
    assert Selection.objects.get(pk=row.pk).chosen.code == "K-02"
