"""The responsibility matrix as an Excel file, 职责矩阵: the matrix, persons × duties, what differs from the template, and
what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from golive.foundation.accounts.models import Party
from golive.foundation.duties.matrix.matrix import PARTIES, Matrix, Row, Spot, people_of
from golive.foundation.duties.matrix.matrix_differences import differences
from golive.foundation.duties.models import Letter
from golive.foundation.duties.registry import method_name

A3 = 8
TOP = 4  # rows above the head of a sheet
FILLS = {  # state → ground and ink; the word or number stands in it too
    "overdue": ("#C93A2F", "#FFFFFF"),
    "partly": ("#F0B45C", "#3D2402"),
    "due": ("#F8E3B8", "#5C3A05"),
    "waived": ("#E6DFF5", "#4A3285"),
    "unconnected": ("#F8F9FB", "#5F6B7C"),
    "upcoming": ("#DFEAFB", "#17468F"),
    "met_late": ("#EEF3C8", "#4A4D0A"),
    "met": ("#DCEFE6", "#0A4D35"),
    "switched_off": ("#F0F2F5", "#475467"),
}


class Book:
    """A workbook with its few formats. Text stays text: a title that begins with "=" is no formula."""

    def __init__(self, found: Matrix) -> None:
        self.found = found
        self.buffer = BytesIO()
        self.book = Workbook(self.buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        plain = {"border": 1, "border_color": "#CDD3DC", "valign": "top", "text_wrap": True, "font_size": 9}
        mid = {**plain, "align": "center", "valign": "vcenter"}
        self.title = self.book.add_format({"bold": True, "font_size": 14})
        self.quiet = self.book.add_format({"font_color": "#475467", "font_size": 9})
        self.head = self.book.add_format({**mid, "bold": True, "bg_color": "#EEF1F6"})
        self.group = self.book.add_format({**plain, "bold": True, "bg_color": "#F8F9FB"})
        self.cell, self.mid = self.book.add_format(plain), self.book.add_format(mid)
        self.main = self.book.add_format({**mid, "bold": True})
        self.bad = self.book.add_format({**plain, "font_color": "#B42318"})
        self.fills = {
            state: self.book.add_format({**mid, "bg_color": ground, "font_color": ink})
            for state, (ground, ink) in FILLS.items()
        }

    def sheet(self, name: str, columns: list[tuple[str, float]], fixed: int) -> Any:
        """A sheet with title, date and conditions above, its head repeated on every printed page."""
        sheet = self.book.add_worksheet(name)
        found = self.found
        sheet.write(0, 0, f"{found.project.name}　{name}", self.title)
        sheet.write(1, 0, _("As of %(day)s") % {"day": found.day.isoformat()}, self.quiet)
        shown = _("; ").join(found.asked) if found.asked else _("All duties of the project")
        sheet.write(2, 0, _("Shown: %(what)s") % {"what": shown}, self.quiet)
        for n, (label, width) in enumerate(columns):
            sheet.write(TOP, n, label, self.head)
            sheet.set_column(n, n, width)
        sheet.freeze_panes(TOP + 1, fixed)
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(TOP)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L{found.project.code.upper()}　{found.day.isoformat()}&R&P / &N")
        return sheet

    def done(self) -> bytes:
        self.book.close()
        return self.buffer.getvalue()


def matrix_workbook(found: Matrix) -> bytes:
    """Exactly the rows that the page shows."""
    book = Book(found)
    _matrix(book)
    _persons(book)
    _differences(book)
    _faults(book)
    return book.done()


def _matrix(book: Book) -> None:
    found = book.found
    columns = [
        (_("No."), 6.0),
        (_("Duty"), 36.0),
        (_("Persons"), 34.0),
        *((str(p.label), 7.0) for p in PARTIES),
        *((_("W%(week)s") % {"week": w.number} + f"\n{w.first:%m-%d}", 6.5) for w in found.weeks),
        (_("State now"), 13.0),
        (_("Next due"), 16.0),
        (_("On time"), 9.0),
        (_("Amiss"), 22.0),
    ]
    sheet = book.sheet(_("Responsibility matrix"), columns, 3)
    sheet.set_row(TOP, 40)
    zone, line = ZoneInfo(found.project.timezone), TOP
    for name, rows in found.parties:
        line += 1
        sheet.merge_range(line, 0, line, len(columns) - 1, f"{name}　{len(rows)}", book.group)
        for row in rows:
            line += 1
            _line(book, sheet, line, row, zone)
    for n, letter in enumerate(Letter):
        sheet.write(line + 2 + n, 1, f"{letter.value}  {letter.label}", book.quiet)


def _line(book: Book, sheet: Any, line: int, row: Row, zone: ZoneInfo) -> None:
    sheet.write(line, 0, row.duty.id, book.mid)
    sheet.write(line, 1, f"{row.duty.title}\n{row.cadence}", book.cell)
    sheet.write(line, 2, people_words(row.spots), book.cell)
    n = 3
    for given in row.letters:
        sheet.write(line, n, given.letters, book.main if "A" in given.letters else book.mid)
        if given.names:
            sheet.write_comment(line, n, given.names)
        n += 1
    for cell in row.weeks:
        if cell:
            sheet.write(line, n, cell.count, book.fills[cell.state])
            sheet.write_comment(line, n, cell.words)
        else:
            sheet.write_blank(line, n, None, book.mid)
        n += 1
    sheet.write(line, n, row.status, book.fills.get(row.state, book.mid))
    due = row.next_due.astimezone(zone).strftime("%Y-%m-%d %H:%M") if row.next_due else ""
    sheet.write(line, n + 1, due, book.mid)
    sheet.write(line, n + 2, f"{row.on_time}/{row.done}" if row.done else "", book.mid)
    sheet.write(line, n + 3, "\n".join(dict.fromkeys(m.short for m in row.marks)), book.bad)


def people_words(spots: Iterable[Spot]) -> str:
    """ "A 王建国　R 李娜", a line for each place."""
    lines = []
    for spot in spots:
        named = "　".join(f"{c.letters} {c.name}" for c in spot.chips)
        if spot.reason:
            named = _("Switched off: %(reason)s") % {"reason": spot.reason}
        elif spot.gap:
            named = "　".join(filter(None, [_("A nobody"), named]))
        lines.append(f"{spot.name}：{named}" if spot.name else named)
    return "\n".join(lines)


def _persons(book: Book) -> None:
    """Who has which letters: a row for each duty and place, a column for each person."""
    people = people_of(book.found)
    columns = [(_("No."), 6.0), (_("Duty"), 34.0), (_("Held at"), 14.0), *((name, 8.0) for name in people.values())]
    sheet = book.sheet(_("Persons and duties"), columns, 3)
    line = TOP
    for row in book.found.rows:
        for spot in row.spots:
            if spot.reason:
                continue
            line += 1
            sheet.write(line, 0, row.duty.id, book.mid)
            sheet.write(line, 1, str(row.duty.title), book.cell)
            sheet.write(line, 2, spot.name, book.cell)
            held = {c.person: c.letters for c in spot.chips}
            for n, who in enumerate(people, 3):
                letters = held.get(who, "")
                sheet.write(line, n, letters, book.main if "A" in letters else book.mid)
    sheet.autofilter(TOP, 0, max(line, TOP + 1), len(columns) - 1)


def _differences(book: Book) -> None:
    columns = [
        (_("No."), 6.0),
        (_("Duty"), 36.0),
        (_("Point"), 20.0),
        (_("In the template"), 36.0),
        (_("In this project"), 36.0),
        (_("Reason"), 44.0),
        (_("Changed by"), 14.0),
        (_("Changed on"), 14.0),
    ]
    sheet = book.sheet(_("Differences from the template"), columns, 2)
    sheet.write(3, 0, _("Template: %(name)s") % {"name": method_name(book.found.project)}, book.quiet)
    rows = differences(book.found)
    for line, change in enumerate(rows, TOP + 1):
        values = [
            change.duty.id,
            str(change.duty.title),
            change.what,
            change.template,
            change.here,
            change.reason,
            change.who,
            change.day,
        ]
        for n, value in enumerate(values):
            sheet.write(line, n, value, book.cell)
    if not rows:
        sheet.write(TOP + 1, 0, _("The project holds all duties as its template has them."), book.quiet)


def _faults(book: Book) -> None:
    columns = [(_("No."), 6.0), (_("Duty"), 36.0), (_("Party"), 16.0), (_("Amiss"), 20.0), (_("In words"), 90.0)]
    sheet = book.sheet(_("Gaps and conflicts"), columns, 2)
    line = TOP
    for row in book.found.rows:
        for mark in row.marks:
            line += 1
            values = [row.duty.id, str(row.duty.title), str(Party(row.duty.party).label), mark.short, mark.text]
            for n, value in enumerate(values):
                sheet.write(line, n, value, book.bad if n == 3 else book.cell)
    if line == TOP:
        sheet.write(TOP + 1, 0, _("No gap, no double, no conflict."), book.quiet)
