"""Who lets things out of the product."""

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.accounts.permissions import may_administer, may_edit_self

__all__ = ["may_administer", "may_edit_self", "may_keep_robots", "may_send_again", "may_view_robots"]


def may_view_robots(actor: Any, project: Any) -> bool:
    return access.stands_for(actor, project, Party.PM, Party.SPONSOR)


def may_keep_robots(actor: Any, subject: Any) -> bool:
    """What a robot says leaves the house: the project manager decides."""
    return access.stands_for(actor, getattr(subject, "project", subject), Party.PM)


def may_send_again(actor: Any, dispatch: Any) -> bool:
    """What was not delivered: the project manager's in his project, the administrator's own mails."""
    if dispatch.project_id is None:
        return may_administer(actor) and actor.pk == dispatch.person_id
    return may_keep_robots(actor, dispatch)
