from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Attachment(models.Model):
    """A file that belongs to a record. The bytes lie under their hash and never change; removing hides the row."""

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="attachments")
    subject = models.CharField(max_length=80)  # "requirements.requirement:7"; "" for what only services open
    name = models.CharField(_("name"), max_length=160)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    path = models.CharField(max_length=120)  # below MEDIA_ROOT
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("uploaded at"))
    removed_at = models.DateTimeField(_("removed at"), null=True)
    # Evidence: certificates, reports as sent, source extracts. Nobody removes these.
    is_evidence = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("file")
        ordering = ["id"]
        indexes = [models.Index(fields=["subject", "id"], name="attachment_of_record")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("files:file", kwargs={"project": self.project.code, "pk": self.pk})
