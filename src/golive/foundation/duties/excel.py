"""The matrix of duties as an Excel file, 职责矩阵."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from golive.foundation.duties.matrix import Matrix, Row


def matrix_workbook(project: Any, matrix: Matrix, day: date) -> bytes:
    """Exactly the rows of the page, one a duty."""
    buffer = BytesIO()
    # Text stays text: a title that begins with "=" is no formula.
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bg_color": "#EEF1F6", "border": 1, "text_wrap": True})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet(_("Matrix of duties"))
    sheet.write(0, 0, f"{project.name}　{_('Matrix of duties')}", title)
    sheet.write(1, 0, _("As of %(day)s") % {"day": day.isoformat()})
    columns = _columns()
    for n, (name, width) in enumerate(columns):
        sheet.write(3, n, name, head)
        sheet.set_column(n, n, width)
    rows = [(party, row) for party, found in matrix.parties for row in found]
    for line, (party, row) in enumerate(rows, 4):
        for n, value in enumerate(_cells(str(party), row, ZoneInfo(project.timezone))):
            sheet.write(line, n, value, cell)
    sheet.freeze_panes(4, 3)
    sheet.autofilter(3, 0, 3 + len(rows), len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    book.close()
    return buffer.getvalue()


def _columns() -> list[tuple[str, int]]:
    return [
        (_("Party"), 14),
        (_("No."), 6),
        (_("Duty"), 36),
        (_("Cadence"), 28),
        (_("Accountable"), 22),
        (_("State"), 14),
        (_("Next due"), 16),
        (_("Overdue"), 8),
        (_("Done"), 8),
        (_("On time"), 8),
        (_("Evidence"), 40),
    ]


def _cells(party: str, row: Row, zone: ZoneInfo) -> list[Any]:
    people = [
        f"{p['place']}：{p['name'] or _('nobody')}" if p["place"] else p["name"] or _("nobody") for p in row.people
    ]
    due = row.next_due.astimezone(zone).strftime("%Y-%m-%d %H:%M") if row.next_due else ""
    proof = str(row.duty.evidence) if row.connected else _("Evidence not connected yet")
    off = _("Switched off: %(reason)s")
    people += [off % {"reason": a.switched_off_reason} for a in row.off]
    counts = [row.overdue, row.done, row.on_time]
    return [party, row.duty.id, str(row.duty.title), row.cadence, "\n".join(people), row.status, due, *counts, proof]
