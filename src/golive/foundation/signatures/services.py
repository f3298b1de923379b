"""Put a name under a record; ask whose names are under it now. Called from use cases, which audit it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.audit.services import subject_key
from golive.foundation.errors import Refused
from golive.foundation.signatures.models import Signable, Signature


def sign(
    actor: Any, record: Any, *, meaning: str, comment: str = "", seen_hash: str = "", party: str = ""
) -> Signature:
    """Sign the record as it stands. `seen_hash` is the hash the signer had before his eyes: if the
    text changed meanwhile, nothing is signed and he is asked to read it again. `party`: for which of
    his parties he signs, where that matters."""
    if seen_hash and seen_hash != record.content_hash:
        raise Refused(
            "text_changed",
            _("The text changed while you were reading. Nothing was signed; read it again, then sign."),
        )
    if valid(record, meaning).filter(signer=actor).exists():
        raise Refused("signed_already", _("You have signed exactly this text already."))
    places = [m for m in access.memberships(actor, record.project) if not party or m.party == party]
    return Signature.objects.create(
        project=record.project,
        subject=subject_key(record),
        subject_label=str(record)[:200],
        meaning=meaning,
        content=record.signed_content(),
        content_hash=record.content_hash,
        signer=actor,
        role_title=places[0].role_title if places else "",
        party=places[0].party if places else "",
        comment=comment,
        at=clock.now(),
    )


def all_for(record: Any) -> QuerySet[Signature]:
    return Signature.objects.filter(subject=subject_key(record)).select_related("signer")


def valid(record: Any, meaning: str) -> QuerySet[Signature]:
    """Signatures under the text as it stands now."""
    return all_for(record).filter(content_hash=record.content_hash, meaning=meaning)


def outdated(record: Any) -> QuerySet[Signature]:
    """Signatures under an earlier text."""
    return all_for(record).exclude(content_hash=record.content_hash)


def signed(rows: QuerySet[Any], meaning: str) -> QuerySet[Any]:
    """`rows` with a column `is_signed`: whether each carries a valid signature."""
    label = rows.model._meta.label_lower
    names = Signature.objects.filter(
        subject=Concat(Value(f"{label}:"), Cast(OuterRef("pk"), CharField())),
        content_hash=OuterRef("content_hash"),
        meaning=meaning,
    )
    return rows.annotate(is_signed=Exists(names))


def under(records: Iterable[Signable], meaning: str) -> dict[int, list[Signature]]:
    """Valid signatures of many records in one query, by the key of the record."""
    by_subject = {subject_key(r): r for r in records}
    found: dict[int, list[Signature]] = {r.pk: [] for r in by_subject.values()}
    rows = Signature.objects.filter(subject__in=by_subject, meaning=meaning).select_related("signer")
    for s in rows.order_by("id"):
        record = by_subject[s.subject]
        if s.content_hash == record.content_hash:
            found[record.pk].append(s)
    return found
