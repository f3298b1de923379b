from golive.apps.selection.models.architecture import Element, ElementFit
from golive.apps.selection.models.candidates import BidLine, Candidate, CandidateFit, DemoStep, Reference
from golive.apps.selection.models.contracts import Contract, ContractChange, Milestone, Obligation, ProcurementItem
from golive.apps.selection.models.judging import Agreed, Assessment, Evaluator, PairJudgement, Score
from golive.apps.selection.models.selections import Criterion, Selection

__all__ = [
    "Agreed",
    "Assessment",
    "BidLine",
    "Candidate",
    "CandidateFit",
    "Contract",
    "ContractChange",
    "Criterion",
    "DemoStep",
    "Element",
    "ElementFit",
    "Evaluator",
    "Milestone",
    "Obligation",
    "PairJudgement",
    "ProcurementItem",
    "Reference",
    "Score",
    "Selection",
]
