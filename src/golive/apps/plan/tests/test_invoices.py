"""Invoices of the ERP in the cost sheet: once each, by rules, with the reason of each that is refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import override

from golive.apps.plan import erp_invoices, services
from golive.apps.plan.erp_invoices import Invoice, Preview
from golive.apps.plan.models import CostLine, InvoiceReading, TakenInvoice
from golive.apps.plan.tests.money import BEGIN, book, day
from golive.apps.projects import services as projects
from golive.foundation import clock
from golive.foundation.errors import Refused

pytestmark = pytest.mark.django_db
SINCE = date(2026, 2, 1)
ONE = Invoice(
    "erp/7/6602", "FP-001", "S-01", "启程软件", "660201", "软件服务费", "二月实施费", Decimal("1200.50"), "CNY",
    date(2026, 2, 20), False,
)  # fmt: skip


@pytest.fixture
def erp():
    """What the ERP says; a test turns it."""
    said: list[Invoice] = [ONE]
    before = erp_invoices.register_reader(lambda project, since: [i for i in said if i.on is None or i.on >= since])
    with clock.at(BEGIN):
        yield said
    erp_invoices.register_reader(before)


def rule(cast, **values):
    data = {"supplier": "", "account": "6602", "cost_class": "services", "phase": None, "leave_out": False, "note": ""}
    return services.add_invoice_rule(cast.pm, cast.project, **{**data, **values})


def look(cast) -> Preview:
    return erp_invoices.preview(cast.project, SINCE)


def take(cast, **values) -> InvoiceReading:
    return services.take_invoices(cast.pm, cast.project, since=SINCE, seen=look(cast).mark, **values)


def counted(cast):
    return CostLine.objects.filter(project=cast.project, kind="actual", cancelled_at=None)


class TestOnce:
    def test_a_second_reading_books_nothing_twice(self, cast, erp):
        rule(cast)
        first, second = take(cast), take(cast)
        assert (first.booked, second.booked, second.same) == (1, 0, 1)
        (line,) = counted(cast)
        assert (line.amount_fen, line.voucher, line.partner, line.cost_class, line.on) == (
            120_050,
            "FP-001",
            "启程软件",
            "services",
            ONE.on,
        )

    def test_what_the_erp_changed_is_shown_and_corrected_only_when_asked(self, cast, erp):
        rule(cast)
        take(cast)
        erp[:] = [replace(ONE, amount=Decimal(900))]
        (offer,) = look(cast).offers
        assert offer.state == "changed" and "1,200.50" in str(offer.why)
        assert take(cast).changed == 0 and counted(cast).get().amount_fen == 120_050
        assert take(cast, differences=True).changed == 1
        assert counted(cast).get().amount_fen == 90_000
        assert CostLine.objects.exclude(cancelled_at=None).get().amount_fen == 120_050
        assert take(cast, differences=True).changed == 0 and TakenInvoice.objects.count() == 1

    @pytest.mark.parametrize("how", ["cancelled", "gone"])
    def test_what_the_erp_cancelled_is_shown_and_cancelled_only_when_asked(self, cast, erp, how):
        rule(cast)
        take(cast)
        erp[:] = [replace(ONE, cancelled=True)] if how == "cancelled" else []
        assert [o.state for o in look(cast).offers] == ["cancelled"]
        assert take(cast).cancelled == 0 and counted(cast).count() == 1
        assert take(cast, differences=True).cancelled == 1 and not counted(cast).exists()
        assert look(cast).offers == []  # settled
        erp[:] = [ONE]  # posted again
        assert take(cast).booked == 0 and [o.state for o in look(cast).offers] == ["changed"]
        assert take(cast, differences=True).changed == 1 and counted(cast).count() == 1

    def test_what_was_cancelled_here_by_hand_does_not_come_back(self, cast, erp):
        rule(cast)
        take(cast)
        services.cancel_cost(cast.pm, counted(cast).get(), reason="不属本项目")
        (offer,) = look(cast).offers
        assert offer.state == "rejected" and "不属本项目" in str(offer.why)
        assert take(cast, differences=True).booked == 0 and not counted(cast).exists()

    def test_the_erp_that_says_something_else_meanwhile_books_nothing(self, cast, erp):
        rule(cast)
        seen = look(cast).mark
        erp.append(replace(ONE, key="erp/8/6602", number="FP-002"))
        with pytest.raises(Refused) as refusal:
            services.take_invoices(cast.pm, cast.project, since=SINCE, seen=seen)
        assert refusal.value.code == "invoices_changed" and not counted(cast).exists()


class TestRefused:
    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"account": "1405"}, "no rule says"),
            ({"currency": "USD"}, "USD"),
            ({"on": None}, "no date"),
            ({"on": date(2026, 3, 9)}, "future"),
            ({"amount": Decimal(0)}, "nothing"),
        ],
    )
    def test_each_reason_is_said(self, cast, erp, change, said):
        rule(cast)
        erp[:] = [replace(ONE, **change)]
        (offer,) = look(cast).offers
        with override("en"):
            assert offer.state == "rejected" and said in str(offer.why)
        read = take(cast)
        assert (read.booked, read.refused_count, read.refused[0]["number"]) == (0, 1, "FP-001")

    def test_what_somebody_booked_by_hand_is_not_booked_again(self, cast, erp):
        rule(cast)
        book(cast, kind="actual", amount=Decimal("1200.50"), voucher="FP-001", on=day("2026-02-20"))
        (offer,) = look(cast).offers
        with override("en"):
            assert offer.state == "rejected" and "by hand" in str(offer.why)

    def test_without_an_erp_nothing_is_read(self, cast):
        before = erp_invoices.register_reader(None)
        try:
            with pytest.raises(Refused) as refusal:
                look(cast)
        finally:
            erp_invoices.register_reader(before)
        assert refusal.value.code == "no_erp_invoices"

    def test_only_the_project_manager_takes_them_over(self, cast, erp):
        rule(cast)
        for who in (cast.sponsor, cast.it, cast.vendor):
            with pytest.raises(PermissionDenied):
                services.take_invoices(who, cast.project, since=SINCE, seen=look(cast).mark)


class TestRules:
    def test_the_rule_that_says_most_counts(self, cast, erp):
        rule(cast)
        rule(cast, account="", cost_class="other")
        rule(cast, account="660201", cost_class="training")
        assert look(cast).offers[0].cost_class == "training"
        rule(cast, supplier="s-01", account="", cost_class="software")
        assert look(cast).offers[0].cost_class == "software"
        rule(cast, supplier="启程软件", account="6602", leave_out=True)
        assert look(cast).offers[0].state == "rejected"

    def test_the_phase_is_that_of_the_day_unless_the_rule_names_one(self, cast, erp):
        projects.lay_out_phases(cast.pm, cast.project)
        first, second = cast.project.phases.order_by("order")[:2]
        erp[:] = [replace(ONE, on=first.starts_on)]
        found = rule(cast)
        with clock.at(BEGIN.replace(year=BEGIN.year + 1)):
            assert look(cast).offers[0].phase == first
            services.edit_invoice_rule(cast.pm, found, phase=second)
            assert look(cast).offers[0].phase == second


def test_the_page_shows_and_books(cast, erp, client):
    rule(cast)
    client.force_login(cast.pm)
    url = reverse("plan:take_invoices", args=[cast.project.code])
    page = client.get(url, {"since": "2026-02-01"})
    assert "FP-001" in page.content.decode() and page.context["new"] == 1
    answer = client.post(url, {"since": "2026-02-01", "seen": page.context["found"].mark})
    assert answer.status_code == 302 and counted(cast).count() == 1
    client.force_login(cast.it)
    assert client.get(url).status_code == 403
