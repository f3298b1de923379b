"""Who may name, switch off and waive; and who may see what proves a duty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party
from golive.foundation.duties.catalogue import Duty


def may_assign(actor: Any, subject: Any) -> bool:
    """The project manager names who answers for what; the sponsor may as well."""
    return access.stands_for(actor, getattr(subject, "project", subject), Party.PM, Party.SPONSOR)


def may_switch(actor: Any, subject: Any) -> bool:
    return may_assign(actor, subject)


def may_waive(actor: Any, subject: Any) -> bool:
    """Only the sponsor does without."""
    return access.stands_for(actor, subject.project, Party.SPONSOR)


def sight(actor: Any, project: Any) -> Callable[[Duty], bool]:
    """Whose proofs `actor` may see, asked once for a whole list.

    Everybody sees who owes what. The proofs of the client's own duties are for the client's own people; a vendor or a
    consultant sees those of his own party.
    """
    inside = access.stands_for(actor, project, *INSIDE)
    parties = access.parties(actor, project)
    return lambda duty: inside or duty.party in parties
