from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.foundation.signatures.models import Signable

PERSON = settings.AUTH_USER_MODEL
TEXTS = ("background", "scope_in", "scope_out", "success", "assumptions")


class Charter(Signable):
    """项目章程: one version of what the project is, made from what is entered, signed by both sides.

    Life: draft -> issued (frozen, numbered, waiting for both signatures) -> superseded by the next version. `content` is
    what both sides sign; `annex` is what the client keeps to itself (its budget, its risks) and no vendor sees.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ISSUED = "issued", _("Issued")
        SUPERSEDED = "superseded", _("Superseded")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="charters")
    number = models.PositiveSmallIntegerField(_("version"), default=0)  # 0: the draft
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    background = models.TextField(
        _("background"), max_length=4000, blank=True, help_text=_("Why the firm does this now, and what hurts today")
    )
    scope_in = models.TextField(
        _("in scope"), max_length=4000, blank=True, help_text=_("Companies, departments, processes, data; one a line")
    )
    scope_out = models.TextField(
        _("out of scope"), max_length=4000, blank=True, help_text=_("What somebody might expect and will not get")
    )
    success = models.TextField(
        _("success criteria"), max_length=4000, blank=True, help_text=_("When both sides call the project successful")
    )
    assumptions = models.TextField(_("assumptions and constraints"), max_length=4000, blank=True)
    shared = models.JSONField(default=list)  # parts of the client's own that it lets the vendor read and sign
    content = models.JSONField(default=list)
    annex = models.JSONField(default=list)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    made_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    made_at = models.DateTimeField(_("written at"))
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)

    class Meta:
        verbose_name = _("project charter")
        ordering = ["project", "-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="charter_number_once")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.label}"

    @property
    def label(self) -> str:
        return f"V{self.number}" if self.number else str(self.State.DRAFT.label)

    def get_absolute_url(self) -> str:
        return reverse("governance:charters-detail", kwargs={"project": self.project.code, "pk": self.pk})

    def signed_content(self) -> dict[str, Any]:
        return {"number": self.number, "content": self.content} | {name: getattr(self, name) for name in TEXTS}
