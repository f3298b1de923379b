"""The evaluation report: what was promised, what was measured, the verdict, as a paper that a firm files."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.diagnosis.engine_io import words as said
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
        sections += [Note(shown["verdict"], shown["tone"]), Bullets(tuple(shown["because"]))]
        sections += [Heading(_("What was promised")), Paragraph(_promised(row))]
        sections += [Heading(_("What is compared")), Table((_("Side"), _("Cases")), tuple(shown["sides"]))]
        columns = (
            _("Figure"),
            _("Before go-live"),
            _("After go-live"),
            _("Difference"),
            _("95 % interval"),
            _("Effect"),
            _("Verdict"),
        )
        lines = tuple(
            (r["name"], r["before"], r["after"], r["difference"], r["interval"], r["effect"], r["verdict"])
            for r in shown["rows"]
        )
        sections += [
            Heading(_("Figures before and after")),
            Table(columns, lines, align="lrrrrll", widths=(2, 1, 1, 1, 1.6, 1, 1.2)),
        ]
        if shown["notes"]:
            sections.append(Bullets(tuple(shown["notes"])))
    if row.conclusion:
        sections += [Heading(_("Conclusion in words")), Paragraph(row.conclusion)]
    return Document(
        title=_("Evaluation report"),
        subtitle=row.title,
        project=row.project.name,
        day=clock.today(row.project.timezone),
        meta=((_("Client"), str(row.project.client)), (_("After go-live"), str(row.get_horizon_display()))),
        sections=tuple(sections),
        signatures=(SigningParty(str(row.project.client), _signers(row)),),
        evidence_code=row.result.get("code", ""),
        url=row.get_absolute_url(),
        language=get_language() or row.project.language,
    )


def _promised(row: Evaluation) -> str:
    parts = []
    if row.objective is not None:
        o = row.objective
        parts.append(f"{o}: {o.indicator} {o.baseline:g} → {o.target:g} {o.unit}")
    if row.target_days is not None:
        parts.append(_("Target: a median of %(n)s working days") % {"n": f"{row.target_days:g}"})
    return "\n".join(parts) or _("No objective is named.")


def _signers(row: Evaluation) -> tuple[Signer, ...]:
    if row.issued_by is None or row.issued_at is None:
        return ()
    return (Signer(str(row.issued_by), _("Issued"), f"{timezone.localtime(row.issued_at):%Y-%m-%d %H:%M}"),)
