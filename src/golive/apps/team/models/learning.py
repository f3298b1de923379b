"""What somebody is to learn, and how far he is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.apps.team.models.positions import LEVELS
from golive.foundation.registers.models import Versioned

PERSON = settings.AUTH_USER_MODEL


class LearningGoal(Versioned):
    """A person, a skill and the level to be reached: from a gap that the plan shows, or from the person's own plan.

    Nobody ticks it off: it is reached when the project manager has recorded the level among the skills of the plan.
    """

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="learning_goals")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    skill = models.ForeignKey(
        "plan.Skill", on_delete=models.PROTECT, related_name="learning_goals", verbose_name=_("skill")
    )
    level = models.PositiveSmallIntegerField(_("level to be reached"), choices=LEVELS, default=2)
    how = models.CharField(_("how: course, practice, who teaches"), max_length=300)
    due_on = models.DateField(_("by"))
    set_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set at"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("learning goal")
        ordering = ["project", "due_on", "id"]
        indexes = [models.Index(fields=["project", "due_on", "id"], name="learning_goal_by_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person", "skill", "level"],
                condition=models.Q(withdrawn_at=None),
                name="learning_goal_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.skill}"


class LearningNote(models.Model):
    """What the person did towards a goal. Never changed."""

    goal = models.ForeignKey(LearningGoal, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    text = models.CharField(_("what was done"), max_length=500)

    class Meta:
        ordering = ["goal", "-id"]

    def __str__(self) -> str:
        return self.text
