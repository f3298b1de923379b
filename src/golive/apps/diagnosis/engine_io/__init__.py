"""Rows ↔ the mining engine: the only room of this app that touches it."""

from golive.apps.diagnosis.engine_io.cases import case, cases
from golive.apps.diagnosis.engine_io.comparing import compare
from golive.apps.diagnosis.engine_io.figures import Figures, analyse, check_filter, hash_of, steps_from
from golive.apps.diagnosis.engine_io.models import (
    check_bpmn,
    check_scenario,
    discovered_bpmn,
    proposed_changes,
    simulate,
    taken_from_picture,
)
from golive.apps.diagnosis.engine_io.reading import (
    Reading,
    check_config,
    check_mapping,
    check_part,
    head,
    read,
)

__all__ = [
    "Figures",
    "Reading",
    "analyse",
    "case",
    "cases",
    "check_bpmn",
    "check_config",
    "check_filter",
    "check_mapping",
    "check_part",
    "check_scenario",
    "compare",
    "discovered_bpmn",
    "hash_of",
    "head",
    "proposed_changes",
    "read",
    "simulate",
    "steps_from",
    "taken_from_picture",
]
