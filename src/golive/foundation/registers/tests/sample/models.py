from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from golive.foundation.registers.models import Versioned
from golive.foundation.signatures.models import Signable


class Pebble(Versioned, Signable):
    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=80)
    note = models.TextField(_("comment"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("owner"),
    )
    found = models.DateField(_("from"), null=True, blank=True)
    seen = models.DateTimeField(_("at"), null=True, blank=True)
    price = models.DecimalField(_("Money"), max_digits=12, decimal_places=2, null=True, blank=True)
    smooth = models.BooleanField(_("Smooth"), default=False)

    class Meta:
        verbose_name = _("pebble")
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="pebble_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def signed_content(self) -> dict[str, str]:
        return {"code": self.code, "title": self.title, "note": self.note}
