from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class FitAnswer(models.Model):
    """What the vendor says about one version of a requirement. Never changed: a second answer follows the first,
    and an answer to an earlier version does not count for the present one."""

    class Answer(models.TextChoices):
        STANDARD = "standard", _("Standard function")
        CONFIGURATION = "configuration", _("Configuration")
        CUSTOMISATION = "customisation", _("Customisation")
        GAP = "gap", _("Gap: not offered")

    requirement = models.ForeignKey("requirements.Requirement", on_delete=models.CASCADE, related_name="fit_answers")
    version = models.ForeignKey("requirements.RequirementVersion", on_delete=models.CASCADE, related_name="fit_answers")
    answer = models.CharField(_("fit"), max_length=14, choices=Answer)
    text = models.TextField(_("how it is met"), max_length=3000, blank=True)
    effort_days = models.DecimalField(
        _("effort (person-days)"), max_digits=6, decimal_places=1, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("answered at"))

    class Meta:
        verbose_name = _("fit answer")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version} {self.get_answer_display()}"


# What a requirement's `fit` may be (states.py).
FITS = [*FitAnswer.Answer.choices, ("unanswered", _("Not answered")), ("outdated", _("Answer out of date"))]
