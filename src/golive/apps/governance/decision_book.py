"""Decisions with what was known, as a workbook: one sheet a question that an auditor asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from golive.apps.governance.decision_paper import STATES
from golive.apps.governance.decision_record import Record
from golive.foundation.accounts.models import Project

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(project: Project, records: list[Record]) -> bytes:
    """Decisions; their options with the computed effects; gates as measured then; what had to be done; the audit trail."""
    zone, buffer = ZoneInfo(project.timezone), BytesIO()
    # Text stays text: a reason that begins with "=" is no formula.
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#EEF1F6", "border": 1, "text_wrap": True}),
        "cell": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
        "time": book.add_format({"border": 1, "valign": "top", "num_format": "yyyy-mm-dd hh:mm"}),
    }
    for name, columns, rows in _sheets(records, zone):
        sheet = book.add_worksheet(name[:31])
        for n, (label, width) in enumerate(columns):
            sheet.write(0, n, label, formats["head"])
            sheet.set_column(n, n, width)
        last = 0
        for last, row in enumerate(rows, 1):
            for n, value in enumerate(row):
                _write(sheet, last, n, value, formats)
        sheet.freeze_panes(1, 1)
        if last:
            sheet.autofilter(0, 0, last, len(columns) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    book.close()
    return buffer.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value, formats["time"])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, formats["cell"])
    else:
        sheet.write_string(row, column, str(value or "")[:32767], formats["cell"])


Columns = list[tuple[str, int]]


def _sheets(records: list[Record], zone: ZoneInfo) -> Iterator[tuple[str, Columns, Iterable[list[Any]]]]:
    yield _("Decisions"), _decision_columns(), [_decision(r, zone) for r in records]
    options = [(_("No."), 8), (_("Key"), 6), (_("Option"), 36), (_("Recommended"), 12), (_("Chosen"), 10)]
    options += [(_("Computed effect"), 60), (_("In the words of who asks"), 40)]
    yield _("Options and effects"), options, [row for r in records for row in _options(r)]
    gate = [(_("No."), 8), (_("Criterion"), 32), (_("State"), 10), (_("Measured then"), 36), (_("Missing"), 60)]
    gate += [(_("Limit (%)"), 10), (_("Waived because"), 36), (_("Waived by"), 12), (_("Valid until"), 12)]
    yield _("Gates as measured"), gate, [row for r in records for row in _gate(r)]
    after = [(_("No."), 8), (_("Kind"), 14), (_("What"), 70), (_("Owner"), 12), (_("Due"), 12), (_("State"), 12)]
    yield _("What followed"), after, [row for r in records for row in _after(r)]
    trail = [(_("No."), 8), (_("Line"), 8), (_("When"), 17), (_("Who"), 12), (_("What"), 24), (_("On"), 40)]
    trail += [(_("Details"), 60), (_("Fingerprint"), 66)]
    yield _("Audit trail"), trail, [row for r in records for row in _trail(r, zone)]


def _decision_columns() -> Columns:
    return [
        (_("No."), 8),
        (_("Question"), 44),
        (_("Background"), 44),
        (_("Asked by"), 12),
        (_("Asked at"), 17),
        (_("Handed on"), 30),
        (_("Who decides"), 12),
        (_("Deadline"), 17),
        (_("Decided at"), 17),
        (_("Waited (working days)"), 12),
        (_("State"), 14),
        (_("Choice"), 24),
        (_("Reason"), 44),
        (_("Meeting"), 24),
        (_("Evidence code"), 66),
        (_("Line"), 8),
        (_("As sealed"), 10),
    ]


def _decision(r: Record, zone: ZoneInfo) -> list[Any]:
    d, sealed = r.decision, r.seal
    handed = "\n".join(f"{h.giver} → {h.taker}：{h.reason}" for h in r.delegations)
    asked = [d.code, d.question, d.background, str(d.asked_by), _local(d.asked_at, zone), handed]
    waited = round(r.waited, 1) if r.waited is not None else ""
    decided = [str(d.decider), _local(d.deadline, zone), _local(d.decided_at, zone), waited, d.get_state_display()]
    seal = ["", ""] if not d.decided_at else [sealed.seq if sealed else "", _("Yes") if r.holds else _("No")]
    return [*asked, *decided, d.chosen_text, d.reason, str(d.meeting or ""), d.evidence_code, *seal]


def _options(r: Record) -> Iterator[list[Any]]:
    d = r.decision
    for o in d.options:
        marks = [_("Yes") if o["key"] == d.recommended else "", _("Yes") if o["key"] == d.choice else ""]
        said = "\n".join(str(w) for w in [*r.effects.get(o["key"], []), *r.effects.get("", [])])
        yield [d.code, o["key"], o["text"], *marks, said, o.get("effect", "")]


def _gate(r: Record) -> Iterator[list[Any]]:
    for c in r.gate:
        missing = [str(m) for m in c.missing] + ([_("and %(n)s more") % {"n": c.more}] if c.more else [])
        measured = [str(c.label), str(STATES[c.state]), str(c.value), "\n".join(missing), c.limit or ""]
        until = c.waived_until.isoformat() if c.waived_until else ""
        yield [r.decision.code, *measured, c.waived, c.waived_by, until]


def _after(r: Record) -> Iterator[list[Any]]:
    for o in r.outcomes:
        yield [r.decision.code, _("Set going"), str(o), "", "", ""]
    for a in r.conditions:
        kind = _("Condition") if a.blocks_id else _("Action item")  # type: ignore[attr-defined]
        text = f"{a}\n{a.result}" if a.result else str(a)
        yield [r.decision.code, kind, text, str(a.owner), a.due_on.isoformat(), a.get_state_display()]


def _trail(r: Record, zone: ZoneInfo) -> Iterator[list[Any]]:
    for line in reversed(r.history):
        e, said = line["entry"], "\n".join(f"{d['field']}: {d['new']}" for d in line["details"])
        where = [_local(e.at, zone), e.actor_name, line["what"], e.subject_label]
        yield [r.decision.code, e.seq, *where, said, e.hash]


def _local(at: datetime | None, zone: ZoneInfo) -> datetime | str:
    """Excel knows no zones: the time of the project."""
    return at.astimezone(zone).replace(tzinfo=None, microsecond=0) if at else ""
