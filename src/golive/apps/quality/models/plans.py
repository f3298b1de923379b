"""The quality plan of the project: goals that are measured, and the effort reserved for reaching them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.foundation.signatures.models import Signable


class QualityPlan(Signable):
    """One a project. The project manager writes it, QA agrees to it by signature; a change asks for a new one."""

    project = models.OneToOneField("accounts.Project", on_delete=models.CASCADE, related_name="quality_plan")
    approach = models.TextField(_("how quality is assured"), max_length=4000)
    reserve_days = models.DecimalField(
        _("effort reserved for quality work (person-days)"),
        max_digits=7,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.1"))],
    )
    written_at = models.DateTimeField(_("written at"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("quality plan")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} v{self.version}"

    def signed_content(self) -> dict[str, Any]:
        goals = self.goals.order_by("measure") if self.pk else []
        return {
            "approach": self.approach,
            "reserve_days": f"{self.reserve_days:.1f}",
            "goals": [[g.measure, f"{g.target:.2f}"] for g in goals],
            "version": self.version,
        }


class QualityGoal(models.Model):
    """A measure of `measures.py` and what it has to reach. Nobody types how far it is: it is computed."""

    plan = models.ForeignKey(QualityPlan, on_delete=models.CASCADE, related_name="goals")
    measure = models.CharField(_("measure"), max_length=60)
    target = models.DecimalField(_("target"), max_digits=8, decimal_places=2)

    class Meta:
        verbose_name = _("quality goal")
        ordering = ["plan", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "measure"], name="quality_goal_once")]

    def __str__(self) -> str:
        return self.measure

    @property
    def project(self) -> Any:
        return self.plan.project
