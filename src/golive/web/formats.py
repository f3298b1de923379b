"""How dates, money and shares are written on pages. Times arrive aware, money as Decimal yuan or integer fen."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.foundation import clock

NOTHING = "—"


def _local_date(value: dt.date | dt.datetime) -> dt.date:
    return timezone.localdate(value) if isinstance(value, dt.datetime) else value


def local_time(value: dt.datetime | None, full: bool = False) -> str:
    """Aware time → "11-22 18:00" of this year, "2025-11-22 18:00" of another; `full` adds year and seconds."""
    if value is None:
        return NOTHING
    here = timezone.localtime(value)
    if full:
        return here.strftime("%Y-%m-%d %H:%M:%S")
    return here.strftime("%m-%d %H:%M" if here.year == clock.today().year else "%Y-%m-%d %H:%M")


def day(value: dt.date | dt.datetime | None, short: bool = False) -> str:
    """Date → "2026-11-22"; `short` leaves the year out while it is this year's."""
    if value is None:
        return NOTHING
    date = _local_date(value)
    return date.strftime("%m-%d") if short and date.year == clock.today().year else date.isoformat()


def money(value: Decimal | int | None, short: bool = False) -> str:
    """Decimal yuan or integer fen → "¥620,000.00"; `short` → "¥18.6 万" (zh) or "¥186K" (en)."""
    if value is None:
        return NOTHING
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        raise TypeError(f"money is Decimal yuan or integer fen, not {type(value).__name__}")
    yuan = value if isinstance(value, Decimal) else Decimal(value) / 100
    sign, size = ("−" if yuan < 0 else ""), abs(yuan)
    if short:
        chinese = (get_language() or "").startswith("zh")
        steps = ((10**8, " 亿"), (10**4, " 万")) if chinese else ((10**9, "B"), (10**6, "M"), (10**3, "K"))
        for step, unit in steps:
            if size >= step:
                return f"{sign}¥{_rounded(size / step, 1)}{unit}"
    return f"{sign}¥{_rounded(size, 2)}"


def _rounded(number: Decimal, digits: int) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{rounded:,}"
    return text.rstrip("0").rstrip(".") if digits == 1 else text


def percent(share: Decimal | float | None, digits: int = 1) -> str:
    """Share 0.8741 → "87.4%"; whole numbers lose their zero: 0.5 → "50%". Never rounds up to a false 100%."""
    if share is None:
        return NOTHING
    step = Decimal(1).scaleb(-digits)
    exact = Decimal(str(share)) * 100
    rounded = exact.quantize(step, ROUND_HALF_UP)
    if rounded == 100 and exact < 100:
        rounded = 100 - step
    text = str(rounded)
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def ago_days(value: dt.date | dt.datetime | None) -> str:
    """How far a day is from today: "today", "yesterday", "3 days ago", "in 3 days"."""
    if value is None:
        return NOTHING
    days = (_local_date(value) - clock.today()).days
    match days:
        case 0:
            return _("today")
        case -1:
            return _("yesterday")
        case 1:
            return _("tomorrow")
    return _("in %(days)s days") % {"days": days} if days > 0 else _("%(days)s days ago") % {"days": -days}
