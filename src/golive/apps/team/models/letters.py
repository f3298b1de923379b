"""Letters of appointment and of responsibility, as they were issued."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.foundation.signatures.models import Signable

PERSON = settings.AUTH_USER_MODEL


class Letter(Signable):
    """任命书/职责书: who holds which place and answers for which duties. Made from the matrix as it stood; never changed.

    Whom it is for acknowledges it by signature; a new letter replaces the one before.
    """

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="letters")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="letters", verbose_name=_("for"))
    number = models.PositiveIntegerField(_("no."))
    places = models.JSONField(default=list)  # [{"party", "role", "department", "availability"}]
    duties = models.JSONField(default=list)  # [{"id", "letters", "place"}]
    issued_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("issued by"))
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("letter of responsibility")
        ordering = ["project", "-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="letter_number_once")]

    def __str__(self) -> str:
        return f"{self.number:03d} {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("team:letter", kwargs={"project": self.project.code, "pk": self.pk})

    def signed_content(self) -> dict[str, Any]:
        return {"number": self.number, "person": self.person_id, "places": self.places, "duties": self.duties}
