"""What the sponsor's decisions about money and people set going."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.acts import Did, act
from golive.apps.plan import engine_io
from golive.apps.plan.models import BudgetVersion, Shortfall
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.words import words


@act("plan.approve_budget")
def approve_budget(actor: Any, decision: Any, choice: str) -> Did:
    """Option A: exactly this budget is committed. Anything else: it is not."""
    row = BudgetVersion.objects.filter(pk=decision.subject_id, project=decision.project, decision=decision).first()
    if row is None or row.state != BudgetVersion.State.ASKED:
        raise Refused("budget_settled", _("This budget is not waiting for a decision. Nothing was changed."))
    row.state = BudgetVersion.State.APPROVED if choice == "A" else BudgetVersion.State.REFUSED
    row.decided_at = clock.now()
    row.save(update_fields=["state", "decided_at"])
    page = reverse("plan:budgets-detail", kwargs={"project": row.project.code, "pk": row.pk})
    if row.state == BudgetVersion.State.REFUSED:
        return [(words("Version %(number)s of the budget is refused", number=row.number), page)]
    return [(words("Version %(number)s of the budget is committed", number=row.number), page)]


@act("plan.give_person")
def give_person(actor: Any, decision: Any, choice: str) -> Did:
    """Option A: the person gives the share that was asked for, and the plan reckons with it at once."""
    row = Shortfall.objects.filter(pk=decision.subject_id, project=decision.project, decision=decision).first()
    if row is None:
        raise Refused("shortfall_gone", _("This place in the project is gone. Nothing was changed."))
    place = row.membership
    if choice != "A":
        return [(words("%(person)s gives as much time as before", person=str(place.person)), "")]
    place.availability = max(place.availability, row.percent)
    place.save(update_fields=["availability"])
    engine_io.recompute(row.project)
    facts = {"person": str(place.person), "percent": place.availability}
    page = reverse("plan:people", kwargs={"project": row.project.code})
    return [(words("%(person)s gives %(percent)s %% of the day to the project", **facts), page)]
