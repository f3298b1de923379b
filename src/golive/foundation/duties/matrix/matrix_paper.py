"""The responsibility matrix on paper, 职责矩阵: what the letters mean, who has them, what is amiss, and both parties' signatures.
It says exactly what the page shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.foundation.accounts.models import Party
from golive.foundation.documents.content import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    SigningParty,
    Table,
    Version,
)
from golive.foundation.duties.lines import address
from golive.foundation.duties.matrix.excel import people_words
from golive.foundation.duties.matrix.matrix import PARTIES, Matrix, Row
from golive.foundation.duties.matrix.matrix_differences import differences
from golive.foundation.duties.models import MatrixIssue


def matrix_paper(found: Matrix, reader: Any) -> Document:
    """In the language that is active now."""
    project = found.project
    issues = list(MatrixIssue.objects.filter(project=project).select_related("by").order_by("number"))
    issues = [i for i in issues if i.at.astimezone(ZoneInfo(project.timezone)).date() <= found.day]
    meta = [
        (_("Client"), str(project.client)),
        (_("State of"), found.day.isoformat()),
        (_("Shown"), _("; ").join(found.asked) if found.asked else _("All duties of the project")),
        (_("Printed by"), str(reader)),
    ]
    return Document(
        title=_("Responsibility matrix"),
        project=project.name,
        number=f"{project.code.upper()}-RACI-{found.day:%Y%m%d}",
        version=str(issues[-1].number) if issues else _("not issued yet"),
        day=found.day,
        meta=tuple(meta),
        versions=tuple(_version(i, project) for i in issues),
        sections=tuple(_sections(found, issues)),
        signatures=tuple(SigningParty(name) for name in _sides(found)),
        evidence_code=issues[-1].content_hash if issues else "",
        url=settings.BASE_URL + address("duties:matrix", project),
        language=get_language() or project.language,
    )


def _version(issue: MatrixIssue, project: Any) -> Version:
    day = f"{issue.at.astimezone(ZoneInfo(project.timezone)):%Y-%m-%d}"
    return Version(str(issue.number), day, str(issue.by), issue.note or _("Issued"))


def _sections(found: Matrix, issues: list[MatrixIssue]) -> Iterator[Block]:
    yield Heading(_("What the letters mean"))
    yield Bullets(tuple(meanings()))
    yield Paragraph(_("Abbreviations of the parties: %(parties)s.") % {"parties": _abbreviations()})
    yield KeyFigures(
        (
            Figure(_("Duties"), str(len(found.rows))),
            Figure(_("Nobody accountable"), str(found.faults.get("gap", 0))),
            Figure(_("Two accountable"), str(found.faults.get("double", 0))),
            Figure(_("Must be apart"), str(found.faults.get("conflict", 0))),
        )
    )
    yield Heading(_("Who has which letter"))
    if not found.rows:
        yield Note(_("No duty fits what was asked for."))
    for name, rows in found.parties:
        yield Heading(f"{name}", 2)
        yield _table(rows)
    yield from _amiss(found)
    yield from _changes(found)


def meanings() -> list[str]:
    return [
        _("A, accountable: answers for the duty; exactly one person for each duty and place."),
        _("R, responsible: does the work; what R does is what proves the duty."),
        _("C, consulted: is asked before it is done."),
        _("I, informed: is told of the result."),
    ]


def _abbreviations() -> str:
    return _(", ").join(f"{p.value} {p.label}" for p in PARTIES)


def _table(rows: list[Row]) -> Table:
    columns = (_("No."), _("Duty"), _("Persons"), *(p.value for p in PARTIES), _("State now"))
    lines = tuple(
        (
            row.duty.id,
            f"{row.duty.title}\n{row.cadence}",
            people_words(row.spots).replace("　", "\n"),
            *(" ".join(given.letters) for given in row.letters),
            row.status,
        )
        for row in rows
    )
    widths = (1.1, 4.4, 3.1, *(0.62 for _p in PARTIES), 1.7)
    return Table(columns, lines, align="cll" + "c" * len(PARTIES) + "c", widths=widths)


def _amiss(found: Matrix) -> Iterator[Block]:
    yield Heading(_("Gaps and conflicts"))
    lines = tuple((row.duty.id, mark.short, mark.text) for row in found.rows for mark in row.marks)
    columns = (_("No."), _("Amiss"), _("In words"))
    yield Table(columns, lines, "cll", (1, 2.4, 11), empty=_("No gap, no double, no conflict."))


def _changes(found: Matrix) -> Iterator[Block]:
    yield Heading(_("Differences from the template"))
    lines = tuple((c.duty.id, c.what, c.template, c.here, f"{c.reason} ({c.who}, {c.day})") for c in differences(found))
    columns = (_("No."), _("Point"), _("In the template"), _("In this project"), _("Reason"))
    none = _("The project holds all duties as its template has them.")
    yield Table(columns, lines, "cllll", (1, 2, 3.6, 3.6, 5), empty=none)


def _sides(found: Matrix) -> list[str]:
    """The client, and the organisation of the vendor's people; a line to write on where none is known."""
    vendors = (m.person for m in found.picture.members if m.party == Party.VENDOR and m.person.organisation_id)
    vendor = next(vendors, None)
    return [str(found.project.client), str(vendor.organisation) if vendor else ""]
