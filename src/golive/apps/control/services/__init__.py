"""What people do to risks, issues and change requests; one file a noun."""

from golive.apps.control.services.changes import (
    add_change_cost,
    add_change_task,
    decide_change,
    edit_change,
    lengthen_task,
    raise_change,
    remove_change_item,
    set_change_rule,
    submit_change,
    withdraw_change,
)
from golive.apps.control.services.issues import (
    answer_issue,
    ask_about_issue,
    close_issue,
    edit_issue,
    escalate_issue,
    raise_issue,
    set_issue_rule,
)
from golive.apps.control.services.proposing import dismiss_proposal, pick_risks, take_proposal
from golive.apps.control.services.risks import add_risk, close_risk, edit_risk, review_risk, tie_risk

__all__ = [
    "add_change_cost",
    "add_change_task",
    "add_risk",
    "answer_issue",
    "ask_about_issue",
    "close_issue",
    "close_risk",
    "decide_change",
    "dismiss_proposal",
    "edit_change",
    "edit_issue",
    "edit_risk",
    "escalate_issue",
    "lengthen_task",
    "pick_risks",
    "raise_change",
    "raise_issue",
    "remove_change_item",
    "review_risk",
    "set_change_rule",
    "set_issue_rule",
    "submit_change",
    "take_proposal",
    "tie_risk",
    "withdraw_change",
]
