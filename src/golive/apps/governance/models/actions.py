from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.foundation.registers.models import Versioned


class Action(Versioned):
    """A light task that came out of a meeting, a decision or a gate: what, who, until when.

    Life: open -> done (or dropped, with a reason). It is carried from meeting to meeting until then.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Not done")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="actions")
    code = models.CharField(_("no."), max_length=12)
    title = models.CharField(_("action item"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="actions", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("raised by")
    )
    raised_at = models.DateTimeField(_("raised at"))
    result = models.CharField(_("result"), max_length=500, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    decision = models.ForeignKey(
        "governance.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    meeting = models.ForeignKey(
        "governance.Meeting", null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    # A condition of a gate: the gate of this later phase stays shut while the action is open.
    blocks = models.ForeignKey(
        "projects.Phase", null=True, blank=True, on_delete=models.PROTECT, related_name="conditions"
    )
    criterion = models.CharField(max_length=60, blank=True)  # which criterion of the gate was let through for it

    class Meta:
        verbose_name = _("action item")
        ordering = ["project", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="action_code_once"),
            models.CheckConstraint(
                name="action_ended_has_time",
                condition=models.Q(state="open", ended_at__isnull=True)
                | (~models.Q(state="open") & models.Q(ended_at__isnull=False) & ~models.Q(result="")),
            ),
        ]
        indexes = [models.Index(fields=["project", "state", "due_on"], name="action_by_due")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("governance:actions-detail", kwargs={"project": self.project.code, "pk": self.pk})
