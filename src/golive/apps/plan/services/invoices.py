"""Invoices of the ERP become actual costs, once each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from golive.apps.plan import erp_invoices
from golive.apps.plan.erp_invoices import CANCELLED, CHANGED, NEW, REFUSED, SAME, Offer
from golive.apps.plan.models import CostLine, InvoiceReading, InvoiceRule, TakenInvoice
from golive.apps.plan.permissions import may_plan
from golive.apps.plan.services.costs import add_cost, cancel_cost
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("plan.add_invoice_rule", permission=may_plan, label=_("Add a rule for invoices"))
def add_invoice_rule(actor: Any, project: Project, **values: Any) -> InvoiceRule:
    return InvoiceRule.objects.create(project=project, **values)


@use_case("plan.edit_invoice_rule", permission=may_plan, label=_("Change the rule for invoices"))
def edit_invoice_rule(actor: Any, rule: InvoiceRule, **values: Any) -> InvoiceRule:
    """For invoices that come from now on; what is booked stays."""
    for name, value in values.items():
        setattr(rule, name, value)
    rule.save()
    return rule


@use_case("plan.take_invoices", permission=may_plan, label=_("Take over invoices of the ERP"))
def take_invoices(actor: Any, project: Project, *, since: date, seen: str, differences: bool = False) -> InvoiceReading:
    """Book what is new. `differences`: also correct what the ERP changed and cancel what it cancelled. The ERP is asked
    again: where it says something else than was seen, nothing is booked. A second reading finds everything there."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two readings must not take one invoice
    found = erp_invoices.preview(project, since)
    if found.mark != seen:
        raise Refused(
            "invoices_changed",
            _(
                "The ERP or the rules say something else than when you opened the page. Read it again; nothing was booked."
            ),
        )
    with override(project.language):
        for offer in found.of(NEW):
            _book(actor, project, offer)
        corrected = found.of(CHANGED) if differences else []
        for offer in corrected:
            if offer.taken.line.cancelled_at is None:  # it is, where the ERP had lost the invoice for a time
                cancel_cost(actor, offer.taken.line, reason=gettext("Changed in the ERP; booked anew"))
            _book(actor, project, offer)
        cancelled = found.of(CANCELLED) if differences else []
        for offer in cancelled:
            cancel_cost(actor, offer.taken.line, reason=gettext("Cancelled in the ERP"))
            TakenInvoice.objects.filter(pk=offer.taken.pk).update(gone=True)
    refused = found.of(REFUSED)
    return InvoiceReading.objects.create(
        project=project,
        since=since,
        booked=len(found.of(NEW)),
        changed=len(corrected),
        cancelled=len(cancelled),
        same=len(found.of(SAME)),
        refused=[_refused(o) for o in refused[:100]],
        refused_count=len(refused),
        by=actor,
        at=clock.now(),
    )


def _book(actor: Any, project: Project, offer: Offer) -> CostLine:
    invoice = offer.invoice
    line: CostLine = add_cost(
        actor,
        project,
        kind=CostLine.Kind.ACTUAL,
        cost_class=offer.cost_class,
        amount=invoice.amount,
        on=invoice.on,
        text=(invoice.text or invoice.account_name or invoice.number)[:200],
        phase=offer.phase,
        partner=invoice.supplier[:120],
        voucher=invoice.number[:80],
    )
    values = {"line": line, "content": invoice.content(), "gone": False}
    TakenInvoice.objects.update_or_create(project=project, key=invoice.key, defaults=values)
    return line


def _refused(offer: Offer) -> dict[str, Any]:
    why = offer.why.to_json() if offer.why else {}
    return {"number": offer.invoice.number, "supplier": offer.invoice.supplier, "why": why}
