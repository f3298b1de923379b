from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.Model):
    """A question put to somebody who can answer it: options, deadline, choice, reason, and what it sets going.

    Life: open -> decided (or withdrawn by who asked). A decided row never changes.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for a decision")
        DECIDED = "decided", _("Decided")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField(_("no."))
    question = models.CharField(_("question"), max_length=200)
    background = models.TextField(_("background"), blank=True)
    options = models.JSONField(_("options"))  # [{"key", "text", "effect"}]
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decider")
    )
    deadline = models.DateTimeField(_("deadline"))
    act = models.CharField(max_length=60, blank=True)  # what the choice sets going: see governance.acts
    subject_id = models.BigIntegerField(null=True, blank=True)  # key of the record the act works on
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    choice = models.CharField(max_length=20, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision")
        ordering = ["project", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="decision_number_once"),
            models.CheckConstraint(
                name="decision_decided_is_complete",
                condition=~models.Q(state="decided") | (models.Q(decided_at__isnull=False) & ~models.Q(choice="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.question}"

    @property
    def code(self) -> str:
        return f"D-{self.number:03d}"

    @property
    def chosen_text(self) -> str:
        return next((o["text"] for o in self.options if o["key"] == self.choice), "")
