"""Bids, scores and contracts: the vendor must find none of it, nor anybody whom it does not concern."""

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from golive.apps.selection import services
from golive.apps.selection.tests import factories
from golive.foundation import clock
from golive.foundation.accounts.tests import factories as accounts
from tests.secrets.walker import Secret, plant, secret_amount, secret_fen, secret_text

COMMITTEE = {"sponsor", "pm", "business", "it", "qa"}


def yuan(fen):
    return Decimal(fen) / 100


@plant
def decided_selection(cast):
    """All is in the open for the committee, nothing for anybody else: the vendor of the chosen product is the project's."""
    row = factories.ready(cast)
    marks = {
        name: secret_text(name) for name in ("bidtext", "finding", "reference", "product", "why", "interest", "reason")
    }
    fen = secret_fen()
    one, two, three = row.candidates.order_by("code")
    services.edit_candidate(cast.pm, two, product=marks["product"], vendor=two.vendor)
    factories.bid(cast, one, text=marks["bidtext"], amount=yuan(fen))
    factories.reference(cast, one, answers=marks["reference"])
    row = services.sign_weights(cast.pm, row)
    for e in row.evaluators.order_by("id"):
        services.declare_interest(e.person, e, conflict=False, interest=marks["interest"])
        e.refresh_from_db()
        given = factories.marks(row)
        services.save_scores(e.person, e, scores=given, notes=dict.fromkeys(given, marks["why"]))
        services.hand_in(e.person, e)
    for n, c in enumerate((one, two, three)):
        factories.assessment(cast, c, findings=marks["finding"] if n == 0 else "x")
    leaf = row.criteria.get(name="功能")
    services.agree_score(cast.business, row, candidate=one, criterion=leaf, value=4, reason=marks["reason"])
    row = services.settle_scores(cast.pm, row)
    services.ask_choice(cast.pm, row, decider=cast.sponsor, deadline=clock.now() + timedelta(days=2))
    own = [
        reverse(f"selection:{name}", args=[cast.project.code, row.pk])
        for name in ("round", "comparison", "report-word", "report-pdf")
    ]
    for what, mark in marks.items():
        # The sponsor's question names the products: everybody of the client's side who reads decisions may know them.
        inside = COMMITTEE | {"user", "care"} if what == "product" else COMMITTEE
        yield Secret(what, mark, inside, pages=tuple(own))
    yield secret_amount("an opened bid", fen, COMMITTEE)


@plant
def sealed_envelope(cast):
    """Before the opening only who entered it knows it, not even the sponsor."""
    row = factories.selection(cast, title="条码系统", bids_open_at=clock.now() + timedelta(days=9))
    fen = secret_fen()
    factories.bid(cast, factories.candidate(cast, row), amount=yuan(fen), text="x")
    yield secret_amount("a sealed bid", fen, {"pm"})


@plant
def scores_before_all_are_in(cast):
    """Somebody's note on a score is his own until the last one is in."""
    row = services.sign_weights(cast.pm, factories.ready(cast, title="打印系统"))
    mine = row.evaluators.get(person=cast.business)
    services.declare_interest(cast.business, mine, conflict=False)
    mine.refresh_from_db()
    mark, given = secret_text("early"), factories.marks(row)
    services.save_scores(cast.business, mine, scores=given, notes=dict.fromkeys(given, mark))
    form = reverse("selection:save_scores", args=[cast.project.code, mine.pk])
    yield Secret("a score before all are in", mark, {"business"}, pages=(form,))


@plant
def contracts_of_others(cast):
    """The vendor sees his own contract; of a rival's neither terms nor money nor payments."""
    rival = accounts.organisation("vendor")
    terms, owed, part, rest, cost = secret_text("terms"), secret_text("owed"), secret_fen(), secret_fen(), secret_fen()
    fen = part + rest
    deal = factories.contract(cast, title="硬件", organisation=rival, amount=yuan(fen), terms=terms)
    factories.obligation(cast, deal, text=owed)
    factories.milestone(cast, deal, amount=yuan(part), title="首付款")
    factories.milestone(cast, deal, amount=yuan(rest), number=2)
    services.begin_contract(cast.pm, deal)
    bought = factories.item(cast, amount=yuan(cost))
    own = factories.in_force(cast)
    assert own.organisation == cast.vendor.organisation and bought.pk
    yield Secret("terms of a rival's contract", terms, COMMITTEE)
    yield Secret("what a rival owes", owed, COMMITTEE)
    # What is bound and spent stands in the plan's cost sheet, which the client's own people read.
    yield secret_amount("amount of a rival's contract", fen, COMMITTEE | {"user", "care"})
    yield secret_amount("a rival's payment", part, COMMITTEE)
    yield secret_amount("price of a purchase", cost, COMMITTEE)
