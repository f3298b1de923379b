"""How sure a plan is: finish and cost as distributions, what drives them, and what would help most."""

from golive.engines.schedule.risk.analyse import risk
from golive.engines.schedule.risk.document import read_inputs
from golive.engines.schedule.risk.inputs import Estimate, RiskError, RiskEvent, RiskInputs, Shape
from golive.engines.schedule.risk.result import (
    Assumption,
    AssumptionCode,
    CostSpread,
    DriverOf,
    FinishSpread,
    Gain,
    Remedy,
    RiskResult,
    TaskRisk,
    TornadoBar,
)

__all__ = [
    "Assumption",
    "AssumptionCode",
    "CostSpread",
    "DriverOf",
    "Estimate",
    "FinishSpread",
    "Gain",
    "Remedy",
    "RiskError",
    "RiskEvent",
    "RiskInputs",
    "RiskResult",
    "Shape",
    "TaskRisk",
    "TornadoBar",
    "read_inputs",
    "risk",
]
