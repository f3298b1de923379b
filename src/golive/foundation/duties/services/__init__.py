"""What people may do about duties. Nobody ticks one off."""

from golive.foundation.duties.services.covering import cover, end_cover
from golive.foundation.duties.services.issuing import acknowledge_matrix, issue_matrix
from golive.foundation.duties.services.responsibility import assign, give_letter, take_letter
from golive.foundation.duties.services.signals import answer_signal
from golive.foundation.duties.services.switching import ask_switch_off, switch_off, switch_on
from golive.foundation.duties.services.tailoring import reset, tailor
from golive.foundation.duties.services.telling import answer_escalation, snooze, unsnooze
from golive.foundation.duties.services.waiving import waive

__all__ = [
    "acknowledge_matrix",
    "answer_escalation",
    "answer_signal",
    "ask_switch_off",
    "assign",
    "cover",
    "end_cover",
    "give_letter",
    "issue_matrix",
    "reset",
    "snooze",
    "switch_off",
    "switch_on",
    "tailor",
    "take_letter",
    "unsnooze",
    "waive",
]
