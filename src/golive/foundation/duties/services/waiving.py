"""Do without one obligation for a while."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.duties.models import Obligation, Waiver
from golive.foundation.duties.permissions import may_waive
from golive.foundation.duties.reasons import need_reason
from golive.foundation.duties.states import DONE, State
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("duties.waive", permission=may_waive, label=_("Waive an obligation"))
def waive(actor: Any, obligation: Obligation, *, reason: str, until: date) -> Waiver:
    """Do without it until the end of a day. Reason and name stay visible; evidence may still arrive."""
    need_reason(reason)
    if until < clock.today(obligation.project.timezone):
        raise Refused("until_in_the_past", _("The last day of the waiver has passed. Choose a later day."))
    if obligation.state in (*DONE, State.WITHDRAWN):
        raise Refused("nothing_to_waive", _("This is not owed any more, so there is nothing to waive."))
    return Waiver.objects.create(obligation=obligation, by=actor, reason=reason.strip(), until=until, at=clock.now())
