from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class GateReview(models.Model):
    """What the sponsor said at a gate, and what was measured at that moment. Never changed afterwards."""

    class Verdict(models.TextChoices):
        PASS = "passed", _("Pass")
        STOP = "stopped", _("Stop")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="gate_reviews")
    phase = models.ForeignKey("projects.Phase", on_delete=models.PROTECT, related_name="gate_reviews")
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    note = models.TextField(_("note"), blank=True)
    measured = models.JSONField()  # criteria as they stood: [{"code", "ok", "value", "missing", "waived"}]
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("gate review")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.phase} · {self.get_verdict_display()}"


class CriterionWaiver(models.Model):
    """A criterion that shall not hold a gate shut: why, by whom, until when. It stays in sight."""

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="criterion_waivers")
    phase = models.ForeignKey("projects.Phase", on_delete=models.PROTECT, related_name="waivers")
    criterion = models.CharField(max_length=60)
    reason = models.TextField(_("reason"))
    until = models.DateField(_("valid until"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("waiver")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="waiver_has_reason"),
            models.UniqueConstraint(
                fields=["phase", "criterion"], condition=models.Q(ended_at__isnull=True), name="waiver_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} · {self.reason}"
