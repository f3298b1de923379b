"""A certificate checked off line: hashes, chain, seal, arithmetic, key sets and totals, all computed again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from golive.engines.evidence.chain import Problem
from golive.engines.evidence.seal import verify_seal
from golive.engines.migration.certificate import FORMAT, VERSION, hash_of, keys_hash, sealed_hash
from golive.engines.migration.ledger import OPEN, State
from golive.engines.migration.reconcile import EXPLAINABLE

_STATES = {state.value for state in State}
_OPEN = {state.value for state in OPEN}


def verify(
    certificate: Mapping[str, Any],
    trusted_fingerprint: str | None = None,
    previous: Mapping[str, Any] | None = None,
) -> list[Problem]:
    """Everything that does not hold; an empty list means that nothing was found. `previous` is the certificate that this
    one says it follows. Never raises for a malformed certificate."""
    if certificate.get("format") != FORMAT:
        return [Problem("not_a_certificate", "format")]
    if certificate.get("version") != VERSION:
        return [Problem("unknown_version", "version", {"version": certificate.get("version")})]
    try:
        problems = _hashes(certificate, trusted_fingerprint)
        for place, each in enumerate(certificate["objects"]):
            problems += _object(each, f"objects/{place}")
        if certificate["balanced"] is not all(each["balanced"] for each in certificate["objects"]):
            problems.append(Problem("balance_differs", "balanced"))
        if previous is not None and certificate["previous"] != hash_of(previous):
            problems.append(Problem("chain_broken", "previous", {"expected": hash_of(previous)}))
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        return [Problem("malformed", "", {"said": f"{type(error).__name__}: {error}"})]
    return problems


def _hashes(certificate: Mapping[str, Any], trusted_fingerprint: str | None) -> list[Problem]:
    problems = []
    right = hash_of(certificate)
    if certificate["content_hash"] != right:
        problems.append(Problem("content_changed", "content_hash", {"expected": right}))
    for place, signature in enumerate(certificate["signatures"]):
        if not {"person", "role", "at"} <= signature.keys() or signature["content_hash"] != right:
            problems.append(Problem("signature_of_other_content", f"signatures/{place}"))
    seal = certificate.get("seal")
    return problems + verify_seal(sealed_hash(certificate), seal, trusted_fingerprint)


def _object(each: Mapping[str, Any], where: str) -> list[Problem]:
    problems = _rows(each, where) + _dispositions(each, where) + _totals(each, where)
    loaded = {row[0]: row[2] for row in each["dispositions"] if row[1] == State.LOADED}
    same_keys = each["target_keys"] == {"count": len(loaded), "sha256": keys_hash(loaded)}
    if each["balanced"] and not same_keys:
        problems.append(Problem("key_sets_differ", f"{where}/target_keys", {"name": each["name"]}))
    whole = all(_accounted(found) for found in each["differences"]) and not any(
        row[1] in _OPEN for row in each["dispositions"]
    )
    if each["balanced"] is not (whole and each["source"]["rows"] == len(each["dispositions"])):
        problems.append(Problem("balance_differs", f"{where}/balanced", {"name": each["name"]}))
    return problems


def _accounted(difference: Mapping[str, Any]) -> bool:
    return bool(difference.get("explained")) and difference["code"] in EXPLAINABLE


def _rows(each: Mapping[str, Any], where: str) -> list[Problem]:
    """Counts: the source's rows, the dispositions, and the totals by state."""
    rows = each["dispositions"]
    problems = []
    if each["source"]["rows"] != len(rows):
        params = {"rows": each["source"]["rows"], "accounted": len(rows)}
        problems.append(Problem("rows_unaccounted", f"{where}/source/rows", params))
    counted = Counter(row[1] for row in rows)
    if each["totals"] != {state: counted[state] for state in _STATES}:
        problems.append(Problem("totals_differ", f"{where}/totals", {"name": each["name"]}))
    return problems


def _dispositions(each: Mapping[str, Any], where: str) -> list[Problem]:
    problems = []
    keys = Counter(row[0] for row in each["dispositions"])
    ids = Counter(row[2] for row in each["dispositions"] if row[1] == State.LOADED)
    loaded = {row[0] for row in each["dispositions"] if row[1] == State.LOADED}
    for place, (key, state, target_id, _, reason) in enumerate(each["dispositions"]):
        here = f"{where}/dispositions/{place}"
        if keys[key] > 1 or not key.startswith(each["prefix"]):
            problems.append(Problem("key_wrong_or_twice", here, {"key": key}))
        if state not in _STATES:
            problems.append(Problem("unknown_state", here, {"key": key, "state": state}))
        if state == State.LOADED and (not target_id or ids[target_id] > 1):
            problems.append(Problem("target_id_missing_or_twice", here, {"key": key}))
        if state in (State.REJECTED, State.EXCLUDED) and not reason:
            problems.append(Problem("reason_missing", here, {"key": key}))
        if state == State.MERGED and reason not in loaded:
            problems.append(Problem("survivor_not_loaded", here, {"key": key}))
    return problems


def _totals(each: Mapping[str, Any], where: str) -> list[Problem]:
    problems = []
    explained = {
        (found.get("key", ""), found.get("field", ""))
        for found in each["differences"]
        if found["code"] == "total_differs" and _accounted(found)
    }
    for place, total in enumerate(each["control_totals"]):
        here = f"{where}/control_totals/{place}"
        states = {state: Decimal(figure) for state, figure in total["by_state"].items()}
        if set(states) != _STATES or sum(states.values()) != Decimal(total["source"]):
            problems.append(Problem("total_does_not_add_up", here, {"name": total["name"], "group": total["group"]}))
        differs = states.get(State.LOADED.value) != Decimal(total["target"])
        if each["balanced"] and differs and (total["group"], total["name"]) not in explained:
            problems.append(Problem("total_differs", here, {"name": total["name"], "group": total["group"]}))
    return problems
