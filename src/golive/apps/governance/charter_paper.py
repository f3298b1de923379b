"""项目章程 on paper: what both sides sign; for the client's own people with its annex."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from golive.apps.governance.charter import frozen, readable
from golive.apps.governance.models import Charter
from golive.apps.governance.models.charter import TEXTS
from golive.apps.governance.queries import signed_sides
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.documents.content import (
    Block,
    Document,
    Heading,
    Note,
    Paragraph,
    Signer,
    SigningParty,
    Table,
    Version,
)


def charter_document(charter: Charter, language: str, *, inside: bool) -> Document:
    with override(language):
        draft = charter.state == Charter.State.DRAFT
        return Document(
            title=_("Project charter"),
            project=charter.project.name,
            number=f"{charter.project.code.upper()}-PC",
            version=charter.label,
            day=timezone.localdate(charter.issued_at or charter.made_at),
            meta=((_("Client"), str(charter.project.client)), (_("State"), charter.get_state_display())),
            versions=tuple(_versions(charter)),
            sections=tuple(_blocks(charter, inside=inside)),
            signatures=() if draft else tuple(_sides(charter)),
            evidence_code="" if draft else charter.content_hash,
            url=settings.BASE_URL + charter.get_absolute_url(),
            language=language,
        )


def _versions(charter: Charter) -> Iterator[Version]:
    rows = Charter.objects.filter(project=charter.project, number__gt=0, number__lte=charter.number)
    for row in rows.select_related("made_by").order_by("number"):
        day = f"{timezone.localtime(row.issued_at):%Y-%m-%d}" if row.issued_at else ""
        yield Version(row.label, day, str(row.made_by), row.note)


def _blocks(charter: Charter, *, inside: bool) -> Iterator[Block]:
    draft = charter.state == Charter.State.DRAFT
    content, annex = frozen(charter.project, charter.shared) if draft else (charter.content, charter.annex)
    if draft:
        yield Note(_("A draft. Nobody has signed it."), "warn")
    for name in TEXTS:
        if text := getattr(charter, name):
            yield Heading(_capital(str(Charter._meta.get_field(name).verbose_name)))
            yield Paragraph(text)
    yield from _tables(content)
    if inside and annex:
        yield Heading(_("Annex of the client"))
        yield Note(_("Not part of what the vendor signs. Keep it inside the firm."), "warn")
        yield from _tables(annex, 2)


def _tables(parts: list[dict[str, Any]], level: int = 1) -> Iterator[Block]:
    for part in readable(parts):
        yield Heading(part["title"], level)
        yield Table(tuple(_capital(c) for c in part["columns"]), tuple(tuple(row) for row in part["rows"]))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sides(charter: Charter) -> Iterator[SigningParty]:
    """甲方 and 乙方; where nobody has signed, the lines to sign on paper."""
    names = signed_sides(charter)
    client = tuple(_signer(s) for s in names[Party.SPONSOR])
    vendors = access.people_as(charter.project, Party.VENDOR)
    firm = next((str(p.organisation) for p in vendors if p.organisation), _("Vendor"))
    yield SigningParty(str(charter.project.client), client)
    yield SigningParty(firm, tuple(_signer(s) for s in names[Party.VENDOR]))


def _signer(signature: Any) -> Signer:
    at = f"{timezone.localtime(signature.at):%Y-%m-%d %H:%M}"
    return Signer(str(signature.signer), signature.role_title, at, signature.comment)
