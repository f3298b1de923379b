from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.foundation.registers.models import Versioned
from golive.foundation.words import Words


class MailServer(models.Model):
    """By which server the installation sends mail; one row or none. The password lies in the vault."""

    class Security(models.TextChoices):
        SSL = "ssl", _("SSL (usually port 465)")
        STARTTLS = "starttls", _("STARTTLS (usually port 587)")
        NONE = "none", _("Not encrypted (only inside the company's own network)")

    one = models.PositiveSmallIntegerField(default=1, unique=True, editable=False)
    host = models.CharField(_("server"), max_length=120)
    port = models.PositiveIntegerField(
        _("port"), default=465, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    security = models.CharField(_("encryption"), max_length=8, choices=Security, default=Security.SSL)
    username = models.CharField(_("account"), max_length=120, blank=True)
    secret = models.TextField(blank=True, editable=False)  # vault
    sender = models.EmailField(_("sender's address"))
    sender_name = models.CharField(_("sender's name"), max_length=60, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set at"))

    class Meta:
        verbose_name = _("mail server")

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class MailChoice(models.Model):
    """What a person wants by mail besides his inbox; without a row nothing."""

    class Wants(models.TextChoices):
        NOTHING = "nothing", _("Nothing")
        DIGESTS = "digests", _("My digests at 09:00 and 17:30")
        ALARMS = "alarms", _("My digests and every alarm at once")
        ALL = "all", _("Every message at once")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choice")
    wants = models.CharField(_("by mail"), max_length=8, choices=Wants, default=Wants.NOTHING)

    class Meta:
        verbose_name = _("choice of mails")

    def __str__(self) -> str:
        return f"{self.person}: {self.get_wants_display()}"


class Robot(Versioned):
    """A robot in a group of DingTalk, WeCom or Feishu. Address and signing secret lie in the vault and are never shown."""

    class Kind(models.TextChoices):
        DINGTALK = "dingtalk", _("DingTalk")
        WECOM = "wecom", _("WeCom")
        FEISHU = "feishu", _("Feishu")

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        STOPPED = "stopped", _("Stopped")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="robots")
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    host = models.CharField(max_length=60, editable=False)
    secret = models.TextField(editable=False)  # vault: token and signing secret
    signs = models.BooleanField(_("signs"), default=False, editable=False)
    keyword = models.CharField(_("keyword"), max_length=40, blank=True)
    topics = models.JSONField(_("what it gets"), default=list)  # keys of registry.TOPICS
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ACTIVE)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("robot")
        ordering = ["project", "-id"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="robot_name_once")]

    def __str__(self) -> str:
        return self.name


class Dispatch(models.Model):
    """One message to one robot or one person. waiting -> sending (said before it is sent) -> how it ended.

    Found in `sending` after a crash it becomes `unknown`, and only a person sends it again. Times of the machine, which no
    simulation moves: `next_at`, `began_at`.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be sent")
        SENDING = "sending", _("Being sent")
        DELIVERED = "delivered", _("Arrived")
        REFUSED = "refused", _("Refused")
        UNKNOWN = "unknown", _("Not known whether it arrived")
        DROPPED = "dropped", _("Not sent")

    LEASE = timedelta(minutes=5)  # longer than any sending can take

    project = models.ForeignKey("accounts.Project", null=True, on_delete=models.CASCADE, related_name="+")
    robot = models.ForeignKey(Robot, null=True, on_delete=models.PROTECT, related_name="dispatches")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="mails", verbose_name=_("person")
    )
    topic = models.CharField(max_length=40)  # "reports.weekly", "notify.notice", "dispatch.test"
    title = models.JSONField()  # Words
    lines = models.JSONField(default=list)  # of Words
    url = models.CharField(max_length=300, blank=True)  # a path of this site
    notice = models.ForeignKey("notify.Notification", null=True, on_delete=models.CASCADE, related_name="+")
    paper = models.JSONField(default=dict)  # {"make": key of registry.PAPERS, "pk": …}: enclosed in a mail
    about = models.CharField(max_length=80, blank=True)  # what it tells of, as the audit trail names it
    once = models.CharField(max_length=160, null=True)  # the same key goes to the same receiver once
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(_("at"))
    next_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=30, blank=True)  # of the last answer
    answer = models.JSONField(default=dict)  # Words

    class Meta:
        verbose_name = _("message sent out")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["robot", "once"], name="dispatch_robot_once"),
            models.UniqueConstraint(fields=["person", "once"], name="dispatch_person_once"),
            models.CheckConstraint(
                name="dispatch_one_receiver",
                condition=models.Q(robot__isnull=False, person__isnull=True)
                | models.Q(robot__isnull=True, person__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="dispatch_due"),
            models.Index(fields=["robot", "-id"], name="dispatch_of_robot"),
            models.Index(fields=["about"], name="dispatch_about"),
        ]

    def __str__(self) -> str:
        return Words.from_json(self.title).render()

    @property
    def receiver(self) -> Any:
        return self.robot or self.person

    @property
    def answer_text(self) -> str:
        return Words.from_json(self.answer).render()

    @property
    def status(self) -> str:
        """The code of its coloured word."""
        return status_of(self.state)

    @property
    def stuck(self) -> bool:
        """It did not go well, and a person may send it again."""
        return self.state in (self.State.REFUSED, self.State.UNKNOWN, self.State.DROPPED)

    @property
    def moving(self) -> bool:
        return self.state in (self.State.WAITING, self.State.SENDING)


def status_of(state: str) -> str:
    """The code of the coloured word of a state."""
    known = {"waiting": "to_send", "delivered": "arrived", "refused": "not_taken", "unknown": "uncertain"}
    known["dropped"] = "unsent"
    return known.get(state, state)
