from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.foundation.registers.models import Versioned
from golive.foundation.signatures.models import Signable

FULL_MARKS = 5


class Selection(Versioned, Signable):
    """One choice of a product and its vendor.

    Life: preparing (candidates, criteria, weights, evaluators) -> scoring (weights signed; each evaluator alone) -> agreed
    (disagreements talked over, scores final) -> decided by the sponsor, or given up. That scores lie open is no state of
    its own: they do as soon as all are in or the deadline is past.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", _("Being prepared")
        SCORING = "scoring", _("Scoring")
        AGREED = "agreed", _("Scores agreed")
        DECIDED = "decided", _("Decided")
        GIVEN_UP = "given_up", _("Given up")

    class Weighting(models.TextChoices):
        DIRECT = "direct", _("Weights are stated")
        PAIRWISE = "pairwise", _("By comparison of pairs")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="selections")
    code = models.CharField(_("no."), max_length=12, blank=True)
    title = models.CharField(_("what is chosen"), max_length=120)
    purpose = models.TextField(_("what it is for"), max_length=3000, blank=True)
    weighting = models.CharField(_("how weights are found"), max_length=10, choices=Weighting, default=Weighting.DIRECT)
    bids_open_at = models.DateTimeField(
        _("bids are opened"), null=True, blank=True, help_text=_("Until then nobody sees an amount but who entered it.")
    )
    scores_until = models.DateTimeField(
        _("scores due"), null=True, blank=True, help_text=_("Scores lie open when all are in, or from this moment on.")
    )
    years = models.PositiveSmallIntegerField(
        _("years of ownership"), default=5, validators=[MinValueValidator(1), MaxValueValidator(15)]
    )
    discount = models.DecimalField(
        _("discount rate (%)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(50)],
        help_text=_("0: costs of later years count in full."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARING)
    weights = models.JSONField(default=dict, editable=False)  # as they were signed: criterion code → share of the whole
    decision = models.ForeignKey(
        "governance.Decision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decision"),
    )
    chosen = models.ForeignKey(
        "selection.Candidate",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("chosen"),
    )
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("selection")
        ordering = ["project", "-id"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="selection_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def signed_content(self) -> dict[str, Any]:
        """What is agreed before anybody scores: by what is judged, and how much each counts."""
        return {"code": self.code, "title": self.title, "weighting": str(self.weighting), "weights": self.weights}


class Criterion(Versioned):
    """By what products are judged. A tree: groups share out their weight among their members, leaves are judged."""

    class Source(models.TextChoices):
        SCORED = "scored", _("Scored by the evaluators")
        FIT = "fit", _("Share of requirements met")
        DEMO = "demo", _("Scores of the demonstration")
        REFERENCE = "reference", _("Ratings of reference customers")
        TCO = "tco", _("Cost of ownership")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    selection = models.ForeignKey(
        Selection, on_delete=models.CASCADE, related_name="criteria", verbose_name=_("selection")
    )
    code = models.CharField(_("no."), max_length=12, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("group")
    )
    name = models.CharField(_("criterion"), max_length=80)
    meaning = models.TextField(_("what full marks and nothing mean"), max_length=1000, blank=True)
    source = models.CharField(_("judged by"), max_length=10, choices=Source, default=Source.SCORED)
    weight = models.DecimalField(
        _("weight in its group"),
        max_digits=6,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(0)],
        help_text=_("In any unit: within a group only the proportions count."),
    )

    class Meta:
        verbose_name = _("criterion")
        ordering = ["selection", "code"]
        constraints = [models.UniqueConstraint(fields=["selection", "code"], name="criterion_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
