from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Edit(models.Model):
    """One change of the plan by hand, as what was before and what is after, so that it can be taken back and made again.

    Life: done <-> undone; an undone one is dropped when the same person edits on.
    """

    class State(models.TextChoices):
        DONE = "done", _("Done")
        UNDONE = "undone", _("Taken back")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="plan_edits")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    use_case = models.CharField(max_length=40)
    about = models.CharField(max_length=200)  # name of the task
    change = models.JSONField()  # see history.Change
    state = models.CharField(max_length=8, choices=State, default=State.DONE)

    class Meta:
        verbose_name = _("edit of the plan")
        ordering = ["id"]
        indexes = [models.Index(fields=["project", "person", "id"], name="plan_edit_of_person")]

    def __str__(self) -> str:
        return f"{self.use_case} {self.about}"
