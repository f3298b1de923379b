"""What the schedule runs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation.duties.evaluate import evaluate_all
from golive.foundation.duties.telling.telling import tell
from golive.foundation.jobs.registry import job, periodic


@periodic("*/10 * * * *")
@job("duties.refresh", label=_("Look at the evidence of all duties"), single=True)
def refresh(ctx: Any) -> dict[str, int]:
    """Bring every project up to date, then tell people what is due at their slot."""
    return {"projects": evaluate_all(), "digests": len(tell())}
