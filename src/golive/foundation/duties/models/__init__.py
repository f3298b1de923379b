"""Rows of the duty engine: who answers (responsibility), what is owed (obligations), who was told (telling), and the
matrix as it was issued (issuing)."""

from golive.foundation.duties.models.issuing import Acknowledgement, MatrixIssue
from golive.foundation.duties.models.obligations import Obligation, Pulse, StateChange, Waiver
from golive.foundation.duties.models.responsibility import Assignment, Cover, Holder, Letter, Tailoring
from golive.foundation.duties.models.telling import Digest, Escalation, Reminder, Signal, Snooze

__all__ = [
    "Acknowledgement",
    "Assignment",
    "Cover",
    "Digest",
    "Escalation",
    "Holder",
    "Letter",
    "MatrixIssue",
    "Obligation",
    "Pulse",
    "Reminder",
    "Signal",
    "Snooze",
    "StateChange",
    "Tailoring",
    "Waiver",
]
