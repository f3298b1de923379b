from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.apps.requirements.models.fit import FITS
from golive.foundation.signatures.models import Signable


class Priority(models.TextChoices):
    MUST = "must", _("Must have")
    SHOULD = "should", _("Should have")
    COULD = "could", _("Could have")


class Requirement(Signable):
    """One thing a department needs the ERP to do.

    Life: draft -> in review -> signed, or returned to its author; signed is not a state but a valid signature of the
    department under the text as it stands. A text that others have seen is never overwritten: a change makes the next
    version, and asks for a new fit answer and a new signature.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In review")
        RETURNED = "returned", _("Returned")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="requirements")
    code = models.CharField(_("no."), max_length=12)
    process = models.ForeignKey(
        "requirements.Process", on_delete=models.PROTECT, related_name="requirements", verbose_name=_("process")
    )
    department = models.ForeignKey(
        "accounts.Department",
        blank=True,
        on_delete=models.PROTECT,
        related_name="requirements",
        verbose_name=_("department"),
        help_text=_("Whose key user signs. Left empty: the department of the process."),
    )
    title = models.CharField(_("requirement"), max_length=120)
    text = models.TextField(_("description"), max_length=6000)
    acceptance = models.TextField(_("acceptance criteria"), max_length=3000)
    priority = models.CharField(_("priority"), max_length=8, choices=Priority, default=Priority.MUST)
    objective = models.ForeignKey(
        "governance.Objective",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="requirements",
        verbose_name=_("objective"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    reason = models.CharField(_("reason"), max_length=300, blank=True)  # why it was returned or withdrawn
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requirements", verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("created at"))
    changed_at = models.DateTimeField(_("last changed"))
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        verbose_name = _("requirement")
        ordering = ["project", "code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="requirement_code_once")]
        indexes = [models.Index(fields=["project", "changed_at", "id"], name="requirement_by_change")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_status_display(self) -> Any:
        """Words of the column `status` that states.py adds."""
        return dict(STATUSES).get(self.status, "")  # type: ignore[attr-defined]

    def get_fit_display(self) -> Any:
        return dict(FITS).get(self.fit, "")  # type: ignore[attr-defined]

    def signed_content(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "version": self.version,
            "process": self.process_id,
            "department": self.department_id,
            "title": self.title,
            "text": self.text,
            "acceptance": self.acceptance,
            "priority": str(self.priority),
        }


# What a requirement's `status` may be (states.py): its state, made finer by its signatures.
STATUSES = [
    (Requirement.State.DRAFT, Requirement.State.DRAFT.label),
    (Requirement.State.IN_REVIEW, Requirement.State.IN_REVIEW.label),
    ("signed", _("Signed")),
    ("stale", _("Signature out of date")),
    (Requirement.State.RETURNED, Requirement.State.RETURNED.label),
    (Requirement.State.WITHDRAWN, Requirement.State.WITHDRAWN.label),
]


class RequirementVersion(models.Model):
    """The text of a requirement as others saw it. Made when it is submitted and at every change after; never changed."""

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    process = models.ForeignKey("requirements.Process", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("accounts.Department", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    text = models.TextField()
    acceptance = models.TextField()
    priority = models.CharField(max_length=8, choices=Priority)
    content_hash = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True)  # why the text was changed
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["requirement", "number"]
        constraints = [models.UniqueConstraint(fields=["requirement", "number"], name="requirement_version_once")]

    def __str__(self) -> str:
        return f"{self.requirement.code} v{self.number}"
