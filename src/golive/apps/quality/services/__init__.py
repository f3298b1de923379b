from golive.apps.quality.services.deliverables import (
    accept_deliverable,
    add_deliverable,
    edit_deliverable,
    hand_over,
    return_deliverable,
    review_deliverable,
    withdraw_deliverable,
)
from golive.apps.quality.services.plans import agree_to_plan, remove_goal, set_goal, write_plan

__all__ = [
    "accept_deliverable",
    "add_deliverable",
    "agree_to_plan",
    "edit_deliverable",
    "hand_over",
    "remove_goal",
    "return_deliverable",
    "review_deliverable",
    "set_goal",
    "withdraw_deliverable",
    "write_plan",
]
