"""Simulation: the process to be against the process as it is, before anybody has to live with it."""

from golive.engines.mining.simulation.fit import Fit, fit, poisson
from golive.engines.mining.simulation.model import (
    Model,
    Pool,
    SimulationError,
    Step,
    constant,
    empirical,
    exponential,
)
from golive.engines.mining.simulation.run import Outcome, simulate
from golive.engines.mining.simulation.scenario import Scenario, changed, read_scenario
from golive.engines.mining.simulation.study import Calibration, Measure, Study, study
from golive.engines.mining.simulation.to_be import Taken, net_to_be, taken_away
from golive.engines.mining.simulation.told import model_told
from golive.engines.mining.simulation.words import calibration_sentence, measure_sentence, sentences

__all__ = [
    "Calibration",
    "Fit",
    "Measure",
    "Model",
    "Outcome",
    "Pool",
    "Scenario",
    "SimulationError",
    "Step",
    "Study",
    "Taken",
    "calibration_sentence",
    "changed",
    "constant",
    "empirical",
    "exponential",
    "fit",
    "measure_sentence",
    "model_told",
    "net_to_be",
    "poisson",
    "read_scenario",
    "sentences",
    "simulate",
    "study",
    "taken_away",
]
