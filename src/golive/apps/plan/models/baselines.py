from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Baseline(models.Model):
    """The plan as it stood at one moment, put to the sponsor. What he decides is its state; its dates never change.

    Life: asked -> approved | refused (by the decision), or withdrawn with the question.
    """

    class State(models.TextChoices):
        ASKED = "pending", _("Waiting for the sponsor")
        APPROVED = "approved", _("Approved")
        REFUSED = "rejected", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="baselines")
    number = models.PositiveSmallIntegerField(_("no."))
    name = models.CharField(_("name"), max_length=80)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    made_at = models.DateTimeField(_("asked at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    decision = models.OneToOneField(
        "governance.Decision", null=True, on_delete=models.PROTECT, related_name="baseline", verbose_name=_("decision")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    go_live = models.DateTimeField(_("go-live"), null=True, blank=True)

    class Meta:
        verbose_name = _("baseline")
        ordering = ["project", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="baseline_number_once"),
            models.CheckConstraint(
                name="baseline_decided_has_time",
                condition=models.Q(state__in=["pending", "withdrawn"]) | models.Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"B{self.number} {self.name}"


class BaselineTask(models.Model):
    baseline = models.ForeignKey(Baseline, on_delete=models.CASCADE, related_name="tasks")
    task = models.ForeignKey("plan.Task", on_delete=models.PROTECT, related_name="baselines")
    start = models.DateTimeField(_("start"))
    finish = models.DateTimeField(_("finish"))
    duration_minutes = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("task of a baseline")
        ordering = ["baseline", "id"]
        constraints = [models.UniqueConstraint(fields=["baseline", "task"], name="baseline_task_once")]

    def __str__(self) -> str:
        return f"{self.baseline} · {self.task}"
