from golive.apps.control.models.changes import ChangeItem, ChangeRequest, ChangeRule
from golive.apps.control.models.risks import HIGH, DismissedProposal, Issue, IssueRule, Risk, RiskReview

__all__ = [
    "HIGH",
    "ChangeItem",
    "ChangeRequest",
    "ChangeRule",
    "DismissedProposal",
    "Issue",
    "IssueRule",
    "Risk",
    "RiskReview",
]
