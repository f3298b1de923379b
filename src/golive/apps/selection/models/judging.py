from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.apps.selection.models.selections import FULL_MARKS
from golive.foundation.registers.models import Versioned

PERSON = settings.AUTH_USER_MODEL
MARKS = [MinValueValidator(0), MaxValueValidator(FULL_MARKS)]


class Evaluator(Versioned):
    """Who scores. He first says what ties him to a vendor; whoever has a conflict of interest does not score."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    selection = models.ForeignKey(
        "selection.Selection", on_delete=models.CASCADE, related_name="evaluators", verbose_name=_("selection")
    )
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("evaluator"))
    conflict = models.BooleanField(_("conflict of interest"), null=True, editable=False)
    interest = models.CharField(_("interest declared"), max_length=500, blank=True)
    declared_at = models.DateTimeField(_("declared at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("scores handed in"), null=True, blank=True)

    class Meta:
        verbose_name = _("evaluator")
        ordering = ["selection", "id"]
        constraints = [models.UniqueConstraint(fields=["selection", "person"], name="evaluator_once")]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def state(self) -> str:
        if self.conflict:
            return "conflict"
        if self.submitted_at:
            return "submitted"
        return "pending" if self.declared_at else "undeclared"


class PairJudgement(models.Model):
    """One person's word on how many times one criterion counts as much as another of the same group."""

    selection = models.ForeignKey("selection.Selection", on_delete=models.CASCADE, related_name="judgements")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey("selection.Criterion", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("selection.Criterion", on_delete=models.CASCADE, related_name="+")
    value = models.FloatField(validators=[MinValueValidator(1 / 9), MaxValueValidator(9)])
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("comparison of a pair")
        ordering = ["selection", "id"]
        constraints = [models.UniqueConstraint(fields=["by", "first", "second"], name="pair_judged_once")]

    def __str__(self) -> str:
        return f"{self.first.code} – {self.second.code}"


class Score(models.Model):
    """What one evaluator gives a candidate under a criterion, or for a step of the demonstration. His own until all are in."""

    evaluator = models.ForeignKey(Evaluator, on_delete=models.CASCADE, related_name="scores")
    candidate = models.ForeignKey("selection.Candidate", on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey("selection.Criterion", null=True, on_delete=models.CASCADE, related_name="scores")
    step = models.ForeignKey("selection.DemoStep", null=True, on_delete=models.CASCADE, related_name="scores")
    value = models.PositiveSmallIntegerField(validators=MARKS)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("score")
        ordering = ["evaluator", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluator", "candidate", "criterion", "step"], name="score_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="score_of_one_thing",
                condition=models.Q(criterion__isnull=True, step__isnull=False)
                | models.Q(criterion__isnull=False, step__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate.code}"  # never the value


class Agreed(models.Model):
    """What the evaluators settled on together where they were apart, and why."""

    candidate = models.ForeignKey("selection.Candidate", on_delete=models.CASCADE, related_name="agreed")
    criterion = models.ForeignKey("selection.Criterion", on_delete=models.CASCADE, related_name="agreed")
    value = models.DecimalField(max_digits=3, decimal_places=1, validators=MARKS)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("agreed score")
        ordering = ["candidate", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "criterion"], name="agreed_once"),
            models.CheckConstraint(name="agreed_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.candidate.code} · {self.criterion.code}"


class Assessment(Versioned):
    """IT's word on whether a product can run here: platform, interfaces, data, security, capacity, operation."""

    class Level(models.TextChoices):
        FITS = "fits", _("Fits as it is")
        WORK = "work", _("Fits with work")
        OBSTACLE = "obstacle", _("Does not fit")

    ASPECTS = ("platform", "interfaces", "data", "security", "capacity", "operation")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    candidate = models.OneToOneField(
        "selection.Candidate", on_delete=models.CASCADE, related_name="assessment", verbose_name=_("candidate")
    )
    platform = models.CharField(_("platform and architecture"), max_length=8, choices=Level)
    interfaces = models.CharField(_("interfaces to present systems"), max_length=8, choices=Level)
    data = models.CharField(_("taking over present data"), max_length=8, choices=Level)
    security = models.CharField(_("security and compliance"), max_length=8, choices=Level)
    capacity = models.CharField(_("load and response times"), max_length=8, choices=Level)
    operation = models.CharField(_("operation by our own people"), max_length=8, choices=Level)
    findings = models.TextField(
        _("findings"), max_length=6000, help_text=_("What was examined, how, and what follows; name the evidence.")
    )
    effort_days = models.PositiveSmallIntegerField(_("effort on our side (person-days)"), default=0)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("assessed by"))
    at = models.DateTimeField(_("assessed at"))

    class Meta:
        verbose_name = _("technical assessment")
        ordering = ["candidate"]

    def __str__(self) -> str:
        return f"{self.candidate.code}"

    @property
    def verdict(self) -> str:
        """Not better than the lines say: `is_blocked` comes with the rows that `visible_assessments` gives."""
        if getattr(self, "is_blocked", False):
            return str(self.Level.OBSTACLE)
        levels = {getattr(self, name) for name in self.ASPECTS}
        return next(level for level in ("obstacle", "work", "fits") if level in levels)
