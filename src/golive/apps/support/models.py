from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.foundation.registers.models import Versioned


class Ticket(Versioned):
    """A fault, question or wish. Life: new -> assigned -> answered -> closed; answered -> reopened -> answered."""

    class Kind(models.TextChoices):
        FAULT = "fault", _("Fault")
        QUESTION = "question", _("Enquiry")
        WISH = "wish", _("Wish")

    class Priority(models.TextChoices):
        HIGH = "high", _("High: work has stopped")
        MEDIUM = "medium", _("Medium: work is hindered")
        LOW = "low", _("Low: it can wait")

    class State(models.TextChoices):
        NEW = "new", _("New")
        ASSIGNED = "assigned", _("Assigned")
        ANSWERED = "answered", _("Answered")
        REOPENED = "reopened", _("Reopened")
        CLOSED = "closed", _("Closed")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="tickets")
    number = models.PositiveIntegerField(_("no."))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.FAULT)
    title = models.CharField(_("what happened"), max_length=160)
    text = models.TextField(_("details"), blank=True)
    priority = models.CharField(_("priority"), max_length=8, choices=Priority, default=Priority.MEDIUM)
    department = models.ForeignKey(
        "accounts.Department",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
        verbose_name=_("department"),
    )
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(_("reported at"))
    due_at = models.DateTimeField(_("answer due"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets",
        verbose_name=_("assignee"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)

    class Meta:
        verbose_name = _("ticket")
        ordering = ["project", "-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="ticket_number_once")]
        indexes = [models.Index(fields=["project", "-number"], name="ticket_newest")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("support:tickets-detail", kwargs={"project": self.project.code, "pk": self.pk})

    @property
    def code(self) -> str:
        return f"T-{self.number:04d}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.NEW, self.State.ASSIGNED, self.State.REOPENED)


class Message(models.Model):
    """One word in the talk about a ticket: an answer, or why it is opened again."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]
