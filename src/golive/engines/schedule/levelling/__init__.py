"""Levelling: who does what when, so that nobody does more at a time than there is of him."""

from golive.engines.schedule.levelling.budget import Budget
from golive.engines.schedule.levelling.check import Fault, faults
from golive.engines.schedule.levelling.imopse import read_imopse
from golive.engines.schedule.levelling.level import Levelled, apply, level
from golive.engines.schedule.levelling.load import Load, load, overloads
from golive.engines.schedule.levelling.moves import Cause, Move, sentence, sentences
from golive.engines.schedule.levelling.problem import Activity, LevellingError, Order, Pool, Problem, Skill
from golive.engines.schedule.levelling.psplib import read_psplib
from golive.engines.schedule.levelling.solve import Answer, solve
from golive.engines.schedule.levelling.staffing import Staffed, staffing_sentence, with_people

__all__ = [
    "Activity",
    "Answer",
    "Budget",
    "Cause",
    "Fault",
    "Levelled",
    "LevellingError",
    "Load",
    "Move",
    "Order",
    "Pool",
    "Problem",
    "Skill",
    "Staffed",
    "apply",
    "faults",
    "level",
    "load",
    "overloads",
    "read_imopse",
    "read_psplib",
    "sentence",
    "sentences",
    "solve",
    "staffing_sentence",
    "with_people",
]
