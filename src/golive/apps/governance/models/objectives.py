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
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="objectives", verbose_name=_("owner")
    )
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

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
        return {
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
