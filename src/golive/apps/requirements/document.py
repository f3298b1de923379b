"""The requirements document: every requirement that counts, process by process, as people put it into a binder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.requirements import queries
from golive.apps.requirements.models import FitAnswer, Process, Requirement
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.documents.content import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    KeyFigures,
    Note,
    Paragraph,
    Table,
)
from golive.foundation.signatures.models import Signature

Names = dict[tuple[int, str], list[Signature]]


def requirements_document(project: Project) -> Document:
    """The document in the language that is active now; it holds nothing that a member of the project may not read."""
    rows = list(queries.counting(project).select_related("department"))
    processes = list(Process.objects.filter(project=project).select_related("department").order_by("code"))
    answers, names = queries.answers(project), queries.names(project)
    sections: list[Block] = [_figures(project)]
    if not rows:
        sections.append(Note(_("No requirement has been written yet.")))
    for process in processes:
        mine = [r for r in rows if r.process_id == process.pk]
        sections += _process(process, mine, answers)
    if rows:
        sections += [Heading(_("Signatures")), _signatures(rows, names)]
    return Document(
        title=_("Requirements document"),
        project=project.name,
        day=clock.today(project.timezone),
        meta=((_("Client"), str(project.client)),),
        sections=tuple(sections),
        language=get_language() or project.language,
    )


def _figures(project: Project) -> KeyFigures:
    state = queries.progress(project)
    return KeyFigures(
        (
            Figure(_("Requirements"), str(state.total)),
            Figure(_("Signed"), str(state.signed)),
            Figure(_("Waiting for the vendor"), str(state.unanswered)),
            Figure(_("Effort (person-days)"), f"{state.effort:f}"),
        )
    )


def _process(process: Process, rows: list[Requirement], answers: dict[int, list[FitAnswer]]) -> Iterator[Block]:
    yield Heading(f"{process.code}  {process.name}")
    yield Paragraph(_("Department: %(name)s") % {"name": process.department})
    if process.description:
        yield Paragraph(process.description)
    for row in rows:
        yield Heading(f"{row.code}  {row.title}", 2)
        yield _facts(row)
        yield Paragraph(row.text)
        yield Heading(_("Acceptance criteria"), 3)
        yield Bullets(tuple(line for line in row.acceptance.splitlines() if line.strip()))
        valid = [a for a in answers.get(row.pk, []) if a.version.number == row.version]
        if valid and valid[-1].text:
            yield Note(_("Fit: %(text)s") % {"text": valid[-1].text})


def _facts(row: Any) -> Table:
    columns = (_("Department"), _("Priority"), _("Version"), _("State"), _("Fit"), _("Effort (person-days)"))
    effort = "" if row.effort is None else f"{row.effort:f}"
    state, fit = str(row.get_status_display()), str(row.get_fit_display())
    values = (str(row.department), str(row.get_priority_display()), str(row.version), state, fit, effort)
    return Table(columns, (values,), align="lccccr")


def _signatures(rows: list[Requirement], names: Names) -> Table:
    """Who signed the text that is printed here; the hash is what ties the name to it."""
    lines = [
        (
            f"{r.code} v{r.version}",
            str(s.signer),
            s.role_title,
            f"{timezone.localtime(s.at):%Y-%m-%d %H:%M}",
            s.content_hash[:16],
        )
        for r in rows
        for s in names.get((r.pk, r.content_hash), [])
    ]
    columns = (_("Requirement"), _("Signed by"), _("Role"), _("Signed at"), _("Hash of the text"))
    return Table(columns, tuple(lines), widths=(1.4, 1.2, 1.4, 1.6, 1.8), empty=_("Nothing has been signed yet."))
