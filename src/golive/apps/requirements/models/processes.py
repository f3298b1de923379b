from django.db import models
from django.utils.translation import gettext_lazy as _


class Process(models.Model):
    """A business process of one department; processes form a tree, requirements hang on its leaves."""

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="processes")
    code = models.CharField(_("no."), max_length=12, blank=True, help_text=_("Left empty, the next number is taken."))
    name = models.CharField(_("process"), max_length=80)
    department = models.ForeignKey(
        "accounts.Department", on_delete=models.PROTECT, related_name="processes", verbose_name=_("department")
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=_("part of process"),
    )
    description = models.TextField(_("how it runs today"), blank=True)
    objectives = models.ManyToManyField(
        "governance.Objective", blank=True, related_name="processes", verbose_name=_("objectives")
    )

    class Meta:
        verbose_name = _("process")
        ordering = ["project", "code"]
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="process_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
