from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import MonthlyReview
from golive.apps.governance.permissions import may_approve
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import use_case


@use_case("governance.sign_monthly_review", permission=may_approve, label=_("Sign the monthly review"))
def sign_monthly_review(
    actor: Any, project: Project, *, period: str, findings: str, corrective_actions: str = ""
) -> MonthlyReview:
    """The sponsor writes down what he found in a month and signs it. One review a month."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", period):
        raise Refused("period_invalid", _("A month is written like 2026-11."))
    if MonthlyReview.objects.filter(project=project, period=period).exists():
        raise Refused("reviewed_already", _("The month %(period)s has been reviewed and signed."), period=period)
    review = MonthlyReview.objects.create(
        project=project,
        period=period,
        findings=findings,
        corrective_actions=corrective_actions,
        by=actor,
        at=clock.now(),
    )
    signatures.sign(actor, review, meaning="approved")
    return review
