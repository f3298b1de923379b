from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.foundation.signatures.models import Signable


class MonthlyReview(Signable):
    """The sponsor's look at a month: what the evidence said, what he asks for. Signed, it is evidence for S5."""

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="monthly_reviews")
    period = models.CharField(_("month"), max_length=7)  # "2026-11"
    findings = models.TextField(_("findings"))
    corrective_actions = models.TextField(_("corrective actions"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("monthly review")
        ordering = ["project", "-period"]
        constraints = [models.UniqueConstraint(fields=["project", "period"], name="monthly_review_once")]

    def __str__(self) -> str:
        return f"{self.period}"

    def signed_content(self) -> dict[str, Any]:
        return {
            "period": self.period,
            "findings": self.findings,
            "corrective_actions": self.corrective_actions,
        }
