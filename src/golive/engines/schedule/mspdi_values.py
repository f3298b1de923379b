"""Values as MS Project XML writes them: ISO durations, local dates, money in hundredths, lags in tenths of a minute."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from xml.etree.ElementTree import Element

NS = "{http://schemas.microsoft.com/project}"
_DURATION = re.compile(r"(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?$")


def text(node: Element, tag: str, default: str = "") -> str:
    return (node.findtext(NS + tag) or default).strip()


def minutes(node: Element, tag: str) -> int | None:
    """An ISO duration in minutes; None when it is not there. ValueError when it cannot be read."""
    value = text(node, tag)
    return duration_minutes(value) if value else None


def duration_minutes(value: str) -> int:
    match = _DURATION.match(value)
    if match is None:
        raise ValueError(f"not a duration: {value!r}")
    hours, rest, seconds = (int(g or 0) for g in match.groups()[1:])
    total = hours * 60 + rest + (seconds >= 30)
    return -total if match[1] else total


def moment(node: Element, tag: str) -> datetime | None:
    value = text(node, tag)
    return datetime.fromisoformat(value[:19]) if value and value != "NA" else None


def number(node: Element, tag: str, default: float = 0) -> float:
    return float(text(node, tag) or default)


def tenths(node: Element, tag: str) -> int:
    """Minutes from tenths of a minute."""
    return round(number(node, tag) / 10)


def money(node: Element, tag: str) -> Decimal | None:
    """An amount written in hundredths."""
    value = text(node, tag)
    return Decimal(value) / 100 if value else None


def rate(node: Element, tag: str) -> Decimal:
    """Money per hour (of a material: per unit), written plainly."""
    return Decimal(text(node, tag, "0"))


def duration_text(value: int) -> str:
    return f"PT{value // 60}H{value % 60}M0S"


def money_text(value: Decimal | None) -> str | None:
    """Hundredths, without trailing zeros."""
    return None if value is None else f"{(value * 100).normalize():f}"
