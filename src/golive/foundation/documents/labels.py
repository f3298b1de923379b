"""The fixed words of documents, in the language of the document."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from golive.foundation.documents.content import Document


def labels(document: Document) -> dict[str, str]:
    with override(document.language):
        return {
            "project": _("Project"),
            "number": _("Document number"),
            "version": _("Version"),
            "date": _("Date"),
            "author": _("Author"),
            "change": _("What changed"),
            "versions": _("Versions"),
            "signatures": _("Signatures"),
            "signature": _("Signature"),
            "role": _("Role"),
            "opinion": _("Opinion"),
            "signed_at": _("Signed electronically"),
            "seal": _("(Seal)"),
            "evidence": _("Evidence code"),
            "evidence_note": _("With this code the document is checked against its record, also off line."),
            "link": _("Record"),
        }


def party_label(document: Document, position: int) -> str:
    """甲方, 乙方, 丙方 …, unless the party names itself."""
    given = document.signatures[position].label
    if given:
        return given
    with override(document.language):
        names = [_("Party A"), _("Party B"), _("Party C"), _("Party D")]
    return names[position] if position < len(names) else str(position + 1)


def cover_rows(document: Document) -> list[tuple[str, str]]:
    """The rows of the cover: what every document says about itself, then what this one adds."""
    words = labels(document)
    own = [
        (words["project"], document.project),
        (words["number"], document.number),
        (words["version"], document.version),
        (words["date"], document.day.isoformat() if document.day else ""),
    ]
    return [(label, value) for label, value in own if value] + list(document.meta)
