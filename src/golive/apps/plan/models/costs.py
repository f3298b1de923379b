from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class CostLine(models.Model):
    """Money of one class in one phase: planned, bound by a contract or an order, or spent. Amounts in fen."""

    class Kind(models.TextChoices):
        BUDGET = "budget", _("Budget")
        COMMITTED = "committed", _("Commitment")
        ACTUAL = "actual", _("Actual cost")

    class Class(models.TextChoices):
        SOFTWARE = "software", _("Software licences")
        SERVICES = "services", _("Implementation services")
        HARDWARE = "hardware", _("Hardware")
        STAFF = "staff", _("Own staff")
        TRAINING = "training", _("Training")
        TRAVEL = "travel", _("Travel")
        OTHER = "other", _("Other")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="cost_lines")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    cost_class = models.CharField(_("cost class"), max_length=10, choices=Class)
    phase = models.ForeignKey(
        "projects.Phase", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("phase")
    )
    task = models.ForeignKey(
        "plan.Task", null=True, blank=True, on_delete=models.PROTECT, related_name="cost_lines", verbose_name=_("task")
    )
    amount_fen = models.BigIntegerField(_("amount"))
    on = models.DateField(_("date"))
    text = models.CharField(_("text"), max_length=200)
    partner = models.CharField(_("paid to"), max_length=120, blank=True)
    voucher = models.CharField(_("voucher"), max_length=80, blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by"))
    at = models.DateTimeField(_("entered at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)  # lines are cancelled, not deleted
    cancel_reason = models.CharField(_("reason of the cancellation"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("cost line")
        ordering = ["project", "-on", "-id"]
        indexes = [models.Index(fields=["project", "kind", "on"], name="cost_of_project")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text}"

    @property
    def amount(self) -> Decimal:
        """In yuan, as people write it."""
        return Decimal(self.amount_fen) / 100

    @property
    def state(self) -> str:
        return "cancelled" if self.cancelled_at else ""


class Rate(models.Model):
    """What an hour of a person costs from a day on, in fen."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="rates")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    fen_per_hour = models.PositiveIntegerField(_("cost of an hour"))
    valid_from = models.DateField(_("from"))

    class Meta:
        verbose_name = _("rate")
        ordering = ["project", "person", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["project", "person", "valid_from"], name="rate_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.valid_from}"


class CostMonth(models.Model):
    """Somebody confirmed that all costs of a month are booked, or that there were none."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="cost_months")
    month = models.CharField(_("month"), max_length=7)  # "2026-11"
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by"))
    at = models.DateTimeField(_("confirmed at"))

    class Meta:
        verbose_name = _("month of costs")
        ordering = ["project", "month"]
        constraints = [models.UniqueConstraint(fields=["project", "month"], name="cost_month_once")]

    def __str__(self) -> str:
        return self.month
