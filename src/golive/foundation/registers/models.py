from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Versioned(models.Model):
    """A record that counts its changes, so that a form filled in from an older text is refused."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not self._state.adding:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(*args, **kwargs)


class Comment(models.Model):
    """What somebody said about a record; `mentions` are the members he called by @name."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=80)  # "control.risk:7"
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), max_length=5000)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="mentioned_in", blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("comment")
        ordering = ["id"]
        indexes = [models.Index(fields=["subject", "id"], name="comment_of_subject")]

    def __str__(self) -> str:
        return self.text[:60]


class SavedView(models.Model):
    """A list as one person likes to see it: the query string of its address, under a name."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    register = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=1500)

    class Meta:
        verbose_name = _("saved view")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "person", "register", "name"], name="saved_view_once")
        ]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A workbook between its preview and its import. One for each person and register; the import removes it."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    register = models.CharField(max_length=80)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("uploaded list")

    def __str__(self) -> str:
        return self.file_name
