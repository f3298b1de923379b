from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.engines.evidence.canonical import content_hash


class Signature(models.Model):
    """A name under a text: person, place in the project, time, and the hash of what was signed."""

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="signatures")
    subject = models.CharField(max_length=80)  # "requirements.requirement:7"
    subject_label = models.CharField(max_length=200)
    meaning = models.CharField(max_length=40)  # what the name stands for: "confirmed", "approved", "accepted"
    content = models.JSONField()  # exactly what was signed, so that it can be shown for ever
    content_hash = models.CharField(max_length=64)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures")
    role_title = models.CharField(_("role"), max_length=80)
    party = models.CharField(max_length=1)
    comment = models.CharField(_("opinion"), max_length=500, blank=True)
    at = models.DateTimeField(_("signed at"))

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["subject", "content_hash"], name="signature_of_text")]

    def __str__(self) -> str:
        return f"{self.signer} · {self.subject_label}"


class Signable(models.Model):
    """A record that people sign. `signed_content()` says what the signature covers.

    The hash is a column, so that "has a valid signature" is one comparison in the database.
    """

    content_hash = models.CharField(max_length=64, editable=False, default="")

    class Meta:
        abstract = True

    def signed_content(self) -> dict[str, Any]:
        raise NotImplementedError(f"{type(self).__name__} must say what a signature covers")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.content_hash = content_hash(self.signed_content())
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "content_hash"}
        super().save(*args, **kwargs)
