"""The responsibility matrix as it was issued, and who has acknowledged it. Rows are made once and never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class MatrixIssue(models.Model):
    """A version of the responsibility matrix. `content` (see `issued.snapshot`): who had which letter, with all names,
    and who was a member; `content_hash` is of that text."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="matrix_issues")
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("issued responsibility matrix")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="matrix_version_once")]

    def __str__(self) -> str:
        return str(self.number)


class Acknowledgement(models.Model):
    """A person has read a version of the matrix."""

    issue = models.ForeignKey(MatrixIssue, on_delete=models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("acknowledgement of the responsibility matrix")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["issue", "person"], name="acknowledged_once")]

    def __str__(self) -> str:
        return str(self.person)

    @property
    def project(self) -> object:
        return self.issue.project
