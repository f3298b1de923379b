"""Statements and certificates: the engine's findings as files, and back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from golive.apps.migration.engine_io import sources, tables
from golive.apps.migration.models import Cycle, DataObject
from golive.engines.evidence.canonical import canonical_json, content_hash, decimal_text
from golive.engines.migration import certificate
from golive.engines.migration.ledger import Entry, State
from golive.engines.migration.port import Target
from golive.engines.migration.reconcile import Difference, Reconciliation, Total
from golive.foundation import sealing

SHOWN = 100  # differences kept in the row; all are in the file


def totals(found: Reconciliation) -> list[dict[str, Any]]:
    return [
        {
            "name": total.name,
            "group": total.group,
            "source": decimal_text(total.source),
            "by_state": {state.value: decimal_text(total.by_state[state]) for state in State},
            "target": decimal_text(total.target),
        }
        for total in found.totals
    ]


def differences(found: Reconciliation) -> list[dict[str, Any]]:
    return [{k: v for k, v in each._asdict().items() if v not in (None, "")} for each in found.differences]


def remarks(found: Reconciliation) -> dict[str, Any]:
    """What a reader must know of the comparison: fields that it left out, blanks that the ERP keeps as something."""
    kept = [{"field": f, "as": there, "records": n} for (f, there), n in sorted(found.kept_blanks.items())]
    return {"not_compared": sorted(found.not_compared), "kept_blanks": kept}


def statement(found: Reconciliation) -> bytes:
    """Everything that was found, so that a certificate can be built from what was reconciled and signed."""
    document = {
        "format": "golive-reconciliation",
        "prefix": found.object,
        "rows": found.rows,
        "entries": [
            [e.key, e.state.value, e.digest, e.target_id, e.reason_code, e.text, e.merged_into, e.batch_id, e.attempt]
            for e in found.entries
        ],
        "totals": totals(found),
        "differences": differences(found),
        "target_keys": found.target_keys,
        **remarks(found),
    }
    return canonical_json(document).encode()


def read_statement(text: bytes) -> Reconciliation:
    document = json.loads(text)
    entries = [Entry(e[0], State(e[1]), *e[2:]) for e in document["entries"]]
    by_state = {state: sum(e.state is state for e in entries) for state in State}
    return Reconciliation(
        document["prefix"],
        document["rows"],
        by_state,
        entries,
        [_total(each) for each in document["totals"]],
        [Difference(**each) for each in document["differences"]],
        document["target_keys"],
        set(document.get("not_compared", ())),
        Counter({(each["field"], each["as"]): each["records"] for each in document.get("kept_blanks", ())}),
    )


def _total(each: dict[str, Any]) -> Total:
    by_state = {State(name): Decimal(figure) for name, figure in each["by_state"].items()}
    return Total(each["name"], each["group"], by_state, Decimal(each["target"]))


def evidence(cycle: Cycle, data_object: DataObject, found: Reconciliation) -> certificate.ObjectEvidence:
    """Of several sources the names are listed and the hash is that of their sorted hashes."""
    extracts = sources.current(data_object)
    hashes = sorted(e.source.file.sha256 for e in extracts if e.source.file is not None)
    mapping = data_object.mappings.order_by("-version").first()
    rules = data_object.rule_sets.order_by("-version").first()
    return certificate.ObjectEvidence(
        data_object.key,
        tables.mapping_of(data_object).target,
        cycle.system,
        "; ".join(e.source.name for e in extracts),
        hashes[0] if len(hashes) == 1 else content_hash(hashes),
        found.rows,
        found,
        content_hash(mapping.yaml) if mapping is not None else "",
        content_hash(rules.yaml) if rules is not None else "",
    )


def certify(
    cycle: Cycle,
    target: Target,
    objects: list[certificate.ObjectEvidence],
    signatures: Iterable[tuple[str, str, str]],
    *,
    issued_at: str,
    issued_by: str,
    previous: str,
) -> dict[str, Any]:
    """Built, signed in the names of those who signed the statements it is made of (person, role, time), and sealed."""
    made = certificate.build(
        project=cycle.project.name,
        cycle=str(cycle.system),
        target_name=target.name,
        guarantee=target.guarantee,
        limits=target.guarantees().limits,
        objects=objects,
        issued_at=issued_at,
        issued_by=issued_by,
        previous=previous,
    )
    for person, role, at in signatures:
        made = certificate.sign(made, person, role, at)
    return certificate.issue(made, sealing.private_key())
