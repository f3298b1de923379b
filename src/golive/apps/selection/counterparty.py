"""The other side of the charter: firms that were selected or have a contract, and who signs for them."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q

from golive.apps.governance.other_side import OtherSide, register_other_side
from golive.apps.selection.models import Contract
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party

State = Contract.State


def projects(organisation_id: int) -> Any:
    """With a contract that holds or held, or the draft that the sponsor's choice made."""
    begun = Q(state__in=[State.IN_FORCE, State.ENDED]) | Q(decision__isnull=False)
    return Contract.objects.filter(begun, organisation=organisation_id).values_list("project_id", flat=True)


def signers(project: Any) -> list[Any]:
    """Named in a contract in force, and of the firm it is made with."""
    rows = Contract.objects.filter(
        project=project, state=State.IN_FORCE, representative__organisation=F("organisation")
    )
    named = set(rows.values_list("representative", flat=True))
    return [p for p in access.people_as(project, Party.VENDOR) if p.pk in named]


def bound(project: Any) -> bool:
    return bool(Contract.objects.filter(project=project, state=State.IN_FORCE, organisation__isnull=False).exists())


def connect() -> None:
    register_other_side(OtherSide(projects, signers, bound))
