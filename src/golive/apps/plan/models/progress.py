from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models.lags import in_days
from golive.apps.plan.models.tasks import Task


class ProgressUpdate(models.Model):
    """What somebody reported about a task at one moment. Never changed."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="updates")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    percent = models.PositiveSmallIntegerField(_("done (%)"))
    remaining_minutes = models.PositiveIntegerField(_("work left (minutes)"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("progress update")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["task", "at"], name="progress_of_task")]

    def __str__(self) -> str:
        return f"{self.task} {self.percent}%"


class Difficulty(models.Model):
    """A task is harder than planned: said early, with its effect on the dates, and answered by the project manager.

    The four dates are what the plan said at that moment, and what it would say with the new estimate.
    """

    class Answer(models.TextChoices):
        REPLAN = "replan", _("Re-plan with the new estimate")
        REFUSE = "refuse", _("Keep the plan")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="difficulties")
    number = models.PositiveIntegerField(_("no."))
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="difficulties", verbose_name=_("task"))
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("raised by")
    )
    raised_at = models.DateTimeField(_("raised at"))
    text = models.TextField(_("what is harder"), max_length=2000)
    new_remaining_minutes = models.PositiveIntegerField(_("work left, new estimate (minutes)"))
    finish_before = models.DateTimeField(_("finish of the task before"))
    finish_after = models.DateTimeField(_("finish of the task after"))
    go_live_before = models.DateTimeField(_("go-live before"), null=True)
    go_live_after = models.DateTimeField(_("go-live after"), null=True)
    answer = models.CharField(_("answer"), max_length=6, choices=Answer, blank=True)
    answer_text = models.TextField(_("reason"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = _("difficulty")
        ordering = ["project", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="difficulty_number_once"),
            models.CheckConstraint(
                name="difficulty_answer_is_complete",
                condition=models.Q(answer="", answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.task.name}"

    @property
    def code(self) -> str:
        return f"N-{self.number:03d}"

    @property
    def state(self) -> str:
        return {"": "pending", "replan": "approved", "refuse": "rejected"}[self.answer]

    @property
    def new_remaining_days(self) -> Decimal:
        return in_days(self.new_remaining_minutes)

    @property
    def moves_go_live(self) -> bool:
        return self.go_live_before != self.go_live_after
