"""Values as MS Project XML writes them: ISO durations, local dates, money in hundredths, lags in tenths of a minute."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from math import isfinite
from xml.etree.ElementTree import Element

NS = "{http://schemas.microsoft.com/project}"
_DURATION = re.compile(
    r"(-?)P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$"
)
_LONGEST = 100 * 366 * 1440  # minutes; beyond stands a slip of the pen
_YEARS = range(1900, 2200)  # other years are how some programs write “no date”


def text(node: Element, tag: str, default: str = "") -> str:
    return (node.findtext(NS + tag) or default).strip()


def minutes(node: Element, tag: str) -> int | None:
    """An ISO duration in minutes; None when it is not there. ValueError when it cannot be read."""
    value = text(node, tag)
    return duration_minutes(value) if value else None


def duration_minutes(value: str) -> int:
    """ISO 8601; a day there is one of the clock. Other programs write fractions, MS Project does not."""
    match = _DURATION.match(value)
    if match is None:
        raise ValueError(f"not a duration: {value!r}")
    days, hours, rest, seconds = (float(g or 0) for g in match.groups()[1:])
    total = int(days * 1440 + hours * 60 + rest + (seconds + 30) // 60 + 1e-9)
    if total > _LONGEST:
        raise ValueError(f"too long: {value!r}")
    return -total if match[1] else total


def moment(node: Element, tag: str) -> datetime | None:
    """Local, whatever zone the file names. A day that ends at 24:00 is the next one's midnight."""
    value = text(node, tag)
    if not value or value == "NA":
        return None
    try:
        if value[11:16] == "24:00":
            return datetime.fromisoformat(value[:10]) + timedelta(days=1)
        found = datetime.fromisoformat(value[:19])
        return found if found.year in _YEARS else None
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{tag} is no date: {value!r}") from error


def flag(node: Element, tag: str, default: bool = False) -> bool:
    value = text(node, tag).lower()
    return value in ("1", "true", "-1") if value else default


def whole(node: Element, tag: str, default: int | None = None) -> int:
    """A whole number, also where it is written as 3.0. ValueError names the element."""
    value = text(node, tag)
    if not value and default is not None:
        return default
    try:
        return int(value) if value.lstrip("-").isdigit() else int(_finite(value))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{tag} is no number: {value!r}") from error


def _finite(value: str) -> float:
    found = float(value)
    if not isfinite(found):
        raise ValueError(value)
    return found


def number(node: Element, tag: str, default: float = 0) -> float:
    value = text(node, tag)
    try:
        return _finite(value) if value else default
    except ValueError as error:
        raise ValueError(f"{tag} is no number: {value!r}") from error


def tenths(node: Element, tag: str) -> int:
    """Minutes from tenths of a minute."""
    found = round(number(node, tag) / 10)
    if abs(found) > _LONGEST:
        raise ValueError(f"{tag} is too long: {found}")
    return found


def money(node: Element, tag: str) -> Decimal | None:
    """An amount written in hundredths."""
    value = text(node, tag)
    return Decimal(_finite(value)) / 100 if value.lower() in ("nan", "inf") else Decimal(value) / 100 if value else None


def rate(node: Element, tag: str) -> Decimal:
    """Money per hour (of a material: per unit), written plainly."""
    return Decimal(text(node, tag, "0"))


def duration_text(value: int) -> str:
    return f"PT{value // 60}H{value % 60}M0S"


def money_text(value: Decimal | None) -> str | None:
    """Hundredths, without trailing zeros."""
    return None if value is None else f"{(value * 100).normalize():f}"
