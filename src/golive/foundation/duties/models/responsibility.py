"""Who answers for what: assignments with their RACI letters, stand-ins, and what a project changed in a duty."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class Letter(models.TextChoices):
    """RACI: exactly one person is accountable; any number do the work, are asked, are told."""

    ACCOUNTABLE = "A", _("Accountable")
    RESPONSIBLE = "R", _("Responsible")
    CONSULTED = "C", _("Consulted")
    INFORMED = "I", _("Informed")


class Assignment(models.Model):
    """A duty at a place: the whole project (""), a department ("department:7"), a module ("module:stock") or a person
    ("person:5"). `accountable` is who answers now; its Holder rows say who did from when to when."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="duty_assignments")
    duty_id = models.CharField(_("duty"), max_length=4)
    place = models.CharField(_("place"), max_length=40, blank=True)
    accountable = models.ForeignKey(
        PERSON,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accountable_for",
        verbose_name=_("accountable"),
    )
    named = models.BooleanField(default=False)  # by a person, so that no default replaces the choice
    switched_off_at = models.DateTimeField(null=True, blank=True)
    switched_off_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    switched_off_reason = models.TextField(blank=True)
    switched_off_decision = models.CharField(max_length=300, blank=True)  # address of the decision, a path of this site

    class Meta:
        verbose_name = _("assignment of a duty")
        ordering = ["project", "duty_id", "place"]
        constraints = [models.UniqueConstraint(fields=["project", "duty_id", "place"], name="assignment_once")]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.place}".strip()


class Holder(models.Model):
    """A person's letter in an assignment, from when to when. Rows are ended, never deleted: facts of last March are
    judged by who held the duty then. Letter A rows follow `Assignment.accountable`."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="holders")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    letter = models.CharField(_("letter"), max_length=1, choices=Letter)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("RACI letter")
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(letter="A", until=None), name="one_accountable"),
            models.UniqueConstraint(
                fields=["assignment", "person", "letter"], condition=Q(until=None), name="letter_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.person}"

    @property
    def project(self) -> object:
        return self.assignment.project


class Cover(models.Model):
    """Who stands in for whom, for what, from the first to the last day (both included, in the project's zone)."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="covers")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("absent"))
    stand_in = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("stand-in"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    duty_ids = models.JSONField(_("duties"), default=list)  # empty: all duties of the person
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # came back early

    class Meta:
        verbose_name = _("cover")
        ordering = ["-first_day", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="cover_ends_after_start"),
            models.CheckConstraint(condition=~Q(person=F("stand_in")), name="cover_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.stand_in}"


class Tailoring(models.Model):
    """What a project changed in a duty against its method template; one row a duty, its earlier forms in the audit
    trail. Empty values: as in the template."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="tailorings")
    duty_id = models.CharField(_("duty"), max_length=4)
    included = models.BooleanField(null=True)  # True: held although the template leaves it out
    rules = models.JSONField(default=dict)  # cadence → rule of engines/worktime: {"weekly": "weekly thu 17:00"}
    grace = models.PositiveSmallIntegerField(_("grace in working hours"), null=True, blank=True)
    by = models.CharField(_("held by"), max_length=12, blank=True)  # project | department | module | person
    modules = models.JSONField(_("modules"), default=list)
    reason = models.TextField(_("reason"))
    changed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tailoring of a duty")
        ordering = ["project", "duty_id"]
        constraints = [models.UniqueConstraint(fields=["project", "duty_id"], name="tailoring_once")]

    def __str__(self) -> str:
        return self.duty_id
