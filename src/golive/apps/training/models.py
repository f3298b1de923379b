from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.foundation.accounts.models import Party
from golive.foundation.registers.models import Versioned


class Course(Versioned):
    """What somebody must be able to do, how it is taught, and the quiz that proves it."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="courses")
    code = models.CharField(_("no."), max_length=12)
    title = models.CharField(_("course"), max_length=120)
    lesson = models.TextField(_("lesson"), blank=True)
    party = models.CharField(_("for party"), max_length=1, choices=Party, blank=True)
    department = models.ForeignKey(
        "accounts.Department",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="courses",
        verbose_name=_("for department"),
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark (%)"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    due_on = models.DateField(_("to be passed by"))

    class Meta:
        verbose_name = _("course")
        ordering = ["project", "code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="course_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Question(models.Model):
    """A single-choice question; the right answer never leaves the server before the quiz is handed in."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("question text"), max_length=300)
    choices = models.JSONField(_("choices"))  # ["…", "…", …]
    right = models.PositiveSmallIntegerField(_("right choice"))

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class Session(models.Model):
    """A lesson held at a place and time, and who came."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="sessions")
    at = models.DateTimeField(_("at"))
    place = models.CharField(_("place"), max_length=80)
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("trainer")
    )
    present = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="sessions_attended", blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("session")
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.course.code} {self.place}"

    @property
    def project(self) -> object:
        return self.course.project


class Attempt(models.Model):
    """One try at the quiz of a course, as it was asked and answered."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="attempts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    answers = models.JSONField()  # {question id: choice}
    score = models.PositiveSmallIntegerField(_("score (%)"))
    passed = models.BooleanField(_("passed"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["course", "person", "passed"], name="attempt_of_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.score} %"

    @property
    def project(self) -> object:
        return self.course.project
