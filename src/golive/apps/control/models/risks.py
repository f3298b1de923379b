from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.risk_events import DAYS, ODDS
from golive.foundation.registers.models import Versioned

HIGH = 15  # probability × impact from which a risk needs a response and an owner
SCALE = [MinValueValidator(1), MaxValueValidator(5)]


class Likelihood(models.IntegerChoices):
    """In words and in odds; the odds are those of plan/risk_events.py, with which the simulation reckons."""

    VERY_LOW = 1, _("1 Very unlikely (5%)")
    LOW = 2, _("2 Unlikely (10%)")
    MEDIUM = 3, _("3 Possible (25%)")
    HIGH = 4, _("4 Likely (40%)")
    VERY_HIGH = 5, _("5 Nearly certain (60%)")


class Effect(models.IntegerChoices):
    """In words and in working days of delay."""

    VERY_LOW = 1, _("1 Hardly felt (1 day)")
    LOW = 2, _("2 Small (2 days)")
    MEDIUM = 3, _("3 Noticeable (3 days)")
    HIGH = 4, _("4 Serious (5 days)")
    VERY_HIGH = 5, _("5 Threatens go-live (10 days)")


class Risk(Versioned):
    """What may go wrong. Life: open -> closed. Reviewed every week while it is open.

    The two scales always stand; where somebody knows better, odds, days and money are figures of this very risk.
    """

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
    probability = models.PositiveSmallIntegerField(_("probability (1–5)"), choices=Likelihood, validators=SCALE)
    impact = models.PositiveSmallIntegerField(_("impact (1–5)"), choices=Effect, validators=SCALE)
    odds_percent = models.PositiveSmallIntegerField(
        _("odds (%)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text=_("Left empty, the odds of the scale hold."),
    )
    impact_days = models.DecimalField(
        _("delay (working days)"),
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Left empty, the days of the scale hold."),
    )
    impact_yuan = models.DecimalField(
        _("damage (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    reserve_yuan = models.DecimalField(
        _("reserve (yuan)"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    score = models.PositiveSmallIntegerField(_("score"), editable=False)  # kept as a column, so that lists sort by it
    strategy = models.CharField(_("strategy"), max_length=8, choices=Strategy, blank=True)
    response = models.TextField(_("response"), blank=True)
    trigger = models.CharField(_("trigger"), max_length=200, blank=True)
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    source = models.CharField(max_length=80, blank=True)  # "library:…" or the key of the signal that proposed it
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="risks",
        verbose_name=_("owner"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    tasks = models.ManyToManyField(
        "plan.Task", blank=True, related_name="risks", verbose_name=_("tasks it would delay")
    )
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
    def odds(self) -> float:
        return self.odds_percent / 100 if self.odds_percent else ODDS[self.probability]

    @property
    def days(self) -> Decimal:
        """Of delay, most likely, if it happens."""
        return Decimal(DAYS[self.impact][1]) if self.impact_days is None else self.impact_days

    @property
    def exposure_days(self) -> Decimal:
        """Odds times days: what it costs on average."""
        return round(self.days * Decimal(str(self.odds)), 1)

    @property
    def exposure_yuan(self) -> Decimal | None:
        return None if self.impact_yuan is None else round(self.impact_yuan * Decimal(str(self.odds)), 2)

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


class DismissedProposal(models.Model):
    """Somebody looked at what the records proposed as a risk, and said why it is none."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "at"], name="dismissed_lately")]

    def __str__(self) -> str:
        return self.key


class Issue(Versioned):
    """A trouble between departments, or with customers and suppliers. Life: open -> answered -> closed. Unanswered, it
    rises by the rule: to the project manager, then to the sponsor. A conflict is settled by a decision.
    """

    class Between(models.TextChoices):
        DEPARTMENTS = "departments", _("Between departments")
        VENDOR = "vendor", _("With the vendor")
        CUSTOMER = "customer", _("With a customer")
        SUPPLIER = "supplier", _("With a supplier")
        TEAM = "team", _("Within the team")

    class Level(models.IntegerChoices):
        OWNER = 0, _("With its owner")
        MANAGER = 1, _("Before the project manager")
        SPONSOR = 2, _("Before the sponsor")

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
    between = models.CharField(_("between whom"), max_length=12, choices=Between, default=Between.DEPARTMENTS)
    other_side = models.CharField(_("the other side"), max_length=120, blank=True)
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
    level = models.PositiveSmallIntegerField(_("escalation"), choices=Level, default=Level.OWNER)
    escalated_at = models.DateTimeField(_("escalated at"), null=True, blank=True)
    decision = models.OneToOneField(
        "governance.Decision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="issue",
        verbose_name=_("decision"),
    )

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


class IssueRule(models.Model):
    """After how many working days without an answer an issue rises, by severity."""

    project = models.OneToOneField("accounts.Project", on_delete=models.CASCADE, related_name="issue_rule")
    high_manager = models.PositiveSmallIntegerField(_("high: to the project manager after"), default=1)
    high_sponsor = models.PositiveSmallIntegerField(_("high: to the sponsor after"), default=3)
    medium_manager = models.PositiveSmallIntegerField(_("medium: to the project manager after"), default=3)
    medium_sponsor = models.PositiveSmallIntegerField(_("medium: to the sponsor after"), default=8)
    low_manager = models.PositiveSmallIntegerField(_("low: to the project manager after"), default=7)
    low_sponsor = models.PositiveSmallIntegerField(_("low: to the sponsor after"), default=15)

    class Meta:
        verbose_name = _("rule of escalation")

    def __str__(self) -> str:
        return " · ".join(f"{a}/{b}" for a, b in map(self.limits, ("high", "medium", "low")))

    def limits(self, severity: str) -> tuple[int, int]:
        """Days until the project manager, until the sponsor."""
        return getattr(self, f"{severity}_manager"), getattr(self, f"{severity}_sponsor")
