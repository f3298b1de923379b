from django.conf import settings
from django.db import models

from golive.foundation.registers.models import Versioned
from golive.foundation.signatures.models import Signable


class Pebble(Versioned, Signable):
    class State(models.TextChoices):
        OPEN = "open", "在手"
        CLOSED = "closed", "已扔"

    project = models.ForeignKey("accounts.Project", on_delete=models.CASCADE, related_name="+")
    code = models.CharField("编号", max_length=20)
    title = models.CharField("名称", max_length=80)
    note = models.TextField("备注", blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="负责人",
    )
    found = models.DateField("发现日期", null=True, blank=True)
    seen = models.DateTimeField("查看时间", null=True, blank=True)
    price = models.DecimalField("价格", max_digits=12, decimal_places=2, null=True, blank=True)
    smooth = models.BooleanField("光滑", default=False)

    class Meta:
        verbose_name = "石头"
        constraints = [models.UniqueConstraint(fields=["project", "code"], name="pebble_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def signed_content(self) -> dict[str, str]:
        return {"code": self.code, "title": self.title, "note": self.note}
