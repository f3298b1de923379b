from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Head(models.Model):
    """Where each chain ends. Locked while a line is added, so that two writers cannot take one number."""

    chain = models.CharField(max_length=80, primary_key=True)  # "project:12", or "" for what concerns no project
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
    # The last time the whole chain was computed again: up to which line, and what did not hold (Words).
    checked_at = models.DateTimeField(null=True)
    checked_seq = models.PositiveBigIntegerField(default=0)
    faults = models.JSONField(default=list)


class Entry(models.Model):
    """One line of the audit trail. The database itself refuses to change or delete it."""

    chain = models.CharField(max_length=80)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=150)  # kept as text: the person may be renamed later
    action = models.CharField(_("action"), max_length=80)
    subject = models.CharField(max_length=80, db_index=True)  # "requirements.requirement:7"
    subject_label = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["chain", "seq"]
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_entry_once")]
        indexes = [
            models.Index(fields=["chain", "-seq"], name="audit_entry_newest"),
            models.Index(fields=["chain", "action"], name="audit_entry_action"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq} {self.action}"
