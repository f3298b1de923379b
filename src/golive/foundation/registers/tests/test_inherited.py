"""The free checks, tried on the sample register."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from golive.foundation import clock
from golive.foundation.registers.tests.inherited import RegisterChecks
from golive.foundation.registers.tests.sample.models import Pebble
from golive.foundation.registers.tests.sample.registers import PEBBLES


def pebble(cast: Any, n: int, **fields: Any) -> Pebble:
    values = {
        "code": f"P{n}", "title": f"石头 {n}", "owner": cast.it, "found": date(2026, 11, 1), "seen": clock.now(),
        "price": Decimal("12.50"), "note": "一\n二", "smooth": bool(n % 2),
    }  # fmt: skip
    return Pebble.objects.create(project=cast.project, **{**values, **fields})


@pytest.mark.urls("golive.foundation.registers.tests.sample.site")
class TestPebbles(RegisterChecks):
    register = PEBBLES
    allowed, forbidden = "pm", "vendor"
    change = {"title": "鹅卵石"}

    def make(self, cast: Any, n: int) -> Pebble:
        return pebble(cast, n)

    def values(self, cast: Any) -> dict[str, Any]:
        return {"code": "P9", "title": "花岗岩", "owner": cast.it.pk}
