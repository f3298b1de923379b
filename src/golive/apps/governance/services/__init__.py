"""Every write to objectives, decisions, reviews and gates; one file a noun."""

from golive.apps.governance.services.decisions import ask_decision, decide, withdraw_decision
from golive.apps.governance.services.gates import end_waiver, pass_gate, stop_gate, waive_criterion
from golive.apps.governance.services.objectives import add_objective, approve_objective, edit_objective
from golive.apps.governance.services.reviews import sign_monthly_review

__all__ = [
    "add_objective",
    "approve_objective",
    "ask_decision",
    "decide",
    "edit_objective",
    "end_waiver",
    "pass_gate",
    "sign_monthly_review",
    "stop_gate",
    "waive_criterion",
    "withdraw_decision",
]
