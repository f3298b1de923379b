"""What the schedule runs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation.audit.services import check_all
from golive.foundation.errors import Refused
from golive.foundation.jobs.registry import job, periodic


@periodic("20 3 * * *")
@job("audit.verify", label=_("Check the audit trail"), resumable=True, single=True)
def verify(ctx: Any) -> dict[str, int]:
    """Compute every chain again. A broken one makes the job fail, so that it is seen in the list of jobs as well."""
    faults = check_all()
    if faults:
        raise Refused(
            "audit_broken",
            _(
                "%(faults)s lines of the audit trail are not as they were written. Nothing was changed: keep the database as it is and compare it with a backup."
            ),
            faults=faults,
        )
    return {"faults": 0}
