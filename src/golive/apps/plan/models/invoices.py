"""Invoices of the ERP in the cost sheet: by which rule, from which invoice, in which reading."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models.costs import CostLine
from golive.foundation.registers.models import Versioned

PERSON = settings.AUTH_USER_MODEL


class InvoiceRule(Versioned):
    """Which invoices are costs of this project, and of which class and phase. What is left empty fits all; the rule that
    says most counts."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    supplier = models.CharField(
        _("supplier"), max_length=120, blank=True, help_text=_("Number or name as in the ERP; empty: every supplier.")
    )
    account = models.CharField(
        _("account begins with"), max_length=20, blank=True, help_text=_("Like 6602; empty: every account.")
    )
    cost_class = models.CharField(_("cost class"), max_length=10, choices=CostLine.Class)
    phase = models.ForeignKey(
        "projects.Phase", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("phase"),
        help_text=_("Empty: the phase whose dates hold the invoice."),
    )  # fmt: skip
    leave_out = models.BooleanField(
        _("not of this project"), default=False, help_text=_("What fits is left out, and the reading says so.")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("rule for invoices")
        ordering = ["project", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "supplier", "account"], name="invoice_rule_once"),
        ]

    def __str__(self) -> str:
        return " · ".join(p for p in (self.supplier, self.account) if p) or str(_("every invoice"))


class TakenInvoice(models.Model):
    """An invoice that stands in the cost sheet; its key is taken once. `line` changes when the ERP changed it."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)  # as the ERP's connector names it
    line = models.ForeignKey(CostLine, on_delete=models.PROTECT, related_name="+", verbose_name=_("cost line"))
    content = models.JSONField(default=dict)  # amount, day, number as they were taken
    gone = models.BooleanField(default=False)  # cancelled in the ERP, and here with it

    class Meta:
        verbose_name = _("invoice taken over")
        ordering = ["project", "id"]
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="invoice_taken_once")]

    def __str__(self) -> str:
        return str(self.content.get("number", self.key))


class InvoiceReading(models.Model):
    """One time that the ERP's invoices were taken over: how many, and what was refused and why."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    since = models.DateField(_("from"))
    booked = models.PositiveIntegerField(_("booked"), default=0)
    changed = models.PositiveIntegerField(_("corrected"), default=0)
    cancelled = models.PositiveIntegerField(_("cancelled"), default=0)
    same = models.PositiveIntegerField(_("there already"), default=0)
    refused = models.JSONField(default=list)  # [{"number", "supplier", "why": Words}], the first hundred
    refused_count = models.PositiveIntegerField(_("refused"), default=0)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("read by"))
    at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("reading of invoices")
        ordering = ["project", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
