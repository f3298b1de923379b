"""The load as an Excel file: one sheet, people × columns, per cent of what each has."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from golive.apps.plan.heat import Cell, Heat

FILLS = {"over": ("#C93A2F", "#FFFFFF"), "full": ("#DCEFE6", "#0A4D35"), "some": ("#EEF3FC", "#17468F")}
AWAY = "#E4E7EC"


def workbook(title: str, heat: Heat) -> bytes:
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Load"))
    formats = _formats(book)
    sheet.write_string(0, 0, title, formats["title"])
    for place, text in enumerate([_("Person"), _("Gives (%)"), *(s.begin.isoformat() for s in heat.spans)]):
        sheet.write_string(2, place, text, formats["head"])
    for row, line in enumerate(heat.lines, start=3):
        sheet.write_string(row, 0, line.name)
        sheet.write_number(row, 1, line.gives)
        for place, cell in enumerate(line.cells, start=2):
            _put(sheet, row, place, cell, formats)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1 + len(heat.spans), 10)
    sheet.freeze_panes(3, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return buffer.getvalue()


def _formats(book: Workbook) -> dict[str, Any]:
    found = {
        tone: book.add_format({"bg_color": ground, "font_color": ink, "num_format": '0"%"', "align": "center"})
        for tone, (ground, ink) in FILLS.items()
    }
    found["none"] = book.add_format({"align": "center"})
    found["away"] = book.add_format({"bg_color": AWAY, "align": "center", "pattern": 14})
    found["head"] = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F0F2F5"})
    found["title"] = book.add_format({"bold": True, "font_size": 14})
    return found


def _put(sheet: Any, row: int, place: int, cell: Cell, formats: dict[str, Any]) -> None:
    if cell.percent:
        sheet.write_number(row, place, cell.percent, formats[cell.tone])
    elif cell.away or cell.free:
        sheet.write_string(row, place, _("leave") if cell.away else _("holiday"), formats["away"])
