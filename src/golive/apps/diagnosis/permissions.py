"""Who diagnoses, who decides about findings and designs. Logs name people: the vendor does not see them."""

from __future__ import annotations

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party

SEES = (*INSIDE, Party.CONSULTANT)
DIAGNOSES = (Party.CONSULTANT, Party.PM, Party.IT)


def _project(subject: Any) -> Any:
    return getattr(subject, "project", subject)


def may_see(actor: Any, subject: Any) -> bool:
    return access.stands_for(actor, _project(subject), *SEES)


def may_diagnose(actor: Any, subject: Any) -> bool:
    """Bring in logs, say what their columns mean, draw designs, compare."""
    return access.stands_for(actor, _project(subject), *DIAGNOSES)


def may_follow_up(actor: Any, finding: Any) -> bool:
    """Say what follows from a finding: those who diagnose, and key users."""
    return access.stands_for(actor, finding.project, *DIAGNOSES, Party.BUSINESS)


def may_note(actor: Any, subject: Any) -> bool:
    return access.stands_for(actor, _project(subject), Party.CONSULTANT, Party.PM, Party.BUSINESS, Party.IT)


def may_approve(actor: Any, design: Any) -> bool:
    """A key user of the department that owns the process."""
    places = access.memberships(actor, design.project)
    return any(m.party == Party.BUSINESS and m.department_id == design.department_id for m in places)


def may_issue(actor: Any, evaluation: Any) -> bool:
    return access.stands_for(actor, evaluation.project, Party.CONSULTANT, Party.PM)
