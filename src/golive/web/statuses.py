"""One vocabulary of states: code → tone (colour) and word. Colour never stands alone, so every code has a word."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Status(NamedTuple):
    tone: str  # bad warn info ok wait idle late void dashed: the CSS class st-<tone>
    word: str | Promise
    icon: str = ""


STATUSES: dict[str, Status] = {
    # duties
    "overdue": Status("bad", _("Overdue")),
    "due": Status("warn", _("Due soon")),
    "partly": Status("warn", _("Partly met")),
    "running": Status("info", _("Running")),
    "done": Status("ok", _("Done")),
    "waiting": Status("wait", _("Waiting for others")),
    "planned": Status("idle", _("Planned")),
    "upcoming": Status("idle", _("Upcoming")),
    "waived": Status("void", _("Waived")),
    "late": Status("late", _("Done late")),
    "met": Status("ok", _("Met")),
    "met_late": Status("late", _("Met late")),
    "unconnected": Status("dashed", _("Evidence not connected yet"), "plug-connected-x"),
    # work and registers
    "draft": Status("idle", _("Draft")),
    "open": Status("info", _("Still open")),
    "in_progress": Status("info", _("In progress")),
    "blocked": Status("bad", _("Blocked")),
    "closed": Status("ok", _("Closed")),
    "behind": Status("bad", _("Behind")),
    "resolved": Status("ok", _("Resolved")),
    "reopened": Status("warn", _("Reopened")),
    "on_hold": Status("wait", _("On hold")),
    "archived": Status("void", _("Archived")),
    # approvals and signatures
    "submitted": Status("wait", _("Submitted")),
    "pending": Status("wait", _("Pending")),
    "approved": Status("ok", _("Approved")),
    "rejected": Status("bad", _("Rejected")),
    "returned": Status("warn", _("Returned")),
    "withdrawn": Status("void", _("Withdrawn")),
    "signed": Status("ok", _("Signed")),
    "unsigned": Status("wait", _("Unsigned")),
    "stale": Status("warn", _("Signature out of date")),
    # objectives
    "unmeasured": Status("idle", _("Not measured yet")),
    "reached": Status("ok", _("Target reached")),
    "locked": Status("ok", _("Locked"), "lock"),
    "locked_late": Status("warn", _("Locked after go-live"), "lock"),
    "served": Status("ok", _("Served")),
    "unserved": Status("bad", _("Nothing serves it")),
    # requirements and the vendor's answers to them
    "in_review": Status("wait", _("In review")),
    "standard": Status("ok", _("Standard function")),
    "configuration": Status("info", _("Configuration")),
    "customisation": Status("warn", _("Customisation")),
    "gap": Status("bad", _("Gap: not offered")),
    "unanswered": Status("wait", _("Not answered")),
    "outdated": Status("warn", _("Answer out of date")),
    # checks, gates, tests
    "passed": Status("ok", _("Passed")),
    "failed": Status("bad", _("Failed")),
    "shut": Status("bad", _("Shut"), "lock"),
    "open_gate": Status("ok", _("Ready to pass")),
    "stopped": Status("bad", _("Stopped")),
    "conditional": Status("warn", _("Passed with conditions")),
    "mitigation": Status("warn", _("Being mended")),
    "complete": Status("ok", _("Complete")),
    "satisfied": Status("ok", _("Satisfied")),
    "lacking": Status("bad", _("Lacking")),
    "decided": Status("ok", _("Decided")),
    "provisional": Status("warn", _("Provisional")),
    "unknown": Status("dashed", _("Unknown")),
    # selection and contracts
    "preparing": Status("idle", _("Being prepared")),
    "scoring": Status("info", _("Scoring")),
    "agreed": Status("ok", _("Scores agreed")),
    "given_up": Status("void", _("Given up")),
    "long": Status("idle", _("Long list")),
    "short": Status("info", _("Short list")),
    "dropped": Status("void", _("Dropped")),
    "chosen": Status("ok", _("Chosen")),
    "fits": Status("ok", _("Fits as it is")),
    "work": Status("warn", _("Fits with work")),
    "obstacle": Status("bad", _("Does not fit")),
    "conflict": Status("bad", _("Conflict of interest")),
    "undeclared": Status("warn", _("Interests not declared")),
    "in_force": Status("ok", _("In force")),
    "ended": Status("void", _("Ended")),
    "delivered": Status("ok", _("Delivered")),
    "requested": Status("wait", _("Payment requested")),
    "paid": Status("ok", _("Paid")),
    "payable": Status("ok", _("Payable")),
    "not_payable": Status("idle", _("Not payable yet")),
    "late_delivery": Status("bad", _("Late for its need")),
    "ordered": Status("info", _("Ordered")),
    "wanted": Status("idle", _("Not ordered")),
    "asked": Status("wait", _("Waiting for a decision")),
    "refused": Status("bad", _("Refused")),
    # data migration: the ends of a record, findings, statements
    "reading": Status("info", _("Being read")),
    "ready": Status("ok", _("Ready")),
    "loaded": Status("ok", _("Loaded")),
    "merged": Status("info", _("Merged")),
    "excluded": Status("void", _("Left out")),
    "intent": Status("warn", _("Not decided yet")),
    "corrected": Status("ok", _("Corrected")),
    "accepted": Status("info", _("Accepted as it is")),
    "error": Status("bad", _("Error")),
    "warning": Status("warn", _("Warning")),
    "balanced": Status("ok", _("Balanced")),
    "unbalanced": Status("bad", _("Not balanced")),
    # jobs
    "queued": Status("idle", _("Queued")),
    "succeeded": Status("ok", _("Succeeded")),
    "cancelling": Status("warn", _("Cancelling")),
    "cancelled": Status("void", _("Cancelled")),
    "interrupted": Status("warn", _("Interrupted")),
    # reports
    "green": Status("ok", _("Green")),
    "yellow": Status("warn", _("Yellow")),
    "red": Status("bad", _("Red")),
    "held": Status("warn", _("Held, minutes to be issued")),
    "issued": Status("ok", _("Minutes issued")),
    "sent": Status("ok", _("Sent")),
    "read": Status("ok", _("Read")),
    "unread": Status("wait", _("Not read yet")),
    "to_send": Status("idle", _("Waiting to be sent")),
    "sending": Status("info", _("Being sent")),
    "arrived": Status("ok", _("Arrived")),
    "not_taken": Status("bad", _("Not taken")),
    "uncertain": Status("dashed", _("Not known whether it arrived")),
    "unsent": Status("void", _("Not sent")),
    # levels
    "high": Status("bad", _("High")),
    "medium": Status("warn", _("Medium")),
    "low": Status("idle", _("Low")),
}


def status_of(code: str) -> Status:
    """The status of a code; an unknown code shows itself as a plain word instead of failing the page."""
    return STATUSES.get(str(code).lower(), Status("idle", str(code)))
