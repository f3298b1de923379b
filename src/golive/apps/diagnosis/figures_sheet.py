"""What the pages of a log show, as a workbook; its first sheet says of which part of the log, so that no figure goes round
without its filter."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from golive.apps.diagnosis.engine_io import words as said

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = list[tuple[Any, ...]]


def workbook(log: Any, part: Any, findings: list[Any], shown: dict[str, Any], cases: Any, lang: str) -> bytes:
    """`shown`: the context of the pages (steps and filter_name); `cases`: the page of cases, the longest first."""
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {"head": book.add_format({"bold": True, "bg_color": "#F0F2F5", "bottom": 1, "text_wrap": True})}
    formats["wrap"] = book.add_format({"text_wrap": True, "valign": "top"})
    figures = part.figures
    _sheet(
        book, formats, _("About"), (_("Point"), _("In figures and words")), _about(log, part, shown, cases), (24, 90)
    )
    _sheet(book, formats, _("Findings of the log"), *_findings(findings, lang), (70, 60, 8, 12, 12, 12))
    _sheet(book, formats, _("Variants"), *_variants(figures), (10, 10, 16, 120))
    _sheet(book, formats, _("Paths"), *_paths(figures), (30, 30, 10, 10, 16, 16, 16))
    head = (_("Case"), _("Events"), _("Begun"), _("Last event"), _("Duration"))
    lines = [tuple(c[name] for name in ("key", "events", "begun", "ended", "duration")) for c in cases.rows]
    _sheet(book, formats, _("Cases"), head, lines, (24, 10, 18, 18, 14))
    book.close()
    return buffer.getvalue()


def _sheet(
    book: Workbook, formats: dict[str, Any], name: str, head: tuple[str, ...], rows: Rows, wide: tuple[int, ...]
) -> None:
    sheet = book.add_worksheet(name[:31])
    for column, text in enumerate(head):
        sheet.write_string(0, column, text, formats["head"])
        sheet.set_column(column, column, wide[column])
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(number, column, value)
            elif value not in (None, ""):
                sheet.write_string(number, column, str(value), formats["wrap"])
    sheet.freeze_panes(1, 0)


def _about(log: Any, part: Any, shown: dict[str, Any], cases: Any) -> Rows:
    facts = part.figures["facts"]
    which = "；".join(shown["steps"]) if part.steps else _("The whole log")
    rows: Rows = [
        (_("Log"), log.name),
        (_("Process"), log.process),
        (_("Filter"), f"{shown['filter_name']}：{which}" if shown["filter_name"] else which),
        (_("Cases"), facts["cases"]),
        (_("Events"), facts["events"]),
        (_("Computed at"), f"{timezone.localtime(part.made_at):%Y-%m-%d %H:%M}"),
        (_("Hash of what was read"), log.log_hash),
    ]
    if cases.more:
        text = _("The %(n)s longest of %(all)s cases are listed.")
        rows.append((_("Cases"), text % {"n": f"{len(cases.rows):,}", "all": f"{cases.total:,}"}))
    return rows


def _findings(findings: list[Any], lang: str) -> tuple[tuple[str, ...], Rows]:
    head = (
        _("Finding"),
        _("Proposal"),
        "n",
        _("Days at stake"),
        _("Money at stake (yuan)"),
        _("Cases"),
    )
    return head, [
        (
            f.sentence.get(lang, ""),
            f.proposal.get(lang, ""),
            f.n,
            None if f.days is None else round(f.days, 1),
            None if f.cost_fen is None else f.cost_fen / 100,
            f.case_count,
        )
        for f in findings
    ]


def _variants(figures: dict[str, Any]) -> tuple[tuple[str, ...], Rows]:
    head = (_("Cases"), _("Share (%)"), _("Median duration"), _("Steps"))
    return head, [
        (v["cases"], round(100 * v["share"], 2), said.span(v["median"]), " → ".join(v["trace"]))
        for v in figures["variants"]
    ]


def _paths(figures: dict[str, Any]) -> tuple[tuple[str, ...], Rows]:
    head = (_("From"), _("To"), _("Times"), _("Cases"), _("Median"), _("Mean"), _("90 % below"))
    names = {n["id"]: n["name"] for n in figures["map"]["nodes"]}
    return head, [
        (
            names.get(e["from"], ""),
            names.get(e["to"], ""),
            e["n"],
            e["cases"],
            *(said.span(e[m]) for m in ("median", "mean", "p90")),
        )
        for e in figures["map"]["edges"]
    ]
