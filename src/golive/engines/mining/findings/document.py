"""Findings as plain data, for files, pages and other programs."""

from __future__ import annotations

from typing import Any

from golive.engines.mining.findings.diagnose import Diagnosis
from golive.engines.mining.findings.finding import OWNERS, Finding, Text

KEYS = 100  # of the cases behind a finding that are named


def both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def finding_document(finding: Finding, rank: int, currency: str) -> dict[str, Any]:
    """Days and shares as numbers; `cases.sql` gives case_id on the tables of the log."""
    interval = finding.interval
    return {
        "rank": rank,
        "rule": finding.rule,
        "kind": finding.kind.value,
        "subject": finding.subject,
        "sentence": both(finding.text),
        "action": both(finding.action),
        "owner": {"code": finding.owner.value, **both(OWNERS[finding.owner])},
        "n": finding.n,
        "figures": finding.figures,
        "interval": None
        if interval is None
        else {
            "of": finding.interval_of,
            "value": interval.value,
            "low": interval.low,
            "high": interval.high,
            "confidence": 0.95,
        },
        "days": finding.days,
        "money": finding.money,
        "currency": currency if finding.money is not None else None,
        "effect": finding.effect,
        "cases": {
            "count": finding.evidence.count,
            "keys": list(finding.evidence.keys[:KEYS]),
            "sql": " ".join(finding.evidence.sql.split()),
        },
    }


def diagnosis_document(diagnosis: Diagnosis) -> dict[str, Any]:
    currency = diagnosis.config.currency
    return {
        "cases": diagnosis.cases,
        "events": diagnosis.events,
        "case_days": diagnosis.all_days,
        "days_are": "working" if diagnosis.business else "calendar",
        "config": diagnosis.config.as_json(),
        "findings": [finding_document(f, i, currency) for i, f in enumerate(diagnosis.findings, 1)],
    }
