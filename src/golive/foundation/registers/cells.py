"""One cell: the value as the page shows it and as the workbook keeps it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from golive.foundation.registers.definition import Column

CSS = {"status": "c-status", "day": "c-date", "time": "c-date", "money": "n", "number": "n", "percent": "n"}
LONGEST = 120  # letters of a long text that a list shows


class Cell(NamedTuple):
    kind: str
    value: Any  # for the kinds that the template formats: status code, date, money
    text: str
    css: str
    label: Any
    url: str = ""


def words_of(column: Column, record: Any) -> str:
    """The value in words: what the page and the workbook write for anything that is not a date or a number."""
    value = column.of(record)
    if column.kind in ("status", "choice") and column.value is None and "__" not in column.name:
        display = getattr(record, f"get_{column.name}_display", None)
        value = display() if display else value
    if column.kind == "yes":
        return "" if value is None else _("Yes") if value else _("No")
    return "" if value is None else str(value)


def cell(column: Column, record: Any, address: str = "", whole: bool = False) -> Cell:
    """For the page. `whole` leaves long texts uncut (detail page)."""
    value, text = column.of(record), words_of(column, record)
    css = "c-title" if column.link else CSS.get(column.kind, "")
    if column.kind == "number" and isinstance(value, int | float | Decimal):
        text = plain(value)
    if column.kind == "long" and not whole and len(text) > LONGEST:
        text = text[:LONGEST].rstrip() + "…"
    kind = column.kind if value not in (None, "") else "text"
    return Cell(kind, value, text, css, column.label, address if column.link else "")


def plain(value: Decimal | float) -> str:
    """A number without the zeros that only say how it is stored: 62.00 is 62."""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,.10g}"
    return text.rstrip("0").rstrip(".") if isinstance(value, Decimal) and "." in text else text


def typed(column: Column, record: Any) -> date | datetime | Decimal | int | float | str | None:
    """For the workbook: dates and numbers as such (times in the reader's zone, without zone), the rest in words."""
    value = column.of(record)
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, date):
        return value
    if column.kind == "money" and isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value) / 100  # integer fen
    if column.kind in ("money", "number", "percent") and isinstance(value, int | float | Decimal):
        return value
    return words_of(column, record)
