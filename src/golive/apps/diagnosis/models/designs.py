"""The process as it shall be: drawn, tried against the log, approved by its owner."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis.models.logs import ProcessLog
from golive.foundation.signatures.models import Signable

PERSON = settings.AUTH_USER_MODEL


class Design(Signable):
    """A to-be process (BPMN) with the changes it makes and the gain that was simulated for exactly them.

    Life: draft -> submitted -> approved, by the signature of the department that owns the process, or returned. A change
    of the picture or of the scenario makes the simulation stale and the signature void.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="designs")
    code = models.CharField(_("no."), max_length=12)
    title = models.CharField(_("title"), max_length=120)
    log = models.ForeignKey(
        ProcessLog, on_delete=models.PROTECT, related_name="designs", verbose_name=_("event log of the present process")
    )
    department = models.ForeignKey(
        "accounts.Department", on_delete=models.PROTECT, related_name="+", verbose_name=_("process owner")
    )
    reason = models.TextField(_("what changes and why"), max_length=3000, blank=True)
    as_is = models.TextField(blank=True)  # BPMN discovered from the log
    bpmn = models.TextField(blank=True)  # BPMN as it shall be
    scenario = models.JSONField(default=dict)  # the engine's changes
    simulation = models.JSONField(default=dict)  # what came of them, with the hash of what was simulated
    simulated_at = models.DateTimeField(_("simulated at"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    answer = models.CharField(_("why it was returned"), max_length=300, blank=True)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    made_at = models.DateTimeField(_("made at"))
    changed_at = models.DateTimeField(_("last changed"))
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("to-be process")
        ordering = ["project", "code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="design_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("diagnosis:design", kwargs={"project": self.project.code, "pk": self.pk})

    def signed_content(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "title": self.title,
            "log": self.log_id,
            "department": self.department_id,
            "reason": self.reason,
            "bpmn": self.bpmn,
            "scenario": self.scenario,
        }

    @property
    def is_simulated(self) -> bool:
        """The simulation is of this picture and these changes."""
        return bool(self.simulation) and self.simulation.get("of") == self.content_hash
