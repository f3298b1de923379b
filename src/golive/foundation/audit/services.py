"""The one way to write, to read and to verify the audit trail."""

from __future__ import annotations

from typing import Any

from django.db import models

from golive.engines.evidence.canonical import content_hash
from golive.foundation import clock
from golive.foundation.audit.models import Entry, Head


def chain_of(project: Any) -> str:
    return f"project:{project.pk}" if project is not None else ""


def subject_key(subject: models.Model) -> str:
    return f"{subject._meta.label_lower}:{subject.pk}"


def record(actor: Any, action: str, subject: models.Model, *, project: Any = None, detail: dict[str, Any]) -> Entry:
    """Add one line to the project's chain. Call it inside the transaction of the change."""
    chain = chain_of(project)
    Head.objects.get_or_create(chain=chain)
    head = Head.objects.select_for_update().get(chain=chain)
    entry = Entry(
        chain=chain,
        seq=head.seq + 1,
        at=clock.now(),
        actor=actor if actor is not None and actor.pk else None,
        actor_name=str(actor)[:150],
        action=action,
        subject=subject_key(subject),
        subject_label=str(subject)[:200],
        detail=detail,
        prev_hash=head.hash,
    )
    entry.hash = content_hash(content(entry))
    entry.save(force_insert=True)
    Head.objects.filter(chain=chain).update(seq=entry.seq, hash=entry.hash)
    return entry


def content(entry: Entry) -> dict[str, Any]:
    """What the hash covers: everything a reader relies on."""
    return {
        "chain": entry.chain,
        "seq": entry.seq,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor_name": entry.actor_name,
        "action": entry.action,
        "subject": entry.subject,
        "subject_label": entry.subject_label,
        "detail": entry.detail,
        "prev_hash": entry.prev_hash,
    }


def entries_for(subject: models.Model) -> models.QuerySet[Entry]:
    return Entry.objects.filter(subject=subject_key(subject)).select_related("actor").order_by("id")


def entries_of(project: Any) -> models.QuerySet[Entry]:
    """The whole trail of a project (or, for None, of the installation), newest first."""
    return Entry.objects.filter(chain=chain_of(project)).select_related("actor").order_by("-seq")


def export(project: Any) -> dict[str, Any]:
    """The chain as a document that `golive verify` re-checks off line."""
    rows = Entry.objects.filter(chain=chain_of(project)).order_by("seq").iterator()
    return {"format": "golive-audit", "version": 1, "entries": [{**content(e), "hash": e.hash} for e in rows]}


def verify() -> list[str]:
    """Re-compute every chain; return what is wrong in words (empty: all is as written)."""
    problems = []
    for head in Head.objects.order_by("chain"):
        expected, previous = 0, ""
        for entry in Entry.objects.filter(chain=head.chain).order_by("seq").iterator():
            expected += 1
            if entry.seq != expected:
                problems.append(f"{head.chain or 'installation'}: line {expected} is missing before {entry.seq}")
                expected = entry.seq
            elif entry.prev_hash != previous:
                problems.append(f"{entry}: does not follow the line before it")
            if content_hash(content(entry)) != entry.hash:
                problems.append(f"{entry}: was changed after it was written")
            previous = entry.hash
        if (expected, previous) != (head.seq, head.hash):
            problems.append(f"{head.chain or 'installation'}: ends at line {expected}, but {head.seq} were written")
    return problems
