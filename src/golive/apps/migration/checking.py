"""Checking an object again: the worklist follows the data, decisions of people stay."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from golive.apps.migration import queries
from golive.apps.migration.engine_io import tables
from golive.apps.migration.models import DataObject, DuplicateCluster, Finding
from golive.foundation import clock

PART = 500
State = Finding.State


def recheck(actor: Any, data_object: DataObject) -> tables.Checked:
    """Derive, ask every rule, renew worklist and proposals, compute the score. Runs inside a use case."""
    found = tables.check(data_object)
    _renew_findings(data_object, found.findings)
    _renew_clusters(data_object, found.clusters)
    for correction in data_object.corrections.filter(undone_at=None):
        if correction.cells != found.cells.get(correction.pk, 0):
            correction.cells = found.cells.get(correction.pk, 0)
            correction.save(update_fields=["cells"])
    data_object.rows = found.rows
    data_object.conflicts = found.conflicts
    data_object.score = _score(data_object, found.keys)
    data_object.checked_at, data_object.checked_by = clock.now(), actor
    data_object.save(update_fields=["rows", "conflicts", "score", "checked_at", "checked_by"])
    return found


def rescore(data_object: DataObject) -> None:
    """After a decision on records: what is left out no longer counts."""
    with tables.corrected(data_object) as now:
        keys = [row["_key"] for row in now.rows()]
    data_object.score = _score(data_object, keys)
    data_object.save(update_fields=["score"])


def _score(data_object: DataObject, keys: list[str]) -> Decimal:
    """The share of the records to be loaded that have no open error. Rounded down: 0.98 is not reached by 0.9799."""
    excluded, merged = queries.decisions(data_object)
    counted = set(keys) - excluded.keys() - merged.keys()
    wrong = data_object.findings.filter(state=State.OPEN, severity=Finding.Severity.ERROR)
    bad = counted & set(wrong.values_list("row_key", flat=True))
    if not counted:
        return Decimal(1)
    return (1 - Decimal(len(bad)) / len(counted)).quantize(Decimal("0.000001"), ROUND_DOWN)


def _renew_findings(data_object: DataObject, found: list[Finding]) -> None:
    old = {(f.rule, f.row_key, f.column): f for f in data_object.findings.all()}
    now, fresh, changed = clock.now(), [], []
    for finding in found:
        was = old.pop((finding.rule, finding.row_key, finding.column), None)
        if was is None:
            finding.found_at = now
            fresh.append(finding)
            continue
        stays = was.state in (State.OPEN, State.ACCEPTED) and was.value == finding.value
        if stays and (was.group, was.severity, was.row) == (finding.group, finding.severity, finding.row):
            continue
        was.state = was.state if stays else State.OPEN
        was.value, was.row, was.group, was.severity = finding.value, finding.row, finding.group, finding.severity
        was.settled_at = was.settled_at if stays else None
        changed.append(was)
    for gone in old.values():
        if gone.state != State.CORRECTED:
            gone.state, gone.settled_at = State.CORRECTED, now
            changed.append(gone)
    Finding.objects.bulk_create(fresh, batch_size=PART)
    fields = ["state", "value", "row", "group", "severity", "settled_at"]
    Finding.objects.bulk_update(changed, fields, batch_size=100)


def _renew_clusters(data_object: DataObject, proposed: list[dict[str, Any]]) -> None:
    decided = data_object.clusters.exclude(verdict=DuplicateCluster.Verdict.OPEN)
    judged = [set(keys) for keys in decided.values_list("keys", flat=True)]
    wanted = {p["fingerprint"]: p for p in proposed if not any(set(p["keys"]) <= keys for keys in judged)}
    still = data_object.clusters.filter(verdict=DuplicateCluster.Verdict.OPEN)
    known = set(still.values_list("fingerprint", flat=True))
    still.filter(fingerprint__in=known - wanted.keys()).delete()
    DuplicateCluster.objects.bulk_create(
        (DuplicateCluster(data_object=data_object, **p) for name, p in wanted.items() if name not in known),
        batch_size=PART,
    )
