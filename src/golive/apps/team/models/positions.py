"""Places in the team that nobody holds yet, and who could."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.foundation.accounts.models import Party
from golive.foundation.registers.models import Versioned

PERSON = settings.AUTH_USER_MODEL
LEVELS = [(1, _("knows it")), (2, _("does it alone")), (3, _("teaches it"))]


class Position(Versioned):
    """An open need: what somebody must be able to do, from when, with how much of his time.

    Life: open -> filled, when a candidate is chosen and has a place in the project; or withdrawn, with the reason.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open position")
        FILLED = "done", _("Filled")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="positions")
    title = models.CharField(_("position"), max_length=120)
    party = models.CharField(_("party"), max_length=1, choices=Party)
    department = models.ForeignKey(
        "accounts.Department",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("department"),
    )
    skill = models.ForeignKey(
        "plan.Skill", null=True, blank=True, on_delete=models.PROTECT, related_name="positions", verbose_name=_("skill")
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=LEVELS, default=2)
    share = models.PositiveSmallIntegerField(
        _("share of working time (%)"), default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    needed_on = models.DateField(_("needed from"))
    reason = models.CharField(_("why it is needed"), max_length=300, blank=True)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    opened_at = models.DateTimeField(_("opened at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    filled_by = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("filled by")
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("position")
        ordering = ["project", "needed_on", "id"]
        indexes = [models.Index(fields=["project", "needed_on", "id"], name="position_by_need")]
        constraints = [
            models.CheckConstraint(
                name="position_closed_has_time", condition=models.Q(state="open") | models.Q(closed_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.title


class Candidate(models.Model):
    """Somebody who could fill a position: a member of the project, or a person from outside by name."""

    class State(models.TextChoices):
        PROPOSED = "pending", _("Proposed")
        CHOSEN = "approved", _("Chosen")
        DECLINED = "rejected", _("Not chosen")

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="candidates")
    person = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    note = models.CharField(_("what speaks for him"), max_length=500, blank=True)
    proposed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("proposed at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    verdict = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("candidate")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["position", "name"], name="candidate_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def project(self) -> object:
        return self.position.project
