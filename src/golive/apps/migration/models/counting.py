"""Counting the stock 盘点: sheets, blind counts, blind recounts, approval, and what becomes the opening stock."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.models.sources import DataObject, Extract
from golive.engines.evidence.canonical import content_hash
from golive.foundation.signatures.models import Signable


class StockTake(models.Model):
    """One count of the stock, from the sheets to the opening stock."""

    class State(models.TextChoices):
        OPEN = "open", _("Being counted")
        APPROVED = "approved", _("Approved")

    data_object = models.ForeignKey(DataObject, on_delete=models.PROTECT, related_name="takes")
    title = models.CharField(_("title"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True)
    comment = models.CharField(_("opinion"), max_length=300, blank=True)
    extract = models.ForeignKey(Extract, null=True, on_delete=models.PROTECT, related_name="takes")

    class Meta:
        verbose_name = _("stock count")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def project(self) -> Any:
        return self.data_object.project

    def get_absolute_url(self) -> str:
        return reverse("migration:take", kwargs={"project": self.project.code, "pk": self.pk})


class TakeSheet(Signable):
    """What one storekeeper counts. He sees no book quantity; his signature covers every line that he counted."""

    class State(models.TextChoices):
        COUNTING = "counting", _("Counting")
        RECOUNTING = "recounting", _("Recounting the differences")
        COUNTED = "counted", _("Counted")

    take = models.ForeignKey(StockTake, on_delete=models.CASCADE, related_name="sheets")
    place = models.CharField(_("store"), max_length=120)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("storekeeper")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.COUNTING)
    digest = models.CharField(max_length=64, blank=True)  # of all lines, once they are counted

    class Meta:
        verbose_name = _("count sheet")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["take", "place"], name="take_sheet_once")]

    def __str__(self) -> str:
        return f"{self.take.title} · {self.place}"

    @property
    def project(self) -> Any:
        return self.take.project

    @property
    def data_object(self) -> DataObject:
        return self.take.data_object

    def signed_content(self) -> dict[str, Any]:
        return {"count": self.take.title, "place": self.place, "lines": self.digest}

    def digest_of_lines(self) -> str:
        rows = self.lines.order_by("number").values_list("product", "location", "first", "second")
        return content_hash([[p, where, str(a), str(b)] for p, where, a, b in rows])

    def get_absolute_url(self) -> str:
        return reverse("migration:count_sheet", kwargs={"project": self.project.code, "pk": self.pk})


class TakeLine(models.Model):
    """One product in one location. `second` is the recount; it counts where there is one."""

    sheet = models.ForeignKey(TakeSheet, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    product = models.CharField(_("product"), max_length=120)
    name = models.CharField(_("name"), max_length=200, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    location = models.CharField(_("location"), max_length=120, blank=True)
    book = models.DecimalField(_("book quantity"), max_digits=18, decimal_places=4, null=True)
    first = models.DecimalField(_("counted"), max_digits=18, decimal_places=4, null=True)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField(null=True)
    second = models.DecimalField(_("recounted"), max_digits=18, decimal_places=4, null=True)
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    second_at = models.DateTimeField(null=True)
    cells = models.JSONField(default=dict)  # the row of the book, as it becomes the opening stock again

    class Meta:
        verbose_name = _("line of a count")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="take_line_once")]

    def __str__(self) -> str:
        return f"{self.product} {self.location}"

    @property
    def counted(self) -> Decimal | None:
        return self.second if self.second is not None else self.first

    @property
    def difference(self) -> Decimal | None:
        return None if self.counted is None else self.counted - (self.book or 0)
