"""Who may shape the project."""

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party


def may_shape(actor: Any, subject: Any) -> bool:
    """Phases and working days: the project manager and the sponsor."""
    return access.stands_for(actor, getattr(subject, "project", subject), Party.PM, Party.SPONSOR)


def may_pass(actor: Any, phase: Any) -> bool:
    """Only the sponsor passes a phase, through its gate."""
    return access.stands_for(actor, phase.project, Party.SPONSOR)


def may_halt(actor: Any, project: Any) -> bool:
    """Only the sponsor stops the project's clocks, lets them run again, or closes the project."""
    return access.stands_for(actor, project, Party.SPONSOR)
