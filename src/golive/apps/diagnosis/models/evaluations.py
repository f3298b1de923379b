"""Whether it got better: the same figures before and after, beside what the sponsor promised."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis.models.logs import ProcessLog

PERSON = settings.AUTH_USER_MODEL
HORIZONS = (30, 90, 180, 365)
TRIAL = 0  # before go-live nothing can be evaluated after go-live: the trial run is compared, and says so

_days = lazy(lambda n: gettext("%(n)s days") % {"n": n}, str)


class Evaluation(models.Model):
    """A comparison of two stretches, so many days after go-live, with its verdict. Issued, it never changes.

    Life: draft -> done (computed) -> issued, as the evaluation report.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Not computed yet")
        COMPUTED = "done", _("Comparison computed")
        ISSUED = "issued", _("Evaluation issued")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="evaluations")
    title = models.CharField(_("title"), max_length=120)
    horizon = models.PositiveSmallIntegerField(
        _("days after go-live"),
        choices=[(TRIAL, _("Trial run, before go-live")), *((n, _days(n)) for n in HORIZONS)],
        default=30,
    )
    before = models.ForeignKey(
        ProcessLog, on_delete=models.PROTECT, related_name="+", verbose_name=_("event log before")
    )
    after = models.ForeignKey(ProcessLog, on_delete=models.PROTECT, related_name="+", verbose_name=_("event log after"))
    go_live = models.DateField(_("go-live"), help_text=_("Of a trial run: the day it began."))
    settling_days = models.PositiveSmallIntegerField(
        _("days left out while people settle in"), default=28, validators=[MinValueValidator(0)]
    )
    objective = models.ForeignKey(
        "governance.Objective",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evaluations",
        verbose_name=_("objective that was promised"),
    )
    target_days = models.DecimalField(
        _("target: median (working days)"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    measured_from = models.CharField(
        _("measured from the step"),
        max_length=200,
        blank=True,
        help_text=_("What the objective counts, such as from request to order. Left empty: the whole case."),
    )
    measured_to = models.CharField(
        _("to the step"),
        max_length=200,
        blank=True,
        help_text=_("Where the new system names a step otherwise, write both names with ; between."),
    )
    conclusion = models.TextField(_("conclusion"), max_length=3000, blank=True)
    result = models.JSONField(default=dict)
    verdict = models.CharField(max_length=20, blank=True)
    computed_at = models.DateTimeField(_("computed at"), null=True)
    issued_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("issued at"), null=True)
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)

    class Meta:
        verbose_name = _("evaluation")
        ordering = ["project", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("diagnosis:evaluation", kwargs={"project": self.project.code, "pk": self.pk})

    @property
    def is_trial(self) -> bool:
        return self.horizon == TRIAL

    @property
    def ends(self) -> date | None:
        """The day to which cases count: so many days after go-live; of a trial run, all there are."""
        return None if self.is_trial else self.go_live + timedelta(days=self.horizon)

    def as_promised(self) -> dict[str, Any]:
        span = {"from": self.measured_from, "to": self.measured_to} if self.between else {}
        return {"objective": str(self.objective or ""), "target_days": str(self.target_days or ""), **span}

    @property
    def between(self) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The names of the two steps between which the objective counts."""
        first, second = (
            tuple(name.strip() for name in re.split("[;；]", text) if name.strip())
            for text in (self.measured_from, self.measured_to)
        )
        return (first, second) if first and second else None
