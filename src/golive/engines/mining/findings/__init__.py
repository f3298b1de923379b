"""Findings: what a log says a manager should do something about, each with its figures, interval, cases and an action."""

from golive.engines.mining.analyse.config import Approval, Config, ConfigError, Pair, read_config
from golive.engines.mining.analyse.facts import Evidence
from golive.engines.mining.findings.context import Context
from golive.engines.mining.findings.diagnose import RULES, Diagnosis, diagnose, diagnosed
from golive.engines.mining.findings.document import diagnosis_document, finding_document
from golive.engines.mining.findings.finding import OWNERS, Finding, Kind, Owner, Text
from golive.engines.mining.findings.propose import propose

__all__ = [
    "OWNERS",
    "RULES",
    "Approval",
    "Config",
    "ConfigError",
    "Context",
    "Diagnosis",
    "Evidence",
    "Finding",
    "Kind",
    "Owner",
    "Pair",
    "Text",
    "diagnose",
    "diagnosed",
    "diagnosis_document",
    "finding_document",
    "propose",
    "read_config",
]
