from golive.apps.governance.models.actions import Action
from golive.apps.governance.models.charter import Charter
from golive.apps.governance.models.decisions import Decision, Delegation, Outcome
from golive.apps.governance.models.gates import CriterionLimit, CriterionWaiver, GateReview
from golive.apps.governance.models.meetings import AgendaItem, Channel, Guest, Kind, Meeting, Stakeholder
from golive.apps.governance.models.objectives import Measurement, Objective
from golive.apps.governance.models.reviews import MonthlyReview

__all__ = [
    "Action",
    "AgendaItem",
    "Channel",
    "Charter",
    "CriterionLimit",
    "CriterionWaiver",
    "Decision",
    "Delegation",
    "GateReview",
    "Guest",
    "Kind",
    "Measurement",
    "Meeting",
    "MonthlyReview",
    "Objective",
    "Outcome",
    "Stakeholder",
]
