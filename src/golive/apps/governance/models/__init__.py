from golive.apps.governance.models.decisions import Decision
from golive.apps.governance.models.gates import CriterionWaiver, GateReview
from golive.apps.governance.models.objectives import Objective
from golive.apps.governance.models.reviews import MonthlyReview

__all__ = ["CriterionWaiver", "Decision", "GateReview", "MonthlyReview", "Objective"]
