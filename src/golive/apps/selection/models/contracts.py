from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models import CostLine
from golive.foundation.registers.models import Versioned

PERSON = settings.AUTH_USER_MODEL


class Contract(Versioned):
    """What was agreed with one vendor. Life: draft -> in force (by decision or signature) -> ended."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_FORCE = "in_force", _("In force")
        ENDED = "ended", _("Ended")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="contracts")
    code = models.CharField(_("no."), max_length=20, blank=True)
    title = models.CharField(_("contract"), max_length=160)
    vendor = models.CharField(_("vendor"), max_length=120)
    organisation = models.ForeignKey(
        "accounts.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation here"),
        help_text=_("Its people in this project see this contract, and no other."),
    )
    representative = models.ForeignKey(
        PERSON,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("signs for the vendor"),
        help_text=_("One of the vendor's people in this project; only this person signs the charter for party B."),
    )
    candidate = models.ForeignKey(
        "selection.Candidate",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contracts",
        verbose_name=_("candidate"),
    )
    cost_class = models.CharField(
        _("cost class"), max_length=10, choices=CostLine.Class, default=CostLine.Class.SERVICES
    )
    phase = models.ForeignKey(
        "projects.Phase", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("phase")
    )
    amount_fen = models.BigIntegerField(_("amount"), default=0)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    terms = models.TextField(_("what is agreed"), max_length=6000, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    began_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    decision = models.ForeignKey(
        "governance.Decision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decision"),
    )

    class Meta:
        verbose_name = _("contract")
        ordering = ["project", "code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="contract_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def amount(self) -> Decimal:
        return Decimal(self.amount_fen) / 100


class Obligation(Versioned):
    """Something one side owes by the contract: a duty, a deliverable, a service level."""

    class Kind(models.TextChoices):
        OBLIGATION = "obligation", _("Obligation")
        DELIVERABLE = "deliverable", _("Deliverable")
        SERVICE_LEVEL = "service_level", _("Service level")

    class Side(models.TextChoices):
        VENDOR = "vendor", _("Vendor (party B)")
        CLIENT = "client", _("Client (party A)")

    class State(models.TextChoices):
        OPEN = "open", _("Still open")
        DELIVERED = "delivered", _("Delivered")
        ACCEPTED = "accepted", _("Delivery accepted")
        REJECTED = "rejected", _("Rejected")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    contract = models.ForeignKey(
        Contract, on_delete=models.CASCADE, related_name="obligations", verbose_name=_("contract")
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.DELIVERABLE)
    side = models.CharField(_("owed by"), max_length=8, choices=Side, default=Side.VENDOR)
    text = models.CharField(_("what is owed"), max_length=300)
    measure = models.CharField(_("accepted when"), max_length=300, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("accepted or rejected at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("judged by")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("obligation of a contract")
        ordering = ["contract", "due_on", "id"]

    def __str__(self) -> str:
        return f"{self.contract.code} · {self.text}"


class Milestone(Versioned):
    """A payment. It becomes payable by evidence (`condition` on `reference`, see conditions.py), never by a tick."""

    class State(models.TextChoices):
        OPEN = "open", _("Not requested")
        REQUESTED = "requested", _("Payment requested")
        APPROVED = "approved", _("Payment approved")
        RETURNED = "returned", _("Returned")
        PAID = "paid", _("Paid")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    contract = models.ForeignKey(
        Contract, on_delete=models.CASCADE, related_name="milestones", verbose_name=_("contract")
    )
    number = models.PositiveSmallIntegerField(_("no."), validators=[MinValueValidator(1)])
    title = models.CharField(_("payment milestone"), max_length=160)
    amount_fen = models.BigIntegerField(_("amount"))
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    condition = models.CharField(_("payable when"), max_length=40)
    reference = models.CharField(_("of what"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    note = models.CharField(_("note"), max_length=300, blank=True)
    requested_at = models.DateTimeField(_("requested at"), null=True, blank=True)
    requested_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.JSONField(default=dict, editable=False)  # what was found when the payment was approved
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    voucher = models.CharField(_("voucher"), max_length=80, blank=True)
    cost_line = models.ForeignKey("plan.CostLine", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("payment milestone")
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="milestone_number_once"),
            models.CheckConstraint(
                name="milestone_paid_is_complete",
                condition=~models.Q(state="paid") | models.Q(paid_on__isnull=False, approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract.code}-{self.number} {self.title}"

    @property
    def amount(self) -> Decimal:
        return Decimal(self.amount_fen) / 100


class ContractChange(models.Model):
    """What is to be agreed anew. It holds when the decision says so."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for a decision")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveSmallIntegerField(_("no."))
    text = models.TextField(_("what changes"), max_length=3000)
    amount_fen = models.BigIntegerField(_("more (or less) money"), default=0)
    ends_on = models.DateField(_("new end"), null=True, blank=True)
    decision = models.ForeignKey("governance.Decision", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKED)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of a contract")
        ordering = ["contract", "number"]
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="contract_change_once")]

    def __str__(self) -> str:
        return f"{self.contract.code} · {self.number}"

    @property
    def amount(self) -> Decimal:
        return Decimal(self.amount_fen) / 100


class ProcurementItem(Versioned):
    """Something the project needs and buys: servers, licences, scanners. Its state follows from its dates."""

    class Kind(models.TextChoices):
        SERVER = "server", _("Server and storage")
        LICENCE = "licence", _("Licence")
        NETWORK = "network", _("Network")
        DEVICE = "device", _("Devices (scanners, printers)")
        OTHER = "other", _("Other")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="procurement")
    code = models.CharField(_("no."), max_length=12, blank=True)
    name = models.CharField(_("item"), max_length=160)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    quantity = models.PositiveIntegerField(_("quantity"), default=1, validators=[MinValueValidator(1)])
    amount_fen = models.BigIntegerField(_("amount"), default=0)
    supplier = models.CharField(_("supplier"), max_length=120, blank=True)
    contract = models.ForeignKey(
        Contract, null=True, blank=True, on_delete=models.SET_NULL, related_name="items", verbose_name=_("contract")
    )
    needed_on = models.DateField(_("needed by"))
    ordered_on = models.DateField(_("ordered on"), null=True, blank=True)
    expected_on = models.DateField(_("promised for"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    delivered_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("procurement item")
        ordering = ["project", "needed_on", "id"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="procurement_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def amount(self) -> Decimal:
        return Decimal(self.amount_fen) / 100

    @property
    def state(self) -> str:
        """delivered, late (promised after it is needed), ordered, or wanted."""
        if self.delivered_on:
            return "delivered"
        if self.expected_on and self.expected_on > self.needed_on:
            return "late_delivery"
        return "ordered" if self.ordered_on else "wanted"
