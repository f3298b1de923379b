"""The list of what is owed as an Excel file: exactly the rows that the page's filters leave."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from golive.foundation.duties.figures.listing import CAP, Owed, OwedList
from golive.foundation.errors import Refused


def owed_workbook(listing: OwedList, title: str) -> bytes:
    """Refused above CAP rows: nobody reads them, and a request should not last minutes."""
    if listing.total > CAP:
        raise Refused("export_too_long", _("More than %(n)s rows: narrow the list first, then export."), n=f"{CAP:,}")
    buffer = BytesIO()
    # Text stays text: a title that begins with "=" is no formula.
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#EEF1F6", "border": 1, "text_wrap": True})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("What is owed"))
    sheet.write(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    columns = _columns()
    for n, (name, width) in enumerate(columns):
        sheet.write(2, n, name, head)
        sheet.set_column(n, n, width)
    zone = ZoneInfo(listing.project.timezone)
    rows = listing.all()
    for line, row in enumerate(rows, 3):
        for n, value in enumerate(_cells(row, zone)):
            sheet.write(line, n, value, cell)
    sheet.freeze_panes(3, 2)
    sheet.autofilter(2, 0, 2 + len(rows), len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    book.close()
    return buffer.getvalue()


def _columns() -> list[tuple[str, int]]:
    return [
        (_("No."), 6),
        (_("Duty"), 36),
        (_("Period"), 22),
        (_("Party"), 14),
        (_("Department"), 14),
        (_("Owed by"), 14),
        (_("Due"), 17),
        (_("State"), 14),
        (_("Proved on"), 17),
        (_("Why"), 60),
        (_("Missing"), 40),
    ]


def _cells(row: Owed, zone: ZoneInfo) -> list[Any]:
    line = row.line
    met = line.row.met_at if line.row else None
    missing = "\n".join(str(m) for m in line.missing)
    times = [_local(line.due, zone), line.status, _local(met, zone)]
    return [line.duty.id, line.title, line.period, row.party, line.place, line.person, *times, line.why, missing]


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else ""
