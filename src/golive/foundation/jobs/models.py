"""One row a job: it is the queue entry, the progress report and the result at once."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.foundation.words import Words


class Job(models.Model):
    """`attempt` grows with every claim and fences: who holds an older number may write nothing any more."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")
        INTERRUPTED = "interrupted", _("Interrupted")

    ACTIVE = (State.QUEUED, State.RUNNING)

    project = models.ForeignKey("accounts.Project", null=True, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=80)  # "migration.load"
    label = models.JSONField(default=dict)  # Words
    args = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.QUEUED)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)  # 0: not known yet
    detail = models.JSONField(default=dict)  # Words: what it is at now
    queued_at = models.DateTimeField(_("queued at"))
    started_at = models.DateTimeField(_("started at"), null=True)
    heartbeat_at = models.DateTimeField(null=True)  # time of the machine, never simulated
    finished_at = models.DateTimeField(_("finished at"), null=True)
    worker = models.CharField(max_length=80, default="")
    attempt = models.PositiveIntegerField(default=0)
    max_attempts = models.PositiveIntegerField(default=1)
    result = models.JSONField(null=True)
    error = models.JSONField(default=dict)  # Words: what failed, what was kept, what to do next
    cancel_asked = models.BooleanField(default=False)
    # Held while a `single` job is active, so that two clicks or two workers cannot start it twice.
    single_key = models.CharField(max_length=160, null=True, unique=True)

    class Meta:
        verbose_name = _("background job")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "id"], name="job_queue"),
            models.Index(fields=["project", "-id"], name="job_of_project"),
            models.Index(fields=["actor", "-id"], name="job_of_actor"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return Words.from_json(self.label).render() or self.kind

    @property
    def detail_text(self) -> str:
        return Words.from_json(self.detail).render()

    @property
    def error_text(self) -> str:
        return Words.from_json(self.error).render()

    @property
    def active(self) -> bool:
        return self.state in self.ACTIVE

    def address(self, page: str) -> str:
        """The URL of a page or act of this job, inside its project where it has one."""
        kwargs: dict[str, object] = {"pk": self.pk}
        if self.project_id:
            kwargs["project"] = self.project.code  # type: ignore[union-attr]
        return reverse(f"jobs:{page}", kwargs=kwargs)

    def get_absolute_url(self) -> str:
        return self.address("job")


class JobLine(models.Model):
    """One line of a job's log."""

    class Level(models.TextChoices):
        INFO = "info", _("Note")
        WARNING = "warning", _("Warning")
        ERROR = "error", _("Error")

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField()
    level = models.CharField(max_length=8, choices=Level, default=Level.INFO)
    words = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return Words.from_json(self.words).render()


class Schedule(models.Model):
    """When a periodic job is due next. Whoever moves `next_at` forward starts it, so it starts once."""

    kind = models.CharField(max_length=80, unique=True)
    cron = models.CharField(max_length=80)
    next_at = models.DateTimeField(_("next at"))
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind"]

    def __str__(self) -> str:
        return f"{self.kind} {self.cron}"
