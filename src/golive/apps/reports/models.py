from __future__ import annotations

from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.apps.reports.period import Kind
from golive.engines.evidence.canonical import content_hash
from golive.foundation.registers.models import Versioned


class Light(models.TextChoices):
    """How the project stands as a whole, from best to worst."""

    GREEN = "green", _("Green")
    YELLOW = "yellow", _("Yellow")
    RED = "red", _("Red")


class Report(Versioned):
    """What the records of one period say. Life: draft -> sent; once sent nothing in it changes.

    `content` holds the figures as they were found (see content.py); typed are only `status`, `note` and `remarks`, the
    manager's words to a chapter of it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.WEEKLY)
    period = models.CharField(_("period"), max_length=20)  # "2026-W47", "2026-11", a phase's key, a meeting's code
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    status = models.CharField(_("overall status"), max_length=8, choices=Light, blank=True)  # "": as the evidence says
    note = models.TextField(_("note of the project manager"), max_length=4000, blank=True)
    remarks = models.JSONField(default=dict)  # {chapter: text}
    content = models.JSONField()
    made_at = models.DateTimeField(_("written at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    content_hash = models.CharField(_("evidence code"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("report")
        ordering = ["project", "-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "period"], name="report_once"),
            models.CheckConstraint(
                name="report_sent_is_complete",
                condition=models.Q(state="draft", sent_at__isnull=True, content_hash="")
                | (models.Q(state="sent", sent_at__isnull=False) & ~models.Q(content_hash="") & ~models.Q(status="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.shown_period}"

    @property
    def shown_period(self) -> str:
        """The period as people call it: a phase by its name at that time."""
        return str(self.content.get("name") or self.period)

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
            "kind": self.kind,
            "period": self.period,
            "status": self.status,
            "note": self.note,
            "remarks": self.remarks,
            "content": self.content,
            "made_at": self.made_at.astimezone(UTC).isoformat(),
            "sent_at": self.sent_at.astimezone(UTC).isoformat() if self.sent_at else "",
            "sent_by": self.sent_by_id,
        }

    @property
    def is_intact(self) -> bool:
        """Whether what is stored is still what was sent."""
        return self.content_hash == content_hash(self.sent_content())


class Health(models.Model):
    """How a project stood when the records were last looked at, kept so that many projects are seen at once. Nobody types
    it: `health.look` writes it. Money in fen; None where no budget and no cost is booked."""

    project = models.OneToOneField("accounts.Project", on_delete=models.CASCADE, related_name="health")
    looked_at = models.DateTimeField(_("looked at"))
    seen = models.PositiveBigIntegerField(default=0)  # line of the audit trail up to which it knows
    reasons = models.JSONField(default=list)  # sentences, the worst first; "open": those that any member may read
    gate_lacks = models.PositiveSmallIntegerField(_("criteria that the gate ahead lacks"), null=True)
    gate_asks = models.PositiveSmallIntegerField(_("criteria of the gate ahead"), null=True)
    budget_fen = models.BigIntegerField(_("budget"), null=True)
    committed_fen = models.BigIntegerField(_("committed"), null=True)
    actual_fen = models.BigIntegerField(_("spent"), null=True)
    forecast_fen = models.BigIntegerField(_("forecast at completion"), null=True)

    class Meta:
        verbose_name = _("standing of a project")
        ordering = ["project"]

    def __str__(self) -> str:
        return f"{self.project} · {self.looked_at:%Y-%m-%d %H:%M}"


class Reading(models.Model):
    """Somebody said that he has read a report; once per person."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="readings")
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


class Template(models.Model):
    """A company's own Word file that reports are written into; the newest one holds, the older ones stay as they were."""

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="report_templates")
    file = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    fields = models.JSONField(default=list)  # the placeholders found in it
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    ended_at = models.DateTimeField(_("no longer used since"), null=True, blank=True)

    class Meta:
        verbose_name = _("report template")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(ended_at__isnull=True), name="report_template_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.file)
