"""What was decided stays as it was decided, whoever writes to the database."""

from golive.foundation.audit.guards import Guard

DECISIONS = Guard("governance_decision", "a decision is never changed: ask a new question", when="OLD.state <> 'open'")
DELEGATIONS = Guard("governance_delegation", "who handed a question on stays on record")
OUTCOMES = Guard("governance_outcome", "what a decision did is never changed")
GATE_REVIEWS = Guard("governance_gatereview", "what was said at a gate is never changed")
# Which version holds may change; what was issued, and then signed, never does.
CHARTERS = Guard(
    "governance_charter",
    "an issued charter is never changed: write the next version",
    when="OLD.number > 0",
    change=" OR ".join(
        f"NEW.{name} <> OLD.{name}"
        for name in (
            *("project_id", "number", "content_hash", "content", "annex", "shared", "note", "made_by_id", "issued_at"),
            *("background", "scope_in", "scope_out", "success", "assumptions"),
        )
    ),
)
ALL = (DECISIONS, DELEGATIONS, OUTCOMES, GATE_REVIEWS, CHARTERS)
