"""Who writes reports, and who reads them."""

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party


def may_write(actor: Any, subject: Any) -> bool:
    """A report is the project manager's word to the sponsor."""
    return access.stands_for(actor, getattr(subject, "project", subject), Party.PM)


def may_view(actor: Any, project: Any) -> bool:
    """It names decisions and risks, which are the client's own business."""
    return access.stands_for(actor, project, *INSIDE)


def may_read(actor: Any, report: Any) -> bool:
    """To put one's name under "read"; whoever sent it has no need to."""
    return may_view(actor, report.project) and actor.pk != report.sent_by_id
