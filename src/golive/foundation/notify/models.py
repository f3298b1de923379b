from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.foundation.words import Words


class Notification(models.Model):
    """One thing that one person should know, and where he can do something about it."""

    class Level(models.TextChoices):
        INFO = "info", _("Note")
        WARN = "warn", _("Warning")
        BAD = "bad", _("Alarm")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    project = models.ForeignKey("accounts.Project", null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=80)  # "duties.due", "jobs.failed": what a person may later choose channels by
    text = models.JSONField()  # Words
    url = models.CharField(max_length=300, blank=True)  # a path of this site
    level = models.CharField(max_length=4, choices=Level, default=Level.INFO)
    once = models.CharField(max_length=160, null=True)  # the same key is told to the same person once
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True)

    class Meta:
        verbose_name = _("message")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["person", "once"], name="notification_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notification_inbox"),
            models.Index(fields=["person", "read_at"], name="notification_unread"),
        ]

    def __str__(self) -> str:
        return Words.from_json(self.text).render()
