from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.foundation.registers.models import Versioned
from golive.foundation.words import Words, words


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
    handed_at = models.DateTimeField(
        _("handed over at"), null=True, blank=True, editable=False
    )  # to whose firm it is now
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


class ServiceLevel(Versioned):
    """A target of a contract in figures: within so many working hours, for so many of a hundred tickets."""

    class Measure(models.TextChoices):
        RESPONSE = "response", _("First answer")
        RESOLUTION = "resolution", _("Solved")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    obligation = models.ForeignKey(
        "selection.Obligation", on_delete=models.CASCADE, related_name="levels", verbose_name=_("owed by contract")
    )
    measure = models.CharField(_("what is measured"), max_length=10, choices=Measure)
    priority = models.CharField(
        _("priority"),
        max_length=8,
        choices=Ticket.Priority,
        blank=True,
        help_text=_("Empty: tickets of every priority."),
    )
    minutes = models.PositiveIntegerField(_("working minutes"))
    percent = models.PositiveSmallIntegerField(
        _("at least (% of tickets)"), default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("service level")
        ordering = ["obligation", "id"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "measure", "priority"], name="service_level_once"),
            models.CheckConstraint(condition=models.Q(minutes__gt=0), name="service_level_has_time"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation.contract.code} · {self.words}"

    def get_absolute_url(self) -> str:
        return reverse("support:service_levels-detail", args=[self.obligation.contract.project.code, self.pk])

    @property
    def contract(self) -> object:
        return self.obligation.contract

    @property
    def hours(self) -> Decimal:
        return Decimal(self.minutes) / 60

    @property
    def words(self) -> Words:
        hours = f"{self.hours.quantize(Decimal('0.1')).normalize():f}"
        facts = {"what": Words.of(self.Measure(self.measure).label), "hours": hours}
        if not self.priority:
            return words("%(what)s within %(hours)s working hours", **facts)
        priority = Words.of(Ticket.Priority(self.priority).label)
        return words("%(what)s within %(hours)s working hours (%(priority)s)", priority=priority, **facts)
