from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Paper(models.Model):
    """A large plan as a PDF, made in the background for somebody. His next one takes its place."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="plan_papers")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    tasks = models.PositiveIntegerField(_("tasks"))
    file = models.ForeignKey("files.Attachment", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("plan on paper")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.made_at):%Y-%m-%d %H:%M}"
