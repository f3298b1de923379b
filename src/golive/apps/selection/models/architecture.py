"""The firm's architecture, and how each candidate fits it."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.apps.selection.models.judging import Assessment
from golive.foundation.registers.models import Versioned

PERSON = settings.AUTH_USER_MODEL


class Element(Versioned):
    """Something that a new product finds in place, and what it must do to live with it. One that is over (`until`) is no
    longer asked; one that is mandatory keeps a product that does not fit from being recommended."""

    class Kind(models.TextChoices):
        SYSTEM = "system", _("System in place")
        INTERFACE = "interface", _("Interface")
        DATABASE = "database", _("Database")
        PLATFORM = "platform", _("Operating system and platform")
        IDENTITY = "identity", _("Identity and sign-on")
        NETWORK = "network", _("Network and security rule")
        HOSTING = "hosting", _("Hosting")
        OTHER = "other", _("Other")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(_("no."), max_length=12, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("element"), max_length=120)
    release = models.CharField(_("version or standard"), max_length=60, blank=True)
    demand = models.TextField(
        _("what a product must fulfil"), max_length=2000, help_text=_("So that it can be examined: fits, or does not.")
    )
    mandatory = models.BooleanField(
        _("mandatory"), default=True, help_text=_("A product that does not fit a mandatory element is not recommended.")
    )
    until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("Empty: without end. Afterwards it is no longer asked.")
    )
    owner = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("element of the architecture")
        ordering = ["project", "code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="element_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ElementFit(Versioned):
    """IT's word on one candidate and one element, with what was examined. `element_version`: as the demand stood then."""

    Answer = Assessment.Level

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    candidate = models.ForeignKey(
        "selection.Candidate", on_delete=models.CASCADE, related_name="element_fits", verbose_name=_("candidate")
    )
    element = models.ForeignKey(
        Element, on_delete=models.PROTECT, related_name="fits", verbose_name=_("element of the architecture")
    )
    element_version = models.PositiveIntegerField(default=1, editable=False)
    answer = models.CharField(_("fit"), max_length=8, choices=Answer)
    effort_days = models.DecimalField(_("effort (person-days)"), max_digits=6, decimal_places=1, default=Decimal(0))
    cost_fen = models.BigIntegerField(_("cost"), default=0)
    evidence = models.CharField(_("what was examined"), max_length=500)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("assessed by"))
    at = models.DateTimeField(_("assessed at"))

    class Meta:
        verbose_name = _("fit to the architecture")
        ordering = ["candidate", "element"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "element"], name="element_fit_once"),
            models.CheckConstraint(name="element_fit_has_evidence", condition=~models.Q(evidence="")),
            models.CheckConstraint(
                name="element_fit_costs_not_below_nothing",
                condition=models.Q(cost_fen__gte=0) & models.Q(effort_days__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate.code} · {self.element.code}"

    @property
    def cost(self) -> Decimal:
        return Decimal(self.cost_fen) / 100
