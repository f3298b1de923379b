from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.foundation.accounts.models import Project


class Environment(models.Model):
    """One installation of the ERP: test, training, production. Its passwords lie in files of mode 0600, never here.

    Life: planned -> installing -> running <-> stopped; failed where a step or the process failed.
    """

    class Kind(models.TextChoices):
        TEST = "test", _("Test")
        TRAINING = "training", _("Training")
        PRODUCTION = "production", _("Production")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        INSTALLING = "running_job", _("Being installed")
        RUNNING = "running", _("In operation")
        STOPPED = "stopped_by_hand", _("Stopped")
        FAILED = "failed", _("Failed")

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="environments")
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    company = models.CharField(_("company"), max_length=120)
    folder = models.CharField(max_length=200, blank=True)  # below the data folder; "" is the data folder itself
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.PLANNED)
    version = models.CharField(_("version"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=100, blank=True)
    made_at = models.DateTimeField()
    installed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(_("last answer"), null=True, blank=True)
    trouble = models.TextField(blank=True)

    class Meta:
        verbose_name = _("environment")
        ordering = ["project", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="environment_name_once"),
            models.UniqueConstraint(fields=["folder"], name="environment_folder_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("systems:environment", kwargs={"project": self.project.code, "pk": self.pk})


class Check(models.Model):
    """What one look at an environment found. The newest look of each code is what stands."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField()
    code = models.CharField(max_length=20)
    ok = models.BooleanField()
    detail = models.JSONField(default=dict)  # words

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["environment", "-at"], name="check_newest")]

    def __str__(self) -> str:
        return f"{self.environment} {self.code}"


class Backup(models.Model):
    """A copy of an environment's database, with a manifest of its rows; proved by drills."""

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="backups")
    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="backups")
    folder = models.CharField(max_length=200, unique=True)  # below the data folder
    taken_at = models.DateTimeField(_("taken at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    size = models.BigIntegerField(_("size"))
    rows = models.BigIntegerField(_("rows"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("backup")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.environment} {self.taken_at:%Y-%m-%d %H:%M}"


class Drill(models.Model):
    """A backup restored somewhere else, started and asked: the only proof that it is one."""

    project = models.ForeignKey("accounts.Project", on_delete=models.PROTECT, related_name="drills")
    backup = models.ForeignKey(Backup, on_delete=models.PROTECT, related_name="drills")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ok = models.BooleanField()
    seconds = models.FloatField(_("recovery time (s)"), null=True, blank=True)  # RTO: from the backup to a login
    behind_seconds = models.FloatField(_("data loss (s)"))  # RPO: how old the backup was when it was needed
    detail = models.TextField(blank=True)

    class Meta:
        verbose_name = _("restore drill")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.backup} {'✓' if self.ok else '✗'}"


class Operation(models.TextChoices):
    """What is asked of the ERP at every look, as a user would."""

    ANSWER = "answer", _("First answer of the server")
    SIGN_IN = "sign_in", _("Signing in")
    PARTNERS = "partners", _("List of customers and suppliers")
    PRODUCTS = "products", _("List of products")
    PURCHASES = "purchases", _("List of purchase orders")
    SALES = "sales", _("List of sales orders")
    MOVES = "moves", _("List of stock moves")


class Timing(models.Model):
    """How long the ERP took at one look, in milliseconds by operation."""

    environment = models.ForeignKey(Environment, on_delete=models.CASCADE, related_name="timings")
    at = models.DateTimeField()
    took = models.JSONField(default=dict)  # {"answer": 12, …}

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["environment", "-at"], name="timing_newest")]

    def __str__(self) -> str:
        return f"{self.environment} {self.at:%Y-%m-%d %H:%M}"


class Tuning(models.Model):
    """Something done about a slow spot. Whether it helped is computed from the looks before and after, never written."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="tunings")
    operation = models.CharField(_("slow spot"), max_length=12, choices=Operation)
    done = models.TextField(_("what was done"), max_length=600)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("improvement of response times")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.get_operation_display()}"

    @property
    def project(self) -> Project:
        return self.environment.project


class MonthOfPace(models.Model):
    """The response times of a month, looked at by a person who says what follows; the figures are kept as they were."""

    environment = models.ForeignKey(Environment, on_delete=models.PROTECT, related_name="months_of_pace")
    month = models.CharField(_("month"), max_length=7)  # 2026-11
    figures = models.JSONField(default=list)
    conclusion = models.TextField(_("conclusion"), max_length=600)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("response times of a month")
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["environment", "month"], name="month_of_pace_once")]

    def __str__(self) -> str:
        return f"{self.environment} {self.month}"

    @property
    def project(self) -> Project:
        return self.environment.project
