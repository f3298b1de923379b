from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.requirements.models import FitAnswer, Requirement
from golive.apps.requirements.permissions import may_answer_fit
from golive.apps.requirements.versions import locked
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

Answer = FitAnswer.Answer


@use_case("requirements.answer_fit", permission=may_answer_fit, label=_("Answer the fit"))
def answer_fit(
    actor: Any, requirement: Requirement, *, answer: str, text: str = "", effort_days: Decimal | int = 0
) -> Requirement:
    """The vendor says how the product meets the present version; an earlier answer stays in sight."""
    requirement = locked(requirement)
    if requirement.state != Requirement.State.IN_REVIEW:
        raise Refused("fit_not_in_review", _("A requirement is answered while it is in review."))
    if answer not in Answer.values:
        raise Refused("answer_unknown", _("Choose one of the answers."))
    if answer != Answer.STANDARD and not text.strip():
        raise Refused("answer_needs_text", _("Say how it would be met, or what is offered instead."))
    FitAnswer.objects.create(
        requirement=requirement,
        version=requirement.versions.get(number=requirement.version),
        answer=answer,
        text=text.strip(),
        effort_days=effort_days,
        by=actor,
        at=clock.now(),
    )
    return requirement
