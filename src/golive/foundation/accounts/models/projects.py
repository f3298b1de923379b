from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Party(models.TextChoices):
    """The parties to an ERP project; the value is the letter of their duties in the catalogue."""

    SPONSOR = "S", _("Sponsor")
    PM = "M", _("Project manager")
    BUSINESS = "B", _("Business department")
    IT = "I", _("IT and technical staff")
    VENDOR = "V", _("Vendor")
    CONSULTANT = "C", _("Consultant")
    TEAM = "T", _("Team member")
    USER = "E", _("End user")
    QA = "Q", _("Quality assurance")
    CARE = "A", _("After go-live care")


# The client's own parties: vendors and consultants never see what is only for these. A project team has people of
# both sides, so being of the team alone does not open what is inside.
INSIDE = (Party.SPONSOR, Party.PM, Party.BUSINESS, Party.IT, Party.USER, Party.QA, Party.CARE)


class Project(models.Model):
    """One ERP introduction, and its care for years afterwards. The scope of every permission."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("Preparing")
        RUNNING = "running", _("Running")
        ON_HOLD = "on_hold", _("On hold")
        IN_CARE = "in_care", _("In care")
        CLOSED = "closed", _("Closed")

    code = models.CharField(_("code"), max_length=30, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")])
    name = models.CharField(_("name"), max_length=120)
    client = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="projects")
    method = models.CharField(_("method"), max_length=40)  # id of a method template
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARING)
    timezone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    start_date = models.DateField(_("start date"))
    go_live_date = models.DateField(_("go-live date"))
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("project")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's place in a project: party, department, role title, availability, from and to."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    party = models.CharField(_("party"), max_length=1, choices=Party)
    department = models.ForeignKey(
        "accounts.Department", null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role_title = models.CharField(_("role"), max_length=80)
    availability = models.PositiveSmallIntegerField(
        _("availability (%)"), default=100, validators=[MaxValueValidator(100)]
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        ordering = ["project", "party", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person", "party", "department"],
                name="membership_once",
                nulls_distinct=False,
            )
        ]
        indexes = [models.Index(fields=["person", "project"], name="membership_of_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.role_title}"
