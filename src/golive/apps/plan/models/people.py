from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models.tasks import Task

PERSON = settings.AUTH_USER_MODEL


class TaskPerson(models.Model):
    """Somebody works on a task, with so many per cent of a full day. The owner answers for the task whether or not he
    works on it; a task without such rows is worked on by its owner with what he can give to the project."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    units = models.PositiveSmallIntegerField(
        _("share of a day (%)"), default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("person on a task")
        ordering = ["task", "id"]
        constraints = [models.UniqueConstraint(fields=["task", "person"], name="task_person_once")]

    def __str__(self) -> str:
        return f"{self.task} · {self.person} {self.units}%"

    @property
    def project(self) -> object:
        return self.task.project


class Leave(models.Model):
    """Days on which somebody is not there for the project, the first and the last included."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="leaves")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("leave")
        ordering = ["first_day", "id"]
        constraints = [models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="leave_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.person} {self.first_day} – {self.last_day}"


class Skill(models.Model):
    """What a task may ask for, such as ABAP or stock accounting."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="skills")
    name = models.CharField(_("skill"), max_length=80)

    class Meta:
        verbose_name = _("skill")
        ordering = ["project", "name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="skill_once")]

    def __str__(self) -> str:
        return self.name


class PersonSkill(models.Model):
    """How well somebody knows it: 1 knows it, 2 does it alone, 3 teaches it."""

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    level = models.PositiveSmallIntegerField(
        _("level"), default=2, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )

    class Meta:
        verbose_name = _("skill of a person")
        ordering = ["skill", "id"]
        constraints = [models.UniqueConstraint(fields=["skill", "person"], name="person_skill_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.skill} {self.level}"

    @property
    def project(self) -> object:
        return self.skill.project


class LoadCheck(models.Model):
    """The project manager looked at everybody's load of the weeks to come, or decided on a levelling: what he saw."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="load_checks")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    until = models.DateField(_("weeks up to"))
    over = models.JSONField(_("overbooked"), default=list)  # [{person, name, week, percent, minutes}]

    class Meta:
        verbose_name = _("look at the load")
        ordering = ["project", "-at"]
        indexes = [models.Index(fields=["project", "at"], name="load_check_of_project")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"


class TimeEntry(models.Model):
    """Minutes that somebody worked on a task on a day."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="time_entries", verbose_name=_("task"))
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    day = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(1), MaxValueValidator(1440)])
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(_("recorded at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)  # cancelled, not deleted
    cancel_reason = models.CharField(_("reason of the cancellation"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("time entry")
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["task", "day"], name="time_of_task")]

    def __str__(self) -> str:
        return f"{self.person} {self.day} {self.minutes} min"

    @property
    def hours(self) -> Decimal:
        return round(Decimal(self.minutes) / 60, 2)

    @property
    def state(self) -> str:
        return "cancelled" if self.cancelled_at else ""

    @property
    def project(self) -> object:
        return self.task.project
