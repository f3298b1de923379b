"""What the records say is wrong, and what people say beside it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis.models.logs import ProcessLog

PERSON = settings.AUTH_USER_MODEL


class Finding(models.Model):
    """One sentence that the log proves, with its figures and its cases.

    Life: open -> followed up (it became a decision, a requirement or a task) or set aside, with the reason.
    A finding that the log no longer shows after it was read again is marked gone; nothing is deleted.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Finding without an answer")
        FOLLOWED = "in_progress", _("Followed up")
        ASIDE = "withdrawn", _("Set aside")
        GONE = "outdated", _("No longer in the log")

    log = models.ForeignKey(ProcessLog, on_delete=models.CASCADE, related_name="findings")
    key = models.CharField(max_length=200)  # the same finding keeps its key when the log is read again
    rule = models.CharField(max_length=40)
    rank = models.PositiveIntegerField(_("rank"), default=0)
    sentence = models.JSONField(default=dict)  # {"zh", "en"}
    proposal = models.JSONField(default=dict)  # {"zh", "en"}
    figures = models.JSONField(default=dict)
    n = models.PositiveIntegerField("n", default=0)
    days = models.FloatField(_("days at stake"), null=True)
    cost_fen = models.BigIntegerField(_("money at stake"), null=True)
    cases = models.JSONField(default=list)  # names of up to 2,000 cases
    case_count = models.PositiveIntegerField(_("cases"), default=0)
    owner = models.CharField(max_length=20, blank=True)  # the role that can act
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    answer = models.TextField(_("what follows from it"), max_length=1000, blank=True)
    became = models.CharField(max_length=40, blank=True)  # "governance.decision:7"
    answered_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(_("found at"))

    class Meta:
        verbose_name = _("finding of the diagnosis")
        ordering = ["log", "rank"]
        constraints = [models.UniqueConstraint(fields=["log", "key"], name="finding_of_log_once")]

    def __str__(self) -> str:
        return str(self.sentence.get("zh", self.rule))

    @property
    def project(self) -> Any:
        return self.log.project

    def get_absolute_url(self) -> str:
        return reverse("diagnosis:finding", kwargs={"project": self.project.code, "pk": self.pk})


class FieldNote(models.Model):
    """What was heard in an interview or seen on a site visit, beside what the records say."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", _("Interview")
        VISIT = "visit", _("Site visit")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="field_notes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.INTERVIEW)
    day = models.DateField(_("day"))
    department = models.ForeignKey(
        "accounts.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("department")
    )
    with_whom = models.CharField(_("with whom"), max_length=120)
    text = models.TextField(_("what was said and seen"), max_length=6000)
    log = models.ForeignKey(
        ProcessLog,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="field_notes",
        verbose_name=_("event log"),
    )
    finding = models.ForeignKey(
        Finding,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="field_notes",
        verbose_name=_("finding it speaks of"),
    )
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("written at"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("note of an interview or visit")
        ordering = ["project", "-day", "-id"]
        indexes = [models.Index(fields=["project", "day", "id"], name="field_note_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.with_whom}"
