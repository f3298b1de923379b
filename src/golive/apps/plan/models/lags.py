"""Lags of links as planners write them: +2d, -4h, +3ed (days of the calendar), +50% (of the predecessor's duration)."""

from __future__ import annotations

import re
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

DAY = 480  # minutes of a working day, in which people write durations


class LagKind(models.TextChoices):
    WORKING = "working", _("Working time")
    ELAPSED = "elapsed", _("Calendar time")
    PERCENT = "percent", _("Per cent of the predecessor's duration")
    ELAPSED_PERCENT = "elapsed_percent", _("Per cent of it, as calendar time")

    @property
    def is_percent(self) -> bool:
        return self in (LagKind.PERCENT, LagKind.ELAPSED_PERCENT)

    @property
    def day(self) -> int:
        """What one counts as, as people write it: minutes of a day, or one per cent."""
        return 1 if self.is_percent else 1440 if self == LagKind.ELAPSED else DAY


LAG = r"([+-]\s*\d+(?:\.\d+)?)\s*(e?)(d|h|w|m|%)"


def lag_of(amount: str, elapsed: str, unit: str) -> tuple[int, LagKind]:
    """The groups of `LAG` as a lag: minutes, or per cent."""
    number = Decimal(re.sub(r"\s", "", amount))
    if unit == "%":
        return round(number), LagKind.ELAPSED_PERCENT if elapsed else LagKind.PERCENT
    kind = LagKind.ELAPSED if elapsed else LagKind.WORKING
    day = kind.day
    return round(number * {"m": 1, "h": 60, "d": day, "w": (7 if elapsed else 5) * day}[unit]), kind


def lag_text(lag: int, kind: str) -> str:
    """Exactly: in the largest of days, hours and minutes that needs no more than two decimals."""
    if not lag:
        return ""
    counted = LagKind(kind)
    e = "e" if counted in (LagKind.ELAPSED, LagKind.ELAPSED_PERCENT) else ""
    if counted.is_percent:
        return f"{lag:+d}{e}%"
    unit, size = next((u, s) for u, s in (("d", counted.day), ("h", 60), ("m", 1)) if lag * 100 % s == 0)
    return f"{in_days(lag, size):+f}{e}{unit}"


def link_text(pred: int, kind: str, lag: int, lag_kind: str) -> str:
    """FS without a lag is left out, as in MS Project."""
    tail = lag_text(lag, lag_kind)
    return f"{pred}{kind if tail or kind != 'FS' else ''}{tail}"


def in_days(minutes: int, day: int = DAY) -> Decimal:
    """Minutes as days with at most two decimals, without trailing zeros."""
    found = (Decimal(minutes) / day).quantize(Decimal("0.01"))
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found.normalize()
