"""Invoices of the ERP: what would be booked, then booked."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.plan import erp_invoices, services
from golive.apps.plan.erp_invoices import CANCELLED, CHANGED, NEW, REFUSED, SAME
from golive.apps.plan.forms_money import InvoicesForm
from golive.apps.plan.models import InvoiceReading
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.pages import acts, done
from golive.foundation.use_cases import may

SHOWN = 300
ORDER = {CHANGED: 0, CANCELLED: 1, NEW: 2, REFUSED: 3, SAME: 4}


@acts("plan.take_invoices")
def take_invoices(request: HttpRequest, project: Project) -> HttpResponse:
    """GET asks the ERP and shows line by line what would be done; POST does it, if the ERP still says so."""
    if not may("plan.take_invoices", request.user, project):
        raise PermissionDenied
    here = reverse("plan:take_invoices", args=[project.code])
    if request.method == "POST":
        form = InvoicesForm(request.POST)
        if not form.is_valid():
            raise Refused("since_missing", _("Name the day from which invoices are read."))
        read = services.take_invoices(request.user, project, **form.cleaned_data)
        said = _(
            "%(booked)s booked, %(changed)s corrected, %(cancelled)s cancelled, %(same)s there already, %(refused)s refused."
        )
        facts = {"booked": read.booked, "changed": read.changed, "cancelled": read.cancelled, "same": read.same}
        return done(request, here, said % {**facts, "refused": read.refused_count})
    form = InvoicesForm(request.GET if "since" in request.GET else {"since": erp_invoices.usual_since(project)})
    since = form.cleaned_data["since"] if form.is_valid() else erp_invoices.usual_since(project)
    found, trouble = None, ""
    try:
        found = erp_invoices.preview(project, since)
    except Refused as refusal:
        trouble = refusal.message
    offers = sorted(found.offers, key=lambda o: ORDER[o.state]) if found else []
    context = {
        "trouble": trouble,
        "since": since,
        "found": found,
        "offers": offers[:SHOWN],
        "more": max(0, len(offers) - SHOWN),
        "counts": [(state, len(found.of(state))) for state in ORDER] if found else [],
        "differences": len(found.of(CHANGED, CANCELLED)) if found else 0,
        "new": len(found.of(NEW)) if found else 0,
        "sum_fen": sum(o.invoice.fen for o in found.of(NEW)) if found else 0,
        "readings": list(InvoiceReading.objects.filter(project=project).select_related("by").order_by("-id")[:6]),
        "rules_url": reverse("plan:invoice_rules", args=[project.code]),
        "crumbs": [{"label": _("Cost sheet"), "url": reverse("plan:cost_sheet", args=[project.code])}],
    }
    return render(request, "plan/invoices.html", context)
