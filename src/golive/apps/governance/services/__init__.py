"""Every write to objectives, decisions, actions, reviews and gates; one file a noun."""

from golive.apps.governance.services.actions import (
    add_action,
    drop_action,
    edit_action,
    finish_action,
    reopen_action,
)
from golive.apps.governance.services.charter import issue_charter, sign_charter, write_charter
from golive.apps.governance.services.decisions import ask_decision, decide, delegate_decision, withdraw_decision
from golive.apps.governance.services.gates import (
    ask_gate,
    end_waiver,
    pass_gate,
    set_limit,
    stop_gate,
    waive_criterion,
)
from golive.apps.governance.services.meetings import (
    add_agenda_item,
    cancel_meeting,
    move_meeting,
    plan_meeting,
    refresh_agenda,
)
from golive.apps.governance.services.minutes import (
    confirm_minutes,
    issue_minutes,
    object_to_minutes,
    record_decision,
    reopen_minutes,
    take_silence,
    write_minutes,
)
from golive.apps.governance.services.objectives import (
    add_measurement,
    add_objective,
    approve_objective,
    cancel_measurement,
    edit_objective,
    link_phases,
    lock_baseline,
    measure_objective,
)
from golive.apps.governance.services.reviews import sign_monthly_review
from golive.apps.governance.services.stakeholders import (
    add_channel,
    add_stakeholder,
    edit_channel,
    edit_stakeholder,
)

__all__ = [
    "add_action",
    "add_agenda_item",
    "add_channel",
    "add_measurement",
    "add_objective",
    "add_stakeholder",
    "approve_objective",
    "ask_decision",
    "ask_gate",
    "cancel_measurement",
    "cancel_meeting",
    "confirm_minutes",
    "decide",
    "delegate_decision",
    "drop_action",
    "edit_action",
    "edit_channel",
    "edit_objective",
    "edit_stakeholder",
    "end_waiver",
    "finish_action",
    "issue_charter",
    "issue_minutes",
    "link_phases",
    "lock_baseline",
    "measure_objective",
    "move_meeting",
    "object_to_minutes",
    "pass_gate",
    "plan_meeting",
    "record_decision",
    "refresh_agenda",
    "reopen_action",
    "reopen_minutes",
    "set_limit",
    "sign_charter",
    "sign_monthly_review",
    "stop_gate",
    "take_silence",
    "waive_criterion",
    "withdraw_decision",
    "write_charter",
    "write_minutes",
]
