from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models.lags import DAY, LagKind, in_days, link_text
from golive.foundation.accounts.models import Party
from golive.foundation.registers.models import Versioned


class Task(Versioned):
    """One line of the plan. Whoever has children is a summary: its dates and percentage come from them.

    Durations are working minutes; times are instants. The columns under "computed" belong to `engine_io.recompute`,
    which writes them after every change.
    """

    class Constraint(models.TextChoices):
        ASAP = "ASAP", _("As soon as possible")
        ALAP = "ALAP", _("As late as possible")
        SNET = "SNET", _("Start no earlier than")
        SNLT = "SNLT", _("Start no later than")
        FNET = "FNET", _("Finish no earlier than")
        FNLT = "FNLT", _("Finish no later than")
        MSO = "MSO", _("Must start on")
        MFO = "MFO", _("Must finish on")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="tasks")
    number = models.PositiveIntegerField(_("no."))  # stable, unlike the WBS number; links name it
    position = models.PositiveIntegerField()  # place in the outline, from 1 without gaps
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("part of")
    )
    phase = models.ForeignKey(
        "projects.Phase",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="tasks",
        verbose_name=_("phase"),
    )
    name = models.CharField(_("task"), max_length=200)
    duration_minutes = models.PositiveIntegerField(_("duration (minutes)"), default=DAY)
    milestone = models.BooleanField(_("milestone"), default=False)
    go_live = models.BooleanField(_("this is go-live"), default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
        verbose_name=_("owner"),
    )
    party = models.CharField(_("party"), max_length=1, choices=Party, blank=True)
    constraint = models.CharField(_("constraint"), max_length=4, choices=Constraint, default=Constraint.ASAP)
    constraint_at = models.DateTimeField(_("constraint date"), null=True, blank=True)
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), default=500)  # 0 gives way first, 1000 last
    may_level = models.BooleanField(_("levelling may move it"), default=True)
    levelling_minutes = models.PositiveIntegerField(_("levelling delay (minutes)"), default=0)
    optimistic_minutes = models.PositiveIntegerField(_("optimistic (minutes)"), null=True, blank=True)
    pessimistic_minutes = models.PositiveIntegerField(_("pessimistic (minutes)"), null=True, blank=True)
    skill = models.ForeignKey(
        "plan.Skill", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("skill")
    )
    skill_level = models.PositiveSmallIntegerField(_("level of the skill"), default=1)
    fixed_cost_fen = models.BigIntegerField(_("fixed cost"), default=0)

    percent = models.PositiveSmallIntegerField(_("done (%)"), default=0, validators=[MaxValueValidator(100)])
    remaining_minutes = models.PositiveIntegerField(_("work left (minutes)"), null=True, blank=True)
    actual_start = models.DateTimeField(_("started"), null=True, blank=True)
    actual_finish = models.DateTimeField(_("finished"), null=True, blank=True)

    # of the approved baseline, copied here when it was approved
    baseline_start = models.DateTimeField(_("baseline start"), null=True, blank=True, editable=False)
    baseline_finish = models.DateTimeField(_("baseline finish"), null=True, blank=True, editable=False)

    # computed
    wbs = models.CharField(_("WBS"), max_length=40, blank=True, editable=False)
    is_summary = models.BooleanField(default=False, editable=False)
    early_start = models.DateTimeField(_("start"), null=True, editable=False)
    early_finish = models.DateTimeField(_("finish"), null=True, editable=False)
    late_start = models.DateTimeField(_("latest start"), null=True, editable=False)
    late_finish = models.DateTimeField(_("latest finish"), null=True, editable=False)
    total_slack_minutes = models.IntegerField(_("float (minutes)"), null=True, editable=False)
    critical = models.BooleanField(_("critical"), default=False, editable=False)
    slip_minutes = models.IntegerField(_("slip (minutes)"), null=True, editable=False)  # finish against the baseline
    driver = models.JSONField(default=dict, editable=False)  # why the task stands where it stands: see reasons.py

    class Meta:
        verbose_name = _("task")
        ordering = ["project", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="task_number_once"),
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(go_live=True), name="task_one_go_live_of_a_project"
            ),
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="task_percent_at_most_100"),
            models.CheckConstraint(
                name="task_done_has_time",
                condition=models.Q(is_summary=True)
                | models.Q(percent=100, actual_finish__isnull=False)
                | models.Q(percent__lt=100, actual_finish__isnull=True),
            ),
            models.CheckConstraint(
                name="task_constraint_has_date",
                condition=models.Q(constraint__in=["ASAP", "ALAP"]) | models.Q(constraint_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["project", "position", "id"], name="task_outline"),
            models.Index(fields=["project", "early_start", "id"], name="task_by_start"),
            models.Index(fields=["project", "early_finish", "id"], name="task_by_finish"),
            models.Index(fields=["owner", "project"], name="task_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.wbs} {self.name}".strip()

    @property
    def days(self) -> Decimal | None:
        """The duration in working days, as people write it; a summary has none of its own."""
        return None if self.is_summary else in_days(self.duration_minutes)

    @property
    def slack_days(self) -> Decimal | None:
        return None if self.total_slack_minutes is None else in_days(self.total_slack_minutes)

    @property
    def slip_days(self) -> Decimal | None:
        return None if self.slip_minutes is None else in_days(self.slip_minutes)

    @property
    def is_late(self) -> bool:
        """Not done, and a working day or more behind the approved baseline."""
        return self.actual_finish is None and (self.slip_minutes or 0) >= DAY and self.percent < 100

    @property
    def state(self) -> str:
        """In the one vocabulary of states."""
        if self.percent == 100:
            return "late" if (self.slip_minutes or 0) >= DAY else "done"
        if self.is_late:
            return "behind"
        return "running" if self.actual_start or (self.is_summary and self.percent) else "planned"

    @property
    def predecessors(self) -> str:
        """As planners write them: "3, 5SS, 7FS+2d"."""
        return ", ".join(str(link) for link in sorted(self.incoming.all(), key=lambda row: row.pred.number))


class Link(models.Model):
    """`succ` depends on `pred`. `lag`: minutes, or per cent for the percent kinds; negative for a lead."""

    class Type(models.TextChoices):
        FS = "FS", _("Finish to start")
        SS = "SS", _("Start to start")
        FF = "FF", _("Finish to finish")
        SF = "SF", _("Start to finish")

    pred = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="outgoing", verbose_name=_("predecessor"))
    succ = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="incoming", verbose_name=_("successor"))
    type = models.CharField(_("link"), max_length=2, choices=Type, default=Type.FS)
    lag = models.IntegerField(_("lag"), default=0)
    lag_kind = models.CharField(_("lag counted in"), max_length=15, choices=LagKind, default=LagKind.WORKING)

    class Meta:
        verbose_name = _("link")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["pred", "succ"], name="link_once"),
            models.CheckConstraint(condition=~models.Q(pred=models.F("succ")), name="link_not_to_itself"),
        ]

    def __str__(self) -> str:
        """In the planners' notation."""
        return link_text(self.pred.number, self.type, self.lag, self.lag_kind)

    @property
    def project(self) -> object:
        return self.succ.project
