"""What is owed to the other side: with criteria, versions, reviews, and the acceptance of both parties."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.foundation.signatures.models import Signable

PERSON = settings.AUTH_USER_MODEL


class Deliverable(Signable):
    """Something that one party hands over and the other accepts against criteria agreed before.

    Life: planned -> handed over (version 1, 2, …) -> accepted by both sides' signatures under exactly that version, or
    returned with the criteria that fail. What is accepted does not change: a change is the next version.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Document")
        SOFTWARE = "software", _("Software or configuration")
        HARDWARE = "hardware", _("Hardware")
        SERVICE = "service", _("Service")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SUBMITTED = "submitted", _("Handed over")
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", _("Accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="deliverables")
    code = models.CharField(_("no."), max_length=12, blank=True, help_text=_("Left empty, the next number is taken."))
    title = models.CharField(_("deliverable"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.DOCUMENT)
    phase = models.ForeignKey(
        "projects.Phase", on_delete=models.PROTECT, related_name="deliverables", verbose_name=_("phase")
    )
    criteria = models.TextField(
        _("acceptance criteria"), max_length=3000, help_text=_("One a line; each is judged by itself.")
    )
    is_contractual = models.BooleanField(_("owed by contract"), default=True)
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("who delivers"))
    reviewer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("who reviews"))
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    version = models.PositiveIntegerField(default=1)  # of the row
    current = models.ForeignKey(
        "quality.DeliverableVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("deliverable")
        ordering = ["project", "code"]
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="deliverable_code_once"),
            models.CheckConstraint(
                name="deliverable_accepted_has_time",
                condition=~models.Q(state="accepted") | models.Q(accepted_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["project", "due_on", "id"], name="deliverable_by_due")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def signed_content(self) -> dict[str, Any]:
        """What both sides put their names under: the criteria and the version that was handed over."""
        return {
            "code": self.code,
            "title": self.title,
            "criteria": self.criteria,
            "version": self.current.number if self.current_id else 0,
            "files": self.current.files if self.current_id else [],
            "note": self.current.note if self.current_id else "",
        }

    @property
    def criteria_lines(self) -> list[str]:
        return [line.strip() for line in self.criteria.splitlines() if line.strip()]


class DeliverableVersion(models.Model):
    """What was handed over, at one time: a note and the files by their hashes. Never changed."""

    deliverable = models.ForeignKey(Deliverable, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    note = models.TextField(_("what is handed over"), max_length=2000)
    files = models.JSONField(default=list)  # [{"name", "sha256", "size"}]
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("handed over by"))
    at = models.DateTimeField(_("handed over at"))
    closed_at = models.DateTimeField(null=True, blank=True)  # accepted or returned

    class Meta:
        ordering = ["deliverable", "-number"]
        constraints = [models.UniqueConstraint(fields=["deliverable", "number"], name="deliverable_version_once")]

    def __str__(self) -> str:
        return f"{self.deliverable.code} v{self.number}"


class Review(models.Model):
    """One look at a version against the criteria: each met or not, with what was found."""

    version = models.ForeignKey(DeliverableVersion, on_delete=models.CASCADE, related_name="reviews")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("reviewed by"))
    at = models.DateTimeField(_("reviewed at"))
    passed = models.BooleanField(_("all criteria met"))
    failing = models.JSONField(default=list)  # the criteria that are not met
    text = models.TextField(_("what was found"), max_length=3000, blank=True)

    class Meta:
        ordering = ["version", "-id"]

    def __str__(self) -> str:
        return f"{self.version} · {self.by}"
