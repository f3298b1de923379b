from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.foundation.registers.models import Versioned
from golive.foundation.words import Words

PERSON = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    KICKOFF = "kickoff", _("Kick-off")
    WEEKLY = "weekly", _("Weekly meeting")
    MONTHLY = "monthly", _("Monthly project meeting")
    STEERING = "steering", _("Steering committee")
    OTHER = "other", _("Other meeting")


class Meeting(Versioned):
    """People who come together, what they talk about and what came of it.

    Life: planned -> held (minutes are being written) -> issued (they are confirmed, or objected to and written anew);
    or cancelled. `sequence` counts what invited calendars have to be told.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held, minutes to be issued")
        ISSUED = "issued", _("Minutes issued")
        CANCELLED = "cancelled", _("Cancelled")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField(_("no."))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.WEEKLY)
    title = models.CharField(_("title"), max_length=120)
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("length (minutes)"), default=60)
    place = models.CharField(_("place"), max_length=120, blank=True)
    chair = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("chair"))
    writer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("minutes by"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    sequence = models.PositiveSmallIntegerField(default=0)
    summary = models.TextField(_("summary"), blank=True)
    cancelled_because = models.CharField(max_length=300, blank=True)
    issue = models.PositiveSmallIntegerField(default=0)  # how often minutes were issued
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    issued_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirm_by = models.DateTimeField(_("to be confirmed by"), null=True, blank=True)
    issued = models.JSONField(default=dict)  # exactly what was issued
    issued_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("meeting")
        ordering = ["project", "-starts_at"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="meeting_number_once")]
        indexes = [models.Index(fields=["project", "-starts_at", "id"], name="meeting_newest")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        return f"M-{self.number:03d}"

    @property
    def ends_at(self) -> Any:
        return self.starts_at + timedelta(minutes=self.minutes)

    def get_absolute_url(self) -> str:
        return reverse("governance:meetings-detail", kwargs={"project": self.project.code, "pk": self.pk})


class Guest(models.Model):
    """Somebody invited: whether he came, and what he says to the minutes. Silence until the day set is consent."""

    class Answer(models.TextChoices):
        NONE = "", _("Not answered")
        CONFIRMED = "confirmed", _("Confirmed")
        SILENT = "silent", _("Confirmed by silence")
        OBJECTED = "objected", _("Objected")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="guests")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    came = models.BooleanField(null=True)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE, blank=True)
    objection = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="guest_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.meeting}"


class AgendaItem(models.Model):
    """One thing to talk about: typed, of the template, or an open matter with its record. `inside`: not for outsiders."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField()
    label = models.JSONField()  # Words
    key = models.CharField(max_length=80, blank=True)  # of the matter, so that it is put on the agenda once
    url = models.CharField(max_length=300, blank=True)
    inside = models.BooleanField(default=False)
    said = models.TextField(blank=True)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return str(Words.from_json(self.label))


class Stakeholder(Versioned):
    """Somebody who can help or hinder the project: how much, how interested, where he stands and where he should."""

    class Attitude(models.TextChoices):
        AGAINST = "against", _("Against")
        NEUTRAL = "neutral", _("Neutral")
        FOR = "for", _("In favour")
        LEADING = "leading", _("Leading")

    LEVELS = [(n, str(n)) for n in range(1, 6)]

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="stakeholders")
    name = models.CharField(_("name"), max_length=80)
    role = models.CharField(_("role"), max_length=120, blank=True)
    power = models.PositiveSmallIntegerField(_("power (1–5)"), choices=LEVELS, default=3)
    interest = models.PositiveSmallIntegerField(_("interest (1–5)"), choices=LEVELS, default=3)
    attitude = models.CharField(_("attitude"), max_length=8, choices=Attitude, default=Attitude.NEUTRAL)
    wanted = models.CharField(_("attitude wanted"), max_length=8, choices=Attitude, default=Attitude.FOR)
    approach = models.TextField(_("how he is won"), blank=True)
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner"))
    looked_at = models.DateTimeField(_("last looked at"))

    class Meta:
        verbose_name = _("stakeholder")
        ordering = ["project", "-power", "-interest", "id"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="stakeholder_once")]

    def __str__(self) -> str:
        return self.name


class Channel(Versioned):
    """A line of the communication plan: who is told what, by which way, how often, by whom."""

    class Cadence(models.TextChoices):
        DAILY = "daily", _("Daily")
        WEEKLY = "weekly", _("Weekly")
        MONTHLY = "monthly", _("Monthly")
        EVENT = "event", _("When it happens")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="channels")
    code = models.CharField(_("no."), max_length=12)
    audience = models.CharField(_("audience"), max_length=120)
    content = models.CharField(_("what they learn"), max_length=200)
    way = models.CharField(_("by which way"), max_length=120)
    cadence = models.CharField(_("how often"), max_length=8, choices=Cadence, default=Cadence.WEEKLY)
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("line of the communication plan")
        ordering = ["project", "code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="channel_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.audience} · {self.content}"
