from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.Model):
    """A stretch of the project that ends with a gate.

    Life: planned -> current -> passed. Only the gate's decision passes a phase; the next one then begins.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CURRENT = "running", _("Current")
        PASSED = "done", _("Passed")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="phases")
    key = models.CharField(max_length=20)  # "implementation": what methods, duties and gates call it
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=80)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    dated_at = models.DateTimeField(_("dates set at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    passed_at = models.DateTimeField(_("passed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("phase")
        ordering = ["project", "order"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="phase_key_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="phase_ends_after_start"
            ),
            models.CheckConstraint(
                name="phase_passed_has_time",
                condition=models.Q(state="done", passed_at__isnull=False)
                | (~models.Q(state="done") & models.Q(passed_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SpecialDay(models.Model):
    """A day on which this project works otherwise than the national calendar says."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="special_days")
    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("is a working day"))
    note = models.CharField(_("note"), max_length=80)

    class Meta:
        verbose_name = _("special day")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["project", "day"], name="special_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.note}"
