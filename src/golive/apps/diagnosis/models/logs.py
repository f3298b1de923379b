"""What came in: event logs as they were given, what was read of them, and the figures made from them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class ProcessLog(models.Model):
    """An event log of one process. The file stays as it was given; what was read of it lies beside it.

    Life: draft (columns not named yet) -> running -> done, or failed with the reason; reading again replaces the figures.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Columns to be named")
        READING = "running", _("Being read")
        READY = "done", _("Has been read")
        FAILED = "failed", _("Not read")

    class Moment(models.TextChoices):
        BEFORE = "before", _("Before go-live (the old way)")
        AFTER = "after", _("After go-live (the new ERP)")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="process_logs")
    name = models.CharField(_("name"), max_length=120)
    process = models.CharField(_("process"), max_length=80)
    moment = models.CharField(_("taken"), max_length=8, choices=Moment, default=Moment.BEFORE)
    origin = models.CharField(max_length=40, default="file")  # "file", or the key of a provider (providers.py)
    file = models.ForeignKey("files.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    store = models.ForeignKey("files.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    mapping = models.JSONField(default=dict)
    config = models.JSONField(default=dict)  # which activities are approvals, who is a robot, …
    account = models.JSONField(default=dict)  # rows read, kept, dropped with reasons
    facts = models.JSONField(default=dict)  # events, cases, activities, resources, first, last
    log_hash = models.CharField(max_length=64, blank=True)
    change = models.JSONField(default=dict)  # what the last reading found new, changed and gone; {} after the first
    nightly = models.BooleanField(_("taken again every night"), default=False)  # of logs that a system gives
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    fault = models.JSONField(default=dict)  # Words
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"))
    read_at = models.DateTimeField(_("read at"), null=True)

    class Meta:
        verbose_name = _("event log")
        ordering = ["project", "-id"]
        indexes = [models.Index(fields=["project", "-id"], name="process_log_of_project")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("diagnosis:log", kwargs={"project": self.project.code, "pk": self.pk})

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY


class LogPart(models.Model):
    """A later delivery that holds only what came since: its events belong to the log as those of the first file do."""

    log = models.ForeignKey(ProcessLog, on_delete=models.CASCADE, related_name="parts")
    file = models.ForeignKey("files.Attachment", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("later delivery of an event log")
        ordering = ["log", "id"]

    def __str__(self) -> str:
        return f"{self.log} · {self.at:%Y-%m-%d}"

    @property
    def project(self) -> Any:
        return self.log.project


class SavedFilter(models.Model):
    """A part of a log that people come back to: its cases under a name."""

    log = models.ForeignKey(ProcessLog, on_delete=models.CASCADE, related_name="filters")
    name = models.CharField(_("name"), max_length=80)
    steps = models.JSONField(default=list)  # the engine's filters
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("saved filter")
        ordering = ["log", "name"]
        constraints = [models.UniqueConstraint(fields=["log", "name"], name="saved_filter_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def project(self) -> Any:
        return self.log.project


class Analysis(models.Model):
    """The figures of a log, or of the part that a filter leaves: made by a job, kept until the log is read again."""

    log = models.ForeignKey(ProcessLog, on_delete=models.CASCADE, related_name="analyses")
    steps = models.JSONField(default=list)  # [] : the whole log
    steps_hash = models.CharField(max_length=64)
    figures = models.JSONField(default=dict)
    insights = models.JSONField(default=dict)  # approvals, controls, people, waiting, causes, conformance
    behind = models.JSONField(default=dict)  # reference in `insights` → {"n": cases, "cases": names of the longest}
    findings = models.JSONField(default=list)  # of a part: what its cases alone show, as columns of Finding with "ref"
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("analysis")
        ordering = ["log", "-made_at"]
        constraints = [models.UniqueConstraint(fields=["log", "steps_hash"], name="analysis_of_filter_once")]

    def __str__(self) -> str:
        return f"{self.log} · {self.made_at:%Y-%m-%d}"

    @property
    def project(self) -> Any:
        return self.log.project
