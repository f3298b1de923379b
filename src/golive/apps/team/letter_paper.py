"""任命书/职责书 as a firm issues it: who, which places, which duties, both names below."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.team.models import Letter
from golive.apps.team.queries import READ
from golive.foundation.accounts.models import Party
from golive.foundation.documents.content import Document, Heading, Paragraph, Signer, SigningParty, Table
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.signatures import services as signatures


def letter_document(letter: Letter) -> Document:
    places = tuple(
        (str(Party(p["party"]).label), p["role"], p["department"], f"{p['availability']} %") for p in letter.places
    )
    duties = tuple(
        (d["id"], str(DUTIES[d["id"]].title), d["place"] or _("the whole project"), d["letters"]) for d in letter.duties
    )
    return Document(
        title=_("Letter of responsibility"),
        project=letter.project.name,
        number=f"{letter.project.code}-{letter.number:03d}",
        day=timezone.localdate(letter.issued_at),
        meta=((_("Client"), str(letter.project.client)), (_("For"), str(letter.person))),
        sections=(
            Paragraph(
                _("%(person)s holds these places in the project and answers for these duties.")
                % {"person": letter.person}
            ),
            Heading(_("Places")),
            Table((_("Party"), _("Role"), _("Department"), _("Availability")), places),
            Heading(_("Duties")),
            Table(
                (_("No."), _("Duty"), _("Where"), _("Letters")),
                duties,
                widths=(0.6, 4, 2, 0.8),
                empty=_("No duty is held at present."),
            ),
            Paragraph(_("A: accountable. R: responsible, does the work.")),
        ),
        signatures=_parties(letter),
        evidence_code=letter.content_hash,
        url=letter.get_absolute_url(),
        language=get_language() or letter.project.language,
        cover=False,
    )


def _parties(letter: Letter) -> tuple[SigningParty, ...]:
    def at(moment: Any) -> str:
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"

    issued = Signer(str(letter.issued_by), _("Issued"), at(letter.issued_at))
    read = tuple(Signer(str(s.signer), _("Acknowledged"), at(s.at)) for s in signatures.valid(letter, READ))
    return (
        SigningParty(str(letter.project.client), (issued,), label=_("Issued by")),
        SigningParty(str(letter.person), read, label=_("Acknowledged by")),
    )
