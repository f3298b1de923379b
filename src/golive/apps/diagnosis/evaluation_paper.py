"""The evaluation report: what was promised, what was measured, the verdict, as a paper that a firm files."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.diagnosis.engine_io import comparison_words as said
from golive.apps.diagnosis.models import Evaluation
from golive.foundation import clock
from golive.foundation.documents.content import (
    Block,
    Bullets,
    Document,
    Heading,
    Note,
    Paragraph,
    Signer,
    SigningParty,
    Table,
)


def evaluation_document(row: Evaluation) -> Document:
    """In the language that is active now."""
    lang = "zh" if (get_language() or "zh").startswith("zh") else "en"
    shown = said.comparison(row.result, lang)
    sections: list[Block] = [Heading(_("The verdict"))]
    if not shown:
        sections.append(Note(_("The comparison has not been computed yet.")))
    else:
        sections += [Note(shown["verdict"], shown["tone"]), *(Paragraph(text) for text in shown["because"])]
        sections += _promised(row, shown["rows"])
        sections += [
            Heading(_("What is compared")),
            Table((_("Side"), _("Log and cases")), tuple(shown["sides"]), widths=(1, 6)),
            *_figures(shown["rows"]),
        ]
        if shown["notes"]:
            sections += [Heading(_("How to read it")), Bullets(tuple(shown["notes"]))]
    if row.conclusion:
        sections += [Heading(_("Conclusion in words")), Paragraph(row.conclusion)]
    return Document(
        title=title_of(row),
        subtitle=row.title,
        project=row.project.name,
        day=timezone.localtime(row.issued_at).date() if row.issued_at else clock.today(row.project.timezone),
        version="" if row.issued_at else _("Draft, not issued"),
        meta=(
            (_("Client"), str(row.project.client)),
            (_("Process"), row.before.process),
            (_("Trial run began") if row.is_trial else _("Go-live"), f"{row.go_live:%Y-%m-%d}"),
            (_("Evaluated"), _when(row)),
        ),
        sections=tuple(sections),
        signatures=(SigningParty(str(row.project.client), _signers(row)),),
        evidence_code=row.result.get("code", ""),
        url=row.get_absolute_url(),
        language=get_language() or row.project.language,
    )


def title_of(row: Evaluation) -> str:
    """A trial run is no evaluation of the effect, and its paper does not call itself one."""
    return str(_("Report on the trial run")) if row.is_trial else str(_("Evaluation report"))


def _when(row: Evaluation) -> str:
    if row.ends is None:
        return str(_("Before go-live, by the trial run"))
    return _("%(n)s days after go-live, up to %(day)s") % {"n": row.horizon, "day": f"{row.ends:%Y-%m-%d}"}


def _promised(row: Evaluation, rows: list[dict[str, Any]]) -> list[Block]:
    """The objective as the sponsor signed it, and beside it what the two logs show of the same thing."""
    out: list[Block] = [Heading(_("What was promised, and what the records show"))]
    lines, o = [], row.objective
    if o is not None:
        lines.append((_("Objective"), str(o)))
        lines.append((_("Indicator"), o.indicator))
        lines.append((_("Promised"), f"{_plain(o.baseline)} → {_plain(o.target)} {o.unit}"))
    if row.target_days is not None:
        lines.append(
            (_("Target of this evaluation"), _("a median of %(n)s working days") % {"n": _plain(row.target_days)})
        )
    if not lines:
        return [*out, Paragraph(_("No objective is named."))]
    main = rows[0]
    if main["said"]:
        lines.append((main["name"], main["said"]))
    if main["met"] is not None:
        lines.append((_("Target reached"), str(_("yes") if main["met"] else _("no"))))
    return [*out, Table((_("Point"), _("In figures and words")), tuple(lines), widths=(2, 5))]


def _plain(number: Decimal) -> str:
    """3, not 3.00."""
    return f"{number.normalize():f}"


def _figures(rows: list[dict[str, Any]]) -> list[Block]:
    columns = (
        _("Figure"),
        _("Old way"),
        _("New way"),
        _("Difference"),
        _("95 % interval"),
        _("Effect size"),
        _("Verdict"),
    )
    lines = tuple(
        (r["name"], r["before"], r["after"], r["difference"], r["interval"], r["effect"], r["verdict"]) for r in rows
    )
    return [
        Heading(_("Figures before and after")),
        Table(columns, lines, align="lrrrrll", widths=(2.2, 1, 1, 1.2, 1.9, 1.1, 1.3)),
        Paragraph(_("Durations are medians in working days (d); shares in per cent of the cases.")),
    ]


def _signers(row: Evaluation) -> tuple[Signer, ...]:
    if row.issued_by is None or row.issued_at is None:
        return ()
    return (Signer(str(row.issued_by), _("Issued"), f"{timezone.localtime(row.issued_at):%Y-%m-%d %H:%M}"),)
