from golive.apps.migration.models.care import CleanUp, LiveFinding, LiveReconciliation
from golive.apps.migration.models.counting import StockTake, TakeLine, TakeSheet
from golive.apps.migration.models.evidence import Certificate, CountSheet, Readiness, Reconciliation, ValueMap
from golive.apps.migration.models.loading import Cycle, LedgerEntry, LedgerHistory, Refusal, Run
from golive.apps.migration.models.quality import (
    Batch,
    Correction,
    DuplicateCluster,
    Exclusion,
    Finding,
    PairLabel,
    QualityScore,
    RuleProposal,
)
from golive.apps.migration.models.sources import DataObject, Extract, Mapping, RuleSet, Source

__all__ = [
    "Batch",
    "Certificate",
    "CleanUp",
    "Correction",
    "CountSheet",
    "Cycle",
    "DataObject",
    "DuplicateCluster",
    "Exclusion",
    "Extract",
    "Finding",
    "LedgerEntry",
    "LedgerHistory",
    "LiveFinding",
    "LiveReconciliation",
    "Mapping",
    "PairLabel",
    "QualityScore",
    "Readiness",
    "Reconciliation",
    "Refusal",
    "RuleProposal",
    "RuleSet",
    "Run",
    "Source",
    "StockTake",
    "TakeLine",
    "TakeSheet",
    "ValueMap",
]
