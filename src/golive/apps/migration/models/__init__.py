from golive.apps.migration.models.evidence import Certificate, CountSheet, Reconciliation
from golive.apps.migration.models.loading import Cycle, LedgerEntry, LedgerHistory, Refusal, Run
from golive.apps.migration.models.quality import Correction, DuplicateCluster, Exclusion, Finding
from golive.apps.migration.models.sources import DataObject, Extract, Mapping, RuleSet, Source

__all__ = [
    "Certificate",
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
    "Mapping",
    "Reconciliation",
    "Refusal",
    "RuleSet",
    "Run",
    "Source",
]
