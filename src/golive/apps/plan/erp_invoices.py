"""Invoices of suppliers out of the ERP, held against the cost sheet: what is new, the same, changed, cancelled, refused.

The app that knows the ERP registers itself: register_reader(lambda project, since: [Invoice, …]).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models import CostLine, InvoiceRule, TakenInvoice
from golive.apps.projects.models import Phase
from golive.engines.evidence.canonical import content_hash
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.words import Words, words

CURRENCY = "CNY"
NEW, SAME, CHANGED, CANCELLED, REFUSED = "new", "unchanged", "changed", "cancelled", "rejected"


@dataclass(frozen=True, slots=True)
class Invoice:
    """What one invoice books on one account, without tax, in yuan. `key` names it for ever."""

    key: str
    number: str
    supplier_code: str
    supplier: str
    account: str
    account_name: str
    text: str
    amount: Decimal
    currency: str
    on: date | None
    cancelled: bool

    @property
    def fen(self) -> int:
        return round(self.amount * 100)

    def content(self) -> dict[str, Any]:
        """What makes two readings of one invoice the same."""
        return {"number": self.number, "fen": self.fen, "on": self.on.isoformat() if self.on else ""}


Reader = Callable[[Any, date], "list[Invoice]"]
_reader: Reader | None = None


def register_reader(reader: Reader | None) -> Reader | None:
    """Name who reads, and return who did before (tests put him back)."""
    global _reader
    before, _reader = _reader, reader
    return before


@dataclass(frozen=True, slots=True)
class Offer:
    """One invoice with what would be done about it."""

    invoice: Invoice
    state: str
    why: Words | None = None
    cost_class: str = ""
    phase: Phase | None = None
    taken: TakenInvoice | None = None

    @property
    def class_label(self) -> str:
        return str(CostLine.Class(self.cost_class).label) if self.cost_class else ""


@dataclass(frozen=True, slots=True)
class Preview:
    offers: list[Offer]

    def of(self, *states: str) -> list[Offer]:
        return [o for o in self.offers if o.state in states]

    @property
    def mark(self) -> str:
        """Sent back by whoever takes them over: another one by then means that the ERP or the rules have changed."""
        return content_hash(
            [
                {**o.invoice.content(), "key": o.invoice.key, "state": o.state, "class": o.cost_class,
                 "phase": o.phase.pk if o.phase else None}
                for o in self.offers
            ]
        )[:16]  # fmt: skip


def usual_since(project: Project) -> date:
    """From the first day of the project on."""
    first = project.phases.order_by("starts_on").first()
    return first.starts_on if first and first.starts_on else clock.today(project.timezone) - timedelta(days=365)


def preview(project: Project, since: date) -> Preview:
    """Ask the ERP now, and say what would be done; nothing is written."""
    if _reader is None:
        raise Refused("no_erp_invoices", _("No ERP is running. Install or start one, then read the invoices again."))
    return held_against(project, _reader(project, since), since)


def held_against(project: Project, invoices: list[Invoice], since: date) -> Preview:
    taken = {t.key: t for t in TakenInvoice.objects.filter(project=project).select_related("line")}
    rules = list(InvoiceRule.objects.filter(project=project).select_related("phase").order_by("id"))
    phases = list(project.phases.order_by("order"))
    today = clock.today(project.timezone)
    by_hand = _by_hand(project, {t.line_id for t in taken.values()})
    offers = [_offer(i, taken.get(i.key), rules, phases, today, by_hand) for i in invoices]
    read = {i.key for i in invoices}
    lost = (t for key, t in taken.items() if key not in read and not t.gone and t.line.on >= since)
    offers += [_vanished(t) for t in lost]
    return Preview([o for o in offers if o is not None])


def _by_hand(project: Project, ours: set[int]) -> dict[tuple[str, int], str]:
    """(voucher, fen) of what somebody booked without the ERP."""
    rows = CostLine.objects.filter(project=project, kind=CostLine.Kind.ACTUAL, cancelled_at=None).exclude(voucher="")
    return {(r.voucher, r.amount_fen): str(r) for r in rows if r.pk not in ours}


def _offer(
    invoice: Invoice,
    taken: TakenInvoice | None,
    rules: list[InvoiceRule],
    phases: list[Phase],
    today: date,
    by_hand: dict[tuple[str, int], str],
) -> Offer | None:
    live = taken is not None and not taken.gone and taken.line.cancelled_at is None
    if invoice.cancelled:
        if not live:
            return None  # cancelled before anybody took it over
        return Offer(invoice, CANCELLED, words("cancelled in the ERP"), taken.line.cost_class, taken.line.phase, taken)
    if taken is not None and taken.line.cancelled_at is not None and not taken.gone:
        why = words("cancelled here by hand: %(why)s", why=taken.line.cancel_reason)
        return Offer(invoice, REFUSED, why, taken=taken)
    if taken is not None and live and taken.content == invoice.content():
        return Offer(invoice, SAME, None, taken.line.cost_class, taken.line.phase, taken)
    rule = rule_for(invoice, rules)
    if why := _refusal(invoice, rule, today, by_hand if taken is None else {}):
        return Offer(invoice, REFUSED, why, taken=taken)
    assert rule is not None
    phase = rule.phase or next(
        (p for p in phases if p.starts_on and p.ends_on and p.starts_on <= invoice.on <= p.ends_on), None
    )
    if taken is None:
        return Offer(invoice, NEW, None, rule.cost_class, phase)
    why = words(
        "was %(before)s yuan of %(day)s",
        before=f"{Decimal(taken.content['fen']) / 100:,.2f}",
        day=taken.content["on"] or "—",
    )
    return Offer(invoice, CHANGED, why, rule.cost_class, phase, taken)


def _refusal(
    invoice: Invoice, rule: InvoiceRule | None, today: date, by_hand: dict[tuple[str, int], str]
) -> Words | None:
    if rule is None:
        return words("no rule says that it is a cost of this project")
    if rule.leave_out:
        return words("left out by the rule “%(rule)s”", rule=str(rule))
    if invoice.currency != CURRENCY:
        return words("it is in %(currency)s; the cost sheet is in yuan", currency=invoice.currency or "—")
    if invoice.on is None:
        return words("it has no date")
    if invoice.on > today:
        return words("its date lies in the future")
    if not invoice.fen:
        return words("it comes to nothing")
    if (invoice.number, invoice.fen) in by_hand:
        return words("booked by hand already: %(line)s", line=by_hand[invoice.number, invoice.fen])
    return None


def _vanished(taken: TakenInvoice) -> Offer:
    line = taken.line
    gone = Invoice(
        taken.key,
        taken.content.get("number", ""),
        "",
        line.partner,
        "",
        "",
        line.text,
        line.amount,
        CURRENCY,
        line.on,
        True,
    )
    return Offer(gone, CANCELLED, words("no longer in the ERP"), line.cost_class, line.phase, taken)


def rule_for(invoice: Invoice, rules: list[InvoiceRule]) -> InvoiceRule | None:
    """The one that says most: a named supplier before a longer account, the older before the newer."""
    names = {invoice.supplier_code.casefold(), invoice.supplier.casefold()} - {""}
    fitting = [
        r
        for r in rules
        if (not r.supplier or r.supplier.strip().casefold() in names) and invoice.account.startswith(r.account.strip())
    ]
    return max(fitting, key=lambda r: (bool(r.supplier), len(r.account.strip()), -r.pk), default=None)
