"""The migration certificate: what was loaded, and the figures by which anybody can check it without the product.

A certificate is JSON. Its content hash covers all of it but `content_hash`, `signatures` and `seal`; data owners sign
that hash; the installation seals hash and signatures together. `previous` chains it to the certificate before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from golive.engines.evidence.canonical import content_hash, decimal_text, plain
from golive.engines.evidence.seal import seal
from golive.engines.migration.ledger import Entry, State
from golive.engines.migration.reconcile import Difference, Reconciliation, Total

FORMAT = "golive-migration-certificate"
VERSION = 1
OUTSIDE = ("content_hash", "signatures", "seal")


class ObjectEvidence(NamedTuple):
    """What one data object brings into the certificate. `source_file` is a bare name; `mapping` and `rules` are the
    hashes or versions that were used."""

    name: str
    target_object: str
    source_system: str
    source_file: str
    source_sha256: str
    source_rows: int
    reconciliation: Reconciliation
    mapping: str = ""
    rules: str = ""


def build(
    *,
    project: str,
    cycle: str,
    target_name: str,
    guarantee: str,
    objects: Sequence[ObjectEvidence],
    issued_at: str,
    issued_by: str,
    previous: str = "",
    limits: Sequence[str] = (),
) -> dict[str, Any]:
    """An unsigned certificate with its content hash. `issued_at` is ISO 8601 with zone; `previous` the content hash of
    the certificate before it ("" for the first); `limits` are `Guarantees.limits` of the target."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "project": project,
        "cycle": cycle,
        "target": {"name": target_name, "guarantee": guarantee, "limits": sorted(limits)},
        "objects": [_object(evidence) for evidence in objects],
        "balanced": all(evidence.reconciliation.balanced for evidence in objects),
        "issued_at": issued_at,
        "issued_by": issued_by,
        "previous": previous,
    }
    certificate = plain(content)
    assert isinstance(certificate, dict)
    return {**certificate, "content_hash": content_hash(certificate), "signatures": []}


def sign(certificate: Mapping[str, Any], person: str, role: str, at: str) -> dict[str, Any]:
    """Add a data owner's signature to what he saw: the content hash as it is now. A seal that was there is void."""
    signature = {"person": person, "role": role, "at": at, "content_hash": hash_of(certificate)}
    signed = {name: value for name, value in certificate.items() if name != "seal"}
    return {**signed, "signatures": [*certificate["signatures"], signature]}


def issue(certificate: Mapping[str, Any], private_key: bytes) -> dict[str, Any]:
    """Seal hash and signatures with the installation's key."""
    return {**certificate, "seal": seal(sealed_hash(certificate), private_key)}


def hash_of(certificate: Mapping[str, Any]) -> str:
    """The content hash that this certificate should carry."""
    return content_hash({name: value for name, value in certificate.items() if name not in OUTSIDE})


def sealed_hash(certificate: Mapping[str, Any]) -> str:
    """What the seal is over."""
    return content_hash({"content_hash": certificate["content_hash"], "signatures": certificate["signatures"]})


def keys_hash(pairs: Mapping[str, str]) -> str:
    """The hash of a key set: sha256 over the sorted [key, target id] pairs."""
    return content_hash(sorted([key, target_id] for key, target_id in pairs.items()))


def _object(evidence: ObjectEvidence) -> dict[str, Any]:
    found = evidence.reconciliation
    return {
        "name": evidence.name,
        "target_object": evidence.target_object,
        "prefix": found.object,
        "source": {
            "system": evidence.source_system,
            "file": evidence.source_file,
            "sha256": evidence.source_sha256,
            "rows": evidence.source_rows,
        },
        "mapping": evidence.mapping,
        "rules": evidence.rules,
        "totals": {state.value: found.by_state[state] for state in State},
        "control_totals": [_total(total) for total in found.totals],
        "target_keys": {"count": len(found.target_keys), "sha256": keys_hash(found.target_keys)},
        "dispositions": [_disposition(entry) for entry in found.entries],
        "differences": [_difference(difference) for difference in found.differences],
        "not_compared": sorted(found.not_compared),
        "kept_blanks": [{"field": f, "as": kept, "records": n} for (f, kept), n in sorted(found.kept_blanks.items())],
        "balanced": found.balanced and evidence.source_rows == found.rows,
    }


def _disposition(entry: Entry) -> list[str]:
    """[key, state, target id, digest, reason]; the reason of a merged record is its survivor's key."""
    reason = entry.merged_into if entry.state is State.MERGED else entry.reason_code
    if entry.state in (State.REJECTED, State.EXCLUDED) and entry.text:
        reason = f"{entry.reason_code}: {entry.text}"
    return [entry.key, entry.state.value, entry.target_id, entry.digest, reason]


def _total(total: Total) -> dict[str, Any]:
    return {
        "name": total.name,
        "group": total.group,
        "source": decimal_text(total.source),
        "by_state": {state.value: decimal_text(total.by_state[state]) for state in State},
        "target": decimal_text(total.target),
    }


def _difference(difference: Difference) -> dict[str, Any]:
    return {name: value for name, value in difference._asdict().items() if value not in (None, "")}
