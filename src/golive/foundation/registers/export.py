"""Excel out: exactly the rows and columns that the list shows, typed, with nothing that Excel would run."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from golive.foundation.errors import Refused
from golive.foundation.registers.cells import typed
from golive.foundation.registers.definition import Column
from golive.foundation.registers.lists import CAP, Listing

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"day": 12, "time": 17, "status": 12, "choice": 12, "person": 14, "number": 10, "money": 14, "long": 50}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def workbook(listing: Listing) -> bytes:
    """The workbook of a list. Raises Refused above CAP rows: nobody reads them, and a request should not last minutes."""
    if listing.total > CAP:
        raise Refused("export_too_long", _("More than %(n)s rows: narrow the list first, then export."), n=f"{CAP:,}")
    return write(str(listing.register.label), listing.columns, list(listing.rows))


def write(title: str, columns: list[Column], records: list[Any]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    sheet = book.add_worksheet(_sheet_name(title))
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#F0F2F5", "bottom": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "percent": book.add_format({"num_format": "0.0%"}),
        "plain": book.add_format({"quote_prefix": True}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS.get(column.kind, 40 if column.link else 18))
        sheet.write_string(0, place, str(column.label), formats["head"])
    for row, record in enumerate(records, start=1):
        for place, column in enumerate(columns):
            _put(sheet, row, place, column, typed(column, record), formats)
    sheet.freeze_panes(1, 0)
    if records:
        sheet.autofilter(0, 0, len(records), len(columns) - 1)
    book.close()
    return buffer.getvalue()


def _put(sheet: Any, row: int, place: int, column: Column, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(row, place, value, formats["time"])
    elif isinstance(value, date):
        sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), formats["day"])  # noqa: DTZ001
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, place, value, formats.get(column.kind))
    elif value.startswith(DANGEROUS):
        # Kept as text even when somebody edits the cell, and unchanged when it is read in again.
        sheet.write_string(row, place, value[:32767], formats["plain"])
    else:
        sheet.write_string(row, place, value[:32767], formats["wrap"] if column.kind == "long" else None)


def _sheet_name(title: str) -> str:
    return "".join(" " if c in "[]:*?/\\'" else c for c in title)[:31].strip() or "List"
