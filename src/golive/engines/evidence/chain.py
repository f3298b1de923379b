"""Hash chains: each entry carries the hash of the one before it, so nothing can be changed or taken out unseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from golive.engines.evidence.canonical import content_hash

AUDIT_FORMAT = "golive-audit"
ENTRY_FIELDS = frozenset({"seq", "at", "actor_name", "action", "subject", "detail", "prev_hash", "hash"})


@dataclass(frozen=True)
class Problem:
    """Something that does not hold. `where` points at it; `params` fill the sentence of the code."""

    code: str
    where: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} at {self.where or '/'}" + (f" ({facts})" if facts else "")


def entry_hash(entry: Mapping[str, object]) -> str:
    """The hash an entry must carry: over its canonical JSON without the key "hash"."""
    return content_hash({name: value for name, value in entry.items() if name != "hash"})


def verify_entries(entries: Iterable[Mapping[str, object]]) -> list[Problem]:
    """Every break of the chain: hash_differs, chain_broken, seq_gap, field_missing. An excerpt may start at any seq."""
    problems: list[Problem] = []
    before: Mapping[str, object] | None = None
    for place, entry in enumerate(entries):
        where = f"entries/{place}"
        problems += _entry_problems(entry, before, where)
        before = entry
    return problems


def _entry_problems(entry: Mapping[str, object], before: Mapping[str, object] | None, where: str) -> list[Problem]:
    missing = sorted(ENTRY_FIELDS - entry.keys())
    if missing:
        return [Problem("field_missing", where, {"fields": ", ".join(missing)})]
    problems = []
    if _hash_or_none(entry) != entry["hash"]:
        problems.append(Problem("hash_differs", where, {"seq": entry["seq"]}))
    seq = entry["seq"]
    if not isinstance(seq, int) or isinstance(seq, bool):
        return [*problems, Problem("seq_not_a_number", where)]
    if before is not None and entry["prev_hash"] != before.get("hash"):
        problems.append(Problem("chain_broken", where, {"seq": seq}))
    if before is not None and isinstance(before.get("seq"), int) and seq != before["seq"] + 1:  # type: ignore[operator]
        problems.append(Problem("seq_gap", where, {"seq": seq, "before": before["seq"]}))
    return problems


def _hash_or_none(entry: Mapping[str, object]) -> str | None:
    try:
        return entry_hash(entry)
    except (TypeError, ValueError):
        return None


def verify_audit(document: Mapping[str, object]) -> list[Problem]:
    """Check an exported audit chain {"format": "golive-audit", "entries": [...]}."""
    if document.get("format") != AUDIT_FORMAT:
        return [Problem("not_an_audit_chain", "format")]
    entries = document.get("entries")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return [Problem("not_an_audit_chain", "entries")]
    if not entries:
        return [Problem("chain_empty", "entries")]
    return verify_entries(entries)
