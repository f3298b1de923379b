from __future__ import annotations

from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.engines.evidence.canonical import content_hash
from golive.foundation.registers.models import Versioned


class Light(models.TextChoices):
    """How the project stands as a whole, from best to worst."""

    GREEN = "green", _("Green")
    YELLOW = "yellow", _("Yellow")
    RED = "red", _("Red")


class WeeklyReport(Versioned):
    """What the records of one week say. Life: draft -> sent; once sent nothing in it changes.

    `content` holds the figures as they were found (see content.py); typed are only `status` and `note`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="weekly_reports")
    week = models.CharField(_("week"), max_length=8)  # "2026-W47", as the duty windows name it
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    status = models.CharField(_("overall status"), max_length=8, choices=Light, blank=True)  # "": as the evidence says
    note = models.TextField(_("note of the project manager"), max_length=4000, blank=True)
    content = models.JSONField()
    made_at = models.DateTimeField(_("written at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    content_hash = models.CharField(_("evidence code"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("weekly report")
        ordering = ["project", "-week"]
        constraints = [
            models.UniqueConstraint(fields=["project", "week"], name="weekly_report_once"),
            models.CheckConstraint(
                name="weekly_report_sent_is_complete",
                condition=models.Q(state="draft", sent_at__isnull=True, content_hash="")
                | (models.Q(state="sent", sent_at__isnull=False) & ~models.Q(content_hash="") & ~models.Q(status="")),
            ),
        ]

    def __str__(self) -> str:
        return self.week

    @property
    def proven(self) -> str:
        """The status that the evidence gives."""
        return str(self.content["evidence"]["status"])

    @property
    def shown_status(self) -> str:
        return self.status or self.proven

    @property
    def contradicts(self) -> bool:
        """Somebody typed a better status than the evidence bears."""
        lights = list(Light.values)
        return lights.index(self.shown_status) < lights.index(self.proven)

    def sent_content(self) -> dict[str, Any]:
        """All that the evidence code covers."""
        return {
            "project": self.project_id,
            "week": self.week,
            "status": self.status,
            "note": self.note,
            "content": self.content,
            "made_at": self.made_at.astimezone(UTC).isoformat(),
            "sent_at": self.sent_at.astimezone(UTC).isoformat() if self.sent_at else "",
            "sent_by": self.sent_by_id,
        }

    @property
    def is_intact(self) -> bool:
        """Whether what is stored is still what was sent."""
        return self.content_hash == content_hash(self.sent_content())


class Reading(models.Model):
    """Somebody said that he has read a report; once per person."""

    report = models.ForeignKey(WeeklyReport, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("reading")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["report", "person"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.report} · {self.person}"

    @property
    def project(self) -> object:
        return self.report.project
