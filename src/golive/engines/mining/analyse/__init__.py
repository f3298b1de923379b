"""What a log says: each analysis is a function of a log that returns plain dataclasses with `as_json`.

Spans are microseconds in the dataclasses and seconds in JSON. The SQL is plain: window functions, BIGINT time; it is kept
in constants named `…_SQL`, so that it can be run unchanged on another engine.
"""

from golive.engines.mining.analyse.approvals import Band, Level, approval_levels, bands, chains
from golive.engines.mining.analyse.controls import Broken, four_eyes, late_changes, skipped, wrong_order
from golive.engines.mining.analyse.facts import Evidence, Facts
from golive.engines.mining.analyse.handover import Handover, handover
from golive.engines.mining.analyse.people import Doers, doers
from golive.engines.mining.analyse.process_map import Edge, Node, ProcessMap, process_map
from golive.engines.mining.analyse.queues import Batches, Load, Waiting, batches, open_cases, waiting
from golive.engines.mining.analyse.rework import (
    BackAndForth,
    PeopleBack,
    Repeated,
    Rework,
    people_back,
    repeated,
    rework,
)
from golive.engines.mining.analyse.root_causes import Cause, root_causes
from golive.engines.mining.analyse.spread import Spread
from golive.engines.mining.analyse.step_causes import StepCause, step_causes
from golive.engines.mining.analyse.throughput import Throughput, durations, throughput
from golive.engines.mining.analyse.values import AttributeValues, attribute_values
from golive.engines.mining.analyse.variants import Variant, variants
from golive.engines.mining.analyse.working_hours import WorkingHours, working_hours

__all__ = [
    "AttributeValues",
    "BackAndForth",
    "Band",
    "Batches",
    "Broken",
    "Cause",
    "Doers",
    "Edge",
    "Evidence",
    "Facts",
    "Handover",
    "Level",
    "Load",
    "Node",
    "PeopleBack",
    "ProcessMap",
    "Repeated",
    "Rework",
    "Spread",
    "StepCause",
    "Throughput",
    "Variant",
    "Waiting",
    "WorkingHours",
    "approval_levels",
    "attribute_values",
    "bands",
    "batches",
    "chains",
    "doers",
    "durations",
    "four_eyes",
    "handover",
    "late_changes",
    "open_cases",
    "people_back",
    "process_map",
    "repeated",
    "rework",
    "root_causes",
    "skipped",
    "step_causes",
    "throughput",
    "variants",
    "waiting",
    "working_hours",
    "wrong_order",
]  # fmt: skip
