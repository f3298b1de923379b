from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.apps.requirements.models import FitAnswer
from golive.apps.selection.models.selections import FULL_MARKS
from golive.foundation.registers.models import Versioned

PERSON = settings.AUTH_USER_MODEL
MARKS = [MinValueValidator(0), MaxValueValidator(FULL_MARKS)]


class Candidate(Versioned):
    """A product with the vendor who offers it. The vendor need not be known to the product at all."""

    class Stage(models.TextChoices):
        LONG = "long", _("Long list")
        SHORT = "short", _("Short list")
        DROPPED = "dropped", _("Dropped")
        CHOSEN = "chosen", _("Chosen")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    selection = models.ForeignKey(
        "selection.Selection", on_delete=models.CASCADE, related_name="candidates", verbose_name=_("selection")
    )
    code = models.CharField(_("no."), max_length=12, blank=True)
    product = models.CharField(_("product"), max_length=120)
    vendor = models.CharField(_("vendor"), max_length=120)
    organisation = models.ForeignKey(
        "accounts.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation here"),
        help_text=_("If the vendor has people here: they are then kept away from this selection."),
    )
    note = models.TextField(_("note"), max_length=3000, blank=True)
    stage = models.CharField(_("stage"), max_length=8, choices=Stage, default=Stage.LONG)
    reason = models.CharField(_("why"), max_length=300, blank=True)  # why it was dropped or short-listed

    class Meta:
        verbose_name = _("candidate")
        ordering = ["selection", "code"]
        constraints = [
            models.UniqueConstraint(fields=["selection", "code"], name="candidate_code_once"),
            models.CheckConstraint(
                name="candidate_dropped_has_reason", condition=~models.Q(stage="dropped") | ~models.Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.product}"


class CandidateFit(Versioned):
    """How a candidate meets one requirement, as its vendor says and the committee accepts."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="fits", verbose_name=_("candidate"))
    requirement = models.ForeignKey(
        "requirements.Requirement", on_delete=models.CASCADE, related_name="+", verbose_name=_("requirement")
    )
    answer = models.CharField(_("fit"), max_length=14, choices=FitAnswer.Answer)
    note = models.CharField(_("how it is met"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("fit of a candidate")
        ordering = ["candidate", "requirement"]
        constraints = [models.UniqueConstraint(fields=["candidate", "requirement"], name="candidate_fit_once")]

    def __str__(self) -> str:
        return f"{self.candidate.code} · {self.requirement.code}"


class DemoStep(Versioned):
    """One step that every vendor shows in the same way, so that demonstrations can be compared."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    selection = models.ForeignKey(
        "selection.Selection", on_delete=models.CASCADE, related_name="demo_steps", verbose_name=_("selection")
    )
    number = models.PositiveSmallIntegerField(_("step"), validators=[MinValueValidator(1)])
    requirement = models.ForeignKey(
        "requirements.Requirement",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("requirement"),
    )
    text = models.CharField(_("what is to be shown"), max_length=300)
    expected = models.CharField(_("what must be seen"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("demonstration step")
        ordering = ["selection", "number"]
        constraints = [models.UniqueConstraint(fields=["selection", "number"], name="demo_step_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class Reference(Versioned):
    """A talk with a customer who uses the product."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    candidate = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, related_name="references", verbose_name=_("candidate")
    )
    customer = models.CharField(_("customer"), max_length=120)
    contact = models.CharField(_("who was asked"), max_length=120, blank=True)
    held_on = models.DateField(_("date"))
    scale = models.CharField(_("size and industry"), max_length=160, blank=True)
    answers = models.TextField(_("what was said"), max_length=4000)
    rating = models.PositiveSmallIntegerField(_("rating (0–5)"), validators=MARKS)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("held by"))

    class Meta:
        verbose_name = _("reference call")
        ordering = ["candidate", "-held_on"]

    def __str__(self) -> str:
        return f"{self.candidate.code} · {self.customer}"


class BidLine(Versioned):
    """One cost of a bid, in fen; once in year 0, or every year from `first_year` to `last_year`."""

    class Kind(models.TextChoices):
        LICENCE = "licence", _("Licence")
        SUBSCRIPTION = "subscription", _("Subscription")
        IMPLEMENTATION = "implementation", _("Implementation")
        CUSTOMISATION = "customisation", _("Customisation")
        TRAINING = "training", _("Training")
        HARDWARE = "hardware", _("Hardware and hosting")
        MAINTENANCE = "maintenance", _("Maintenance")
        OWN = "own", _("Own people")
        OTHER = "other", _("Other")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    candidate = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, related_name="bid_lines", verbose_name=_("candidate")
    )
    kind = models.CharField(_("kind of cost"), max_length=14, choices=Kind)
    text = models.CharField(_("text"), max_length=200)
    amount_fen = models.BigIntegerField(_("amount"))
    first_year = models.PositiveSmallIntegerField(_("first year"), default=0, help_text=_("0: the purchase."))
    last_year = models.PositiveSmallIntegerField(_("last year"), default=0)
    growth = models.DecimalField(
        _("rise a year (%)"), max_digits=5, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(-50)]
    )
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by"))
    at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("line of a bid")
        ordering = ["candidate", "first_year", "id"]

    def __str__(self) -> str:
        # No amount: the name of a row stands in messages, histories and the audit trail.
        return f"{self.candidate.code} · {self.get_kind_display()}"

    @property
    def amount(self) -> Decimal:
        return Decimal(self.amount_fen) / 100
