from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party


def may_audit(actor: Any, project: Any) -> bool:
    """Whoever answers for the project or examines it: everybody else sees the history of the records he works on."""
    return access.stands_for(actor, project, Party.SPONSOR, Party.PM, Party.IT, Party.QA)
