"""What somebody contributed, said by the records and by both sides; and thanks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class Appraisal(models.Model):
    """One quarter of one person. Only that person and the project manager ever see it.

    Life: opened with what the records say -> both have written -> held. An objection opens it again; a correction
    keeps what stood before.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for words")
        HELD = "done", _("Held")
        OBJECTED = "returned", _("Objected to")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="appraisals")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    quarter = models.CharField(_("quarter"), max_length=7)  # 2026-Q4
    record = models.JSONField(default=dict)  # what the records say, as of opening
    manager_words = models.TextField(_("the project manager's words"), max_length=4000, blank=True)
    own_words = models.TextField(_("the person's own words"), max_length=4000, blank=True)
    objection = models.TextField(_("objection"), max_length=2000, blank=True)
    earlier = models.JSONField(default=list)  # [{"manager_words", "objection", "at"}] before corrections
    opened_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))
    held_at = models.DateTimeField(_("held at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = _("appraisal")
        ordering = ["project", "-quarter", "person"]
        constraints = [models.UniqueConstraint(fields=["project", "person", "quarter"], name="appraisal_once")]

    def __str__(self) -> str:
        return f"{self.quarter} {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("team:appraisal", kwargs={"project": self.project.code, "pk": self.pk})

    def words(self) -> dict[str, Any]:
        return {"manager_words": self.manager_words, "objection": self.objection}


class Recognition(models.Model):
    """Thanks said in the open, for something that can be named."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="recognitions")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))
    text = models.CharField(_("what for"), max_length=500)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("said by"))
    at = models.DateTimeField(_("said at"))

    class Meta:
        verbose_name = _("recognition")
        ordering = ["project", "-id"]

    def __str__(self) -> str:
        return f"{self.person}: {self.text}"
