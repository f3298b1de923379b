"""The report on paper: the frozen sentences in the language asked for; the manager's words as he typed them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from golive.apps.reports.content import Line, Read, read
from golive.apps.reports.models import Light, Report
from golive.apps.reports.period import Kind
from golive.foundation.documents.content import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
)

LETTERS = {Kind.WEEKLY: "WR", Kind.MONTHLY: "MR", Kind.STEERING: "SC", Kind.PHASE: "PR"}
ROWS = 8  # of one sentence on paper; the record behind it has them all


def report_document(report: Report, language: str) -> Document:
    with override(language):
        said = read(report)
        return Document(
            title=f"{report.get_kind_display()} {report.shown_period}",
            subtitle=f"{report.content['first']} – {report.content['last']}",
            project=report.project.name,
            number=f"{report.project.code.upper()}-{LETTERS[Kind(report.kind)]}-{report.period}",
            day=(report.sent_at or report.made_at).astimezone(ZoneInfo(report.project.timezone)).date(),
            meta=tuple(_meta(report)),
            sections=tuple(_blocks(report, said)),
            evidence_code=report.content_hash,
            url=settings.BASE_URL
            + reverse("reports:reports-detail", kwargs={"project": report.project.code, "pk": report.pk}),
            language=language,
            cover=False,
            numbered=False,
        )


def _meta(report: Report) -> Iterator[tuple[str, str]]:
    yield _("Overall status"), light(report.shown_status)
    yield _("Facts up to"), _moment(report, datetime.fromisoformat(report.content["until"]))
    if report.sent_at:
        yield _("Sent"), f"{report.sent_by}, {_moment(report, report.sent_at)}"


def _moment(report: Report, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(report.project.timezone)):%Y-%m-%d %H:%M}"


def light(code: str) -> str:
    return str(Light(code).label)


def _blocks(report: Report, said: Read) -> Iterator[Block]:
    if report.state == Report.State.DRAFT:
        yield Note(_("Draft: not sent yet."), "warn")
    if said.contradictions:
        head = _("Typed, and denied by the records:")
        yield Note("\n".join([head, *(f"– {line.text}" for line in said.contradictions)]), "bad")
    if report.contradicts:
        facts = {"typed": light(report.shown_status), "proven": light(report.proven)}
        head = _("Entered as %(typed)s, but the evidence says %(proven)s:") % facts
        yield Note("\n".join([head, *(f"– {line.text}" for line in said.reasons)]), "bad")
    elif said.reasons:
        yield Heading(_("What stands behind the status"), 2)
        yield Bullets(tuple(line.text for line in said.reasons))
    yield KeyFigures(tuple(Figure(f["name"], f["value"]) for f in said.figures[:4]))
    if report.note:
        yield Heading(_("Note of the project manager"), 2)
        yield Paragraph(report.note)
    for chapter in said.chapters:
        yield Heading(chapter.name, 2)
        yield Bullets(tuple(_with_rows(line) for line in chapter.lines))
        if chapter.remark:
            yield Paragraph(_("Word of the project manager: %(text)s") % {"text": chapter.remark})


def _with_rows(line: Line) -> str:
    if not line.rows:
        return line.text
    comma = "；" if (get_language() or "").startswith("zh") else "; "
    rows = comma.join(label for label, _url in line.rows[:ROWS])
    more = line.count - min(ROWS, len(line.rows))
    return f"{line.text} {rows}" + (f"{comma}{_('and %(n)s more') % {'n': more}}" if more else "")
