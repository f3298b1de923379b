"""Decisions against the audit trail that sealed them: whether what is shown today is what was decided then."""

from __future__ import annotations

from collections.abc import Mapping

from golive.engines.evidence.canonical import content_hash
from golive.engines.evidence.chain import Problem, verify_audit

FORMAT = "golive-decisions"
SEAL = "evidence_code"  # in the detail of the line that recorded a decision


def verify_decisions(document: Mapping[str, object]) -> list[Problem]:
    """Check {"format": "golive-decisions", "decisions": [{"code", "facts"}], "audit": a whole audit chain}.

    Problems of the chain, then: decision_not_sealed (no line carries the hash of its facts: it was changed, or it was
    decided before codes were sealed), decision_left_out (a line seals a decision that the file does not hold),
    not_decisions (another shape). Facts are hashed as canonical JSON (sha256)."""
    audit, decisions = document.get("audit"), document.get("decisions")
    if document.get("format") != FORMAT or not isinstance(audit, Mapping) or not isinstance(decisions, list):
        return [Problem("not_decisions", "format")]
    if not all(_is_decision(each) for each in decisions):
        return [Problem("not_decisions", "decisions")]
    problems = verify_audit(audit)
    sealed = _sealed(audit)
    held = set()
    for place, decision in enumerate(decisions):
        code = content_hash(decision["facts"])
        held.add(code)
        if code not in sealed:
            problems.append(Problem("decision_not_sealed", f"decisions/{place}", {"code": decision["code"]}))
    for code, entry in sealed.items():
        if code not in held:
            where, facts = f"audit/entries/{entry.get('seq')}", {"label": entry.get("subject_label", "")}
            problems.append(Problem("decision_left_out", where, facts))
    return problems


def _is_decision(each: object) -> bool:
    return isinstance(each, dict) and isinstance(each.get("facts"), dict) and isinstance(each.get("code"), str)


def _sealed(audit: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    """Code -> the first line that carries it."""
    found: dict[str, Mapping[str, object]] = {}
    entries = audit.get("entries")
    for entry in entries if isinstance(entries, list) else []:
        detail = entry.get("detail") if isinstance(entry, dict) else None
        code = detail.get(SEAL) if isinstance(detail, dict) else None
        if isinstance(code, str):
            found.setdefault(code, entry)
    return found
