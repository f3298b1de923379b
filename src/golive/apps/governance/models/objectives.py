from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.foundation.signatures.models import Signable


class Objective(Signable):
    """A business goal that can be measured: indicator, baseline, target, date.

    Life: draft -> approved, by the sponsor's signature; a change afterwards asks for a new signature.
    """

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="objectives")
    code = models.CharField(_("no."), max_length=12)
    title = models.CharField(_("objective"), max_length=120)
    indicator = models.CharField(_("indicator (KPI)"), max_length=120)
    unit = models.CharField(_("unit"), max_length=20)
    baseline = models.DecimalField(_("baseline"), max_digits=14, decimal_places=2)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2)
    due_on = models.DateField(_("to be reached by"))
    measured_by = models.CharField(_("how it is measured"), max_length=200, blank=True)
    formula = models.CharField(
        _("formula"),
        max_length=400,
        blank=True,
        help_text=_(
            "Figures with names are asked for at each measurement, counts are taken from the ERP: "
            '100 * count("sale.sale", "state = done") / count("sale.sale"). Left empty, the value is entered.'
        ),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="objectives", verbose_name=_("owner")
    )
    phases = models.ManyToManyField(
        "projects.Phase", blank=True, related_name="objectives", verbose_name=_("phases that work for it")
    )
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    locked_at = models.DateTimeField(_("baseline locked at"), null=True, blank=True)
    locked_late = models.BooleanField(_("locked after go-live"), default=False)

    class Meta:
        verbose_name = _("objective")
        ordering = ["project", "code"]
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="objective_code_once"),
            models.CheckConstraint(
                condition=~models.Q(baseline=models.F("target")), name="objective_target_differs_from_baseline"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def signed_content(self) -> dict[str, Any]:
        said = {
            "code": self.code,
            "title": self.title,
            "indicator": self.indicator,
            "unit": self.unit,
            "baseline": f"{self.baseline:.2f}",
            "target": f"{self.target:.2f}",
            "due_on": str(self.due_on),
            "measured_by": self.measured_by,
            "owner": self.owner_id,
        }
        return said | ({"formula": self.formula} if self.formula else {})


class Measurement(models.Model):
    """The indicator of an objective as it was on a day. Never changed; a wrong one is cancelled and entered anew.

    `figures`: what the formula was computed from, so that the value can be reckoned again.
    """

    class Source(models.TextChoices):
        HAND = "hand", _("Entered by hand")
        FORMULA = "formula", _("Computed from entered figures")
        ERP = "erp", _("Asked from the ERP")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="measurements")
    objective = models.ForeignKey(
        Objective, on_delete=models.CASCADE, related_name="measurements", verbose_name=_("objective")
    )
    code = models.CharField(_("no."), max_length=12)
    on = models.DateField(_("measured on"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    source = models.CharField(_("where from"), max_length=8, choices=Source, default=Source.HAND)
    figures = models.JSONField(default=dict)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("recorded at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancel_reason = models.CharField(_("reason of the cancellation"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("measurement")
        ordering = ["project", "on", "id"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="measurement_code_once")]
        indexes = [models.Index(fields=["objective", "on"], name="measurement_of_objective")]

    def __str__(self) -> str:
        return f"{self.code} {self.objective.code}"

    @property
    def state(self) -> str:
        return "cancelled" if self.cancelled_at else ""
