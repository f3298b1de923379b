"""What requirements ask of the gates."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from golive.apps.governance.criteria import Measured, Missing, criterion
from golive.apps.requirements import queries
from golive.apps.requirements.registers import REQUIREMENTS
from golive.foundation.words import Words, words

LACKING = {
    "draft": N_("%(code)s submitted for review"),
    "returned": N_("%(code)s submitted for review"),
    "in_review": N_("Signature on %(code)s"),
    "stale": N_("A new signature on %(code)s, changed since"),
}


@criterion("requirements_signed", phases=("requirements", "implementation"), label=_("All requirements are signed"))
def requirements_signed(project: Any) -> Measured:
    """Every requirement that was not withdrawn carries its department's valid signature, drafts included."""
    rows = list(queries.counting(project))
    here = REQUIREMENTS.url("", project)
    missing = [
        Missing(Words(LACKING[r.status], {"code": r.code}), REQUIREMENTS.address(r))
        for r in rows
        if r.status != "signed"
    ]
    if not rows:
        missing.append(Missing(words("Requirements of the departments"), here))
    signed = sum(r.status == "signed" for r in rows)
    value = words("%(signed)s of %(all)s signed", signed=signed, all=len(rows))
    return Measured(
        not missing,
        value,
        missing,
        here,
        figure=f"{signed} / {len(rows)}",
        share=100 * signed / len(rows) if rows else None,
    )
