from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.foundation.registers.models import Versioned

HIGH = 15  # probability × impact from which a risk needs a response and an owner
SCALE = [MinValueValidator(1), MaxValueValidator(5)]


class Risk(Versioned):
    """What may go wrong. Life: open -> closed. Reviewed every week while it is open."""

    class Category(models.TextChoices):
        TECHNICAL = "technical", _("Technical difficulty")
        PEOPLE = "people", _("People and turnover")
        DATA = "data", _("Data")
        VENDOR = "vendor", _("Vendor")
        SCOPE = "scope", _("Scope")
        ORGANISATION = "organisation", _("Organisation")

    class Strategy(models.TextChoices):
        AVOID = "avoid", _("Avoid")
        REDUCE = "reduce", _("Reduce")
        TRANSFER = "transfer", _("Transfer")
        ACCEPT = "accept", _("Accept")

    class State(models.TextChoices):
        OPEN = "open", _("Not closed")
        CLOSED = "closed", _("Closed")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="risks")
    code = models.CharField(_("no."), max_length=12)
    title = models.CharField(_("risk"), max_length=160)
    cause = models.TextField(_("cause and effect"), blank=True)
    category = models.CharField(_("category"), max_length=12, choices=Category)
    probability = models.PositiveSmallIntegerField(_("probability (1–5)"), validators=SCALE)
    impact = models.PositiveSmallIntegerField(_("impact (1–5)"), validators=SCALE)
    score = models.PositiveSmallIntegerField(_("score"), editable=False)  # kept as a column, so that lists sort by it
    strategy = models.CharField(_("strategy"), max_length=8, choices=Strategy, blank=True)
    response = models.TextField(_("response"), blank=True)
    trigger = models.CharField(_("trigger"), max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="risks",
        verbose_name=_("owner"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    raised_at = models.DateTimeField(_("raised at"))
    reviewed_at = models.DateTimeField(_("last reviewed"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("risk")
        ordering = ["project", "-score", "id"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="risk_code_once")]
        indexes = [models.Index(fields=["project", "-score", "id"], name="risk_by_score")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.score = self.probability * self.impact
        super().save(*args, **kwargs)

    @property
    def is_high(self) -> bool:
        return self.score >= HIGH

    @property
    def needs(self) -> list[str]:
        """What a high risk still lacks."""
        return [name for name in ("response", "owner") if self.is_high and not getattr(self, name)]


class RiskReview(models.Model):
    """One look at an open risk: still so, higher, lower? The history of a risk is the list of its reviews."""

    risk = models.ForeignKey(Risk, on_delete=models.CASCADE, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    probability = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.risk.code} {self.at:%Y-%m-%d}"


class Issue(Versioned):
    """A trouble between departments, or with customers and suppliers. Life: open -> answered -> closed."""

    class Severity(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    class State(models.TextChoices):
        OPEN = "open", _("Not closed")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="issues")
    code = models.CharField(_("no."), max_length=12)
    title = models.CharField(_("issue"), max_length=160)
    text = models.TextField(_("description"), blank=True)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity, default=Severity.MEDIUM)
    department = models.ForeignKey(
        "accounts.Department",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="issues",
        verbose_name=_("department"),
    )
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(_("raised at"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="issues", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = _("issue")
        ordering = ["project", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "code"], name="issue_code_once"),
            models.CheckConstraint(
                name="issue_answered_has_answer",
                condition=models.Q(state="open") | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["project", "-id"], name="issue_newest")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
