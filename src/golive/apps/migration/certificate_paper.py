"""The certificate as a paper for people: figures by object, reasons, signatures, and how it is checked."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from golive.apps.migration.models import Certificate, Reconciliation
from golive.apps.migration.targets import KEYS, LIMITS
from golive.foundation.documents.content import Document, Heading, Note, Paragraph, Signer, SigningParty, Table

STATES = ("LOADED", "MERGED", "EXCLUDED", "REJECTED")


def document(certificate: Certificate, content: dict[str, Any], statements: list[Reconciliation]) -> Document:
    """In the language of the project."""
    project = certificate.project
    with translation.override(project.language):
        return Document(
            title=_("Migration certificate"),
            project=project.name,
            subtitle=str(certificate.cycle),
            number=certificate.cycle.system,
            day=certificate.issued_at.date(),
            meta=((_("ERP"), content["target"]["name"]), (_("Issued by"), content["issued_by"])),
            sections=(
                Heading(_("Every record is accounted for")),
                Table(
                    (_("Object"), _("Records"), _("Loaded"), _("Merged"), _("Left out"), _("Rejected")),
                    tuple(_figures(s) for s in statements),
                    align="lrrrrr",
                ),
                Heading(_("Control totals")),
                Table(
                    (_("Object"), _("Figure"), _("Source"), _("Of it loaded"), _("In the ERP")),
                    _all_totals(statements),
                    align="llrrr",
                    empty=_("No control totals are set up."),
                ),
                Heading(_("Why records were not loaded")),
                Table(
                    (_("Object"), _("Reason"), _("Records")),
                    _reasons(content, statements),
                    align="llr",
                    empty=_("Every record was loaded."),
                ),
                *_compared(statements),
                Heading(_("What this ERP guarantees of a load")),
                Paragraph(str(KEYS.get(content["target"]["guarantee"], ""))),
                *(Paragraph(str(LIMITS[limit])) for limit in content["target"].get("limits", ()) if limit in LIMITS),
                Note(_("This paper is the printed form. What counts is the JSON file: it names every record and is checked "
                       "with “golive verify”, also without this system."), "info"),
                Paragraph(_("Fingerprint of the sealing key: %(fingerprint)s") % {"fingerprint": certificate.fingerprint}),
            ),
            signatures=(
                SigningParty(
                    str(project.client),
                    tuple(Signer(s["person"], s["role"], s["at"][:16].replace("T", " ")) for s in content["signatures"]),
                ),
            ),
            evidence_code=certificate.content_hash,
            language=project.language,
        )  # fmt: skip


def _figures(statement: Reconciliation) -> tuple[str, ...]:
    shown = (statement.rows, *(statement.by_state.get(state, 0) for state in STATES))
    return (str(statement.data_object), *(f"{n:,}" for n in shown))


def _compared(statements: list[Reconciliation]) -> list[Any]:
    """How the comparison was made, where it was not simply field by field."""
    lines = [f"{s.data_object}：{line}" for s in statements for line in remarks_in_words(s.remarks)]
    return [Heading(_("How fields were compared")), *map(Paragraph, lines)] if lines else []


def remarks_in_words(remarks: dict[str, Any]) -> list[str]:
    """Blanks that the ERP keeps as something else, and fields that it cannot give back."""
    lines = [blank_in_words(each) for each in remarks.get("kept_blanks", ())]
    if names := remarks.get("not_compared"):
        said = _("Not compared, because the ERP cannot give it back: %(fields)s.")
        lines.append(said % {"fields": "、".join(names)})
    return lines


def blank_in_words(each: dict[str, Any]) -> str:
    if not each["as"]:
        said = _(
            "%(records)s blanks in “%(field)s” were filled by the ERP with a value of its own; they count as equal."
        )
    else:
        said = _("%(records)s blanks in “%(field)s” stand in the ERP as %(as)s, which it keeps where nothing is given; "
                 "they count as equal.")  # fmt: skip
    return said % each


def _all_totals(statements: list[Reconciliation]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (str(s.data_object), label(s, total["name"]), total["source"], total["by_state"]["LOADED"], total["target"])
        for s in statements
        for total in s.totals
    )


def label(statement: Reconciliation, name: str) -> str:
    """A control total in the reader's words."""
    for each in statement.data_object.preparation.get("totals", []):
        if each["name"] == name and "label" in each:
            return str(each["label"]["zh" if (translation.get_language() or "zh").startswith("zh") else "en"])
    return name


def _reasons(content: dict[str, Any], statements: list[Reconciliation]) -> tuple[tuple[str, ...], ...]:
    names = {s.data_object.key: str(s.data_object) for s in statements}
    rows = []
    for each in content["objects"]:
        counted = Counter(row[4][:120] for row in each["dispositions"] if row[1] in ("REJECTED", "EXCLUDED"))
        rows += [(names[each["name"]], reason, str(n)) for reason, n in counted.most_common(20)]
    return tuple(rows)
