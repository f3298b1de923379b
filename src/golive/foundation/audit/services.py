"""The one way to write, to read and to verify the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from golive.engines.evidence.canonical import content_hash
from golive.foundation import clock
from golive.foundation.audit.models import Entry, Head
from golive.foundation.words import Words, words

KEPT = 20  # faults that are kept with a chain; one is enough to distrust it


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


def entries_about(subjects: Iterable[str]) -> models.QuerySet[Entry]:
    """The lines about several records, named as `subject_key` does, newest first."""
    return Entry.objects.filter(subject__in=list(subjects)).select_related("actor").order_by("-id")


def entries_of(project: Any) -> models.QuerySet[Entry]:
    """The whole trail of a project (or, for None, of the installation), newest first."""
    return Entry.objects.filter(chain=chain_of(project)).select_related("actor").order_by("-seq")


def last_acts(project: Any) -> dict[int, datetime]:
    """Person → when he last did anything on record in the project. One query."""
    rows = Entry.objects.filter(chain=chain_of(project), actor__isnull=False).order_by()
    return dict(rows.values_list("actor_id").annotate(models.Max("at")))


def ends(projects: Iterable[Any]) -> dict[int, int]:
    """Project → the number of its last line: whether anything was done since somebody looked. One query."""
    chains = {chain_of(p): p.pk for p in projects}
    return {chains[c]: seq for c, seq in Head.objects.filter(chain__in=chains).values_list("chain", "seq")}


def export(project: Any) -> dict[str, Any]:
    """The chain as a document that `golive verify` re-checks off line."""
    rows = Entry.objects.filter(chain=chain_of(project)).order_by("seq").iterator()
    return {"format": "golive-audit", "version": 1, "entries": [{**content(e), "hash": e.hash} for e in rows]}


def verify() -> list[str]:
    """Re-compute every chain; return what is wrong in words (empty: all is as written)."""
    return [str(problem) for head in Head.objects.order_by("chain") for problem in _problems(head)]


def verify_chain(project: Any) -> list[Words]:
    """Re-compute the chain of one project now; nothing is written."""
    head = Head.objects.filter(chain=chain_of(project)).first()
    return _problems(head) if head else []


def check_all() -> int:
    """Re-compute every chain and keep, beside its head, when that was and what was wrong; give the number of faults."""
    found = 0
    for head in Head.objects.order_by("chain"):
        problems = _problems(head)
        kept = [p.to_json() for p in problems[:KEPT]]
        Head.objects.filter(pk=head.pk).update(checked_at=clock.now(), checked_seq=head.seq, faults=kept)
        found += len(problems)
    return found


def last_check(project: Any) -> Head | None:
    """The head of the project's chain with the outcome of its last check: checked_at, checked_seq, faults."""
    return Head.objects.filter(chain=chain_of(project), checked_at__isnull=False).first()


def _problems(head: Head) -> list[Words]:
    """Every break of one chain up to its head; lines written meanwhile are left for the next time."""
    name, problems = head.chain or "installation", []
    expected, previous = 0, ""
    for entry in Entry.objects.filter(chain=head.chain, seq__lte=head.seq).order_by("seq").iterator():
        expected += 1
        if entry.seq != expected:
            problems.append(words("%(chain)s: line %(seq)s is missing", chain=name, seq=expected))
            expected = entry.seq
        elif entry.prev_hash != previous:
            problems.append(
                words("%(chain)s: line %(seq)s does not follow the one before it", chain=name, seq=entry.seq)
            )
        if content_hash(content(entry)) != entry.hash:
            problems.append(
                words("%(chain)s: line %(seq)s was changed after it was written", chain=name, seq=entry.seq)
            )
        previous = entry.hash
    if expected != head.seq:
        problems.append(
            words(
                "%(chain)s: ends at line %(seq)s, but %(written)s were written",
                chain=name,
                seq=expected,
                written=head.seq,
            )
        )
    elif previous != head.hash:
        problems.append(
            words("%(chain)s: its last line %(seq)s is not the one that was written", chain=name, seq=expected)
        )
    return problems
