from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class GateReview(models.Model):
    """What the sponsor said at a gate, and what was measured at that moment. Never changed afterwards. Each is a decision
    with a number; its conditions are actions (`Action.blocks`)."""

    class Verdict(models.TextChoices):
        PASS = "passed", _("Pass")
        CONDITIONS = "conditional", _("Pass with conditions")
        STOP = "stopped", _("Stop")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="gate_reviews")
    phase = models.ForeignKey("projects.Phase", on_delete=models.PROTECT, related_name="gate_reviews")
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict)
    note = models.TextField(_("note"), blank=True)
    measured = models.JSONField()  # criteria as they stood: see `gates.as_kept`
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    decision = models.OneToOneField(
        "governance.Decision", null=True, on_delete=models.PROTECT, related_name="gate_review"
    )

    class Meta:
        verbose_name = _("gate review")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.phase} · {self.get_verdict_display()}"

    def audit_detail(self) -> dict[str, str]:
        return self.decision.audit_detail() if self.decision else {}


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

    @property
    def phase_url(self) -> str:
        return reverse("governance:gate", kwargs={"project": self.phase.project.code, "pk": self.phase_id})


class CriterionLimit(models.Model):
    """What this project asks of a criterion that is a share: 95 % instead of all. The last row holds; all stay in sight."""

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="criterion_limits")
    criterion = models.CharField(max_length=60)
    percent = models.PositiveSmallIntegerField(_("at least (%)"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("limit")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="limit_is_a_share"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="limit_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} ≥ {self.percent} %"
