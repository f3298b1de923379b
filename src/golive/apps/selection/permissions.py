"""Who chooses, who scores, who sees. A vendor sees nothing of a selection, and of contracts only his own."""

from __future__ import annotations

from typing import Any

from golive.apps.selection.models import Evaluator
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party

COMMITTEE = (Party.SPONSOR, Party.PM, Party.BUSINESS, Party.IT, Party.QA)


def may_view(actor: Any, project: Any) -> bool:
    """The committee and whoever was named to score; nobody who also stands for the vendor."""
    if access.stands_for(actor, project, Party.VENDOR) and not getattr(actor, "is_system", False):
        return False
    if access.stands_for(actor, project, *COMMITTEE):
        return True
    return access.is_member(actor, project) and Evaluator.objects.filter(project=project, person=actor.pk).exists()


def may_run(actor: Any, subject: Any) -> bool:
    """Candidates, criteria, evaluators, the course of the selection: the project manager, or the sponsor himself."""
    project = getattr(subject, "project", subject)
    return may_view(actor, project) and access.stands_for(actor, project, Party.PM, Party.SPONSOR)


def may_collect(actor: Any, subject: Any) -> bool:
    """Fits, reference calls and envelopes: the project manager, the sponsor, IT and the departments."""
    project = getattr(subject, "project", subject)
    return may_view(actor, project) and access.stands_for(
        actor, project, Party.PM, Party.SPONSOR, Party.IT, Party.BUSINESS
    )


def may_assess(actor: Any, subject: Any) -> bool:
    """Technical feasibility is IT's word."""
    project = getattr(subject, "project", subject)
    return may_view(actor, project) and access.stands_for(actor, project, Party.IT)


def may_declare(actor: Any, evaluator: Any) -> bool:
    return bool(actor.pk == evaluator.person_id and access.is_member(actor, evaluator.project))


def may_score(actor: Any, evaluator: Any) -> bool:
    """Only for himself, and only without a conflict of interest; that he declared his interests is asked when he saves."""
    return may_declare(actor, evaluator) and not evaluator.conflict and may_view(actor, evaluator.project)


def may_agree(actor: Any, selection: Any) -> bool:
    """The evaluators without conflict together, and the project manager who leads the round."""
    if not may_view(actor, selection.project):
        return False
    if access.stands_for(actor, selection.project, Party.PM):
        return True
    return Evaluator.objects.filter(selection=selection, person=actor.pk, conflict=False).exists()


def may_weigh(actor: Any, selection: Any) -> bool:
    """Comparing criteria by pairs: the evaluators, the sponsor and the project manager."""
    return may_agree(actor, selection) or may_run(actor, selection)


# --- contracts -------------------------------------------------------------------------------------------------------
def is_own_vendor(actor: Any, contract: Any) -> bool:
    """Of the organisation with which the contract is made, and of the vendor's party here."""
    own = contract.organisation_id is not None and getattr(actor, "organisation_id", None) == contract.organisation_id
    return bool(own and access.stands_for(actor, contract.project, Party.VENDOR))


def may_view_contracts(actor: Any, project: Any) -> bool:
    """The list may be opened by the committee and by vendors, each of whom finds only his own."""
    return access.stands_for(actor, project, *COMMITTEE, Party.VENDOR)


def may_manage_contract(actor: Any, subject: Any) -> bool:
    project = getattr(subject, "project", subject)
    return access.stands_for(actor, project, Party.PM, Party.SPONSOR)


def may_deliver(actor: Any, obligation: Any) -> bool:
    """Say that it is delivered: the side that owes it."""
    if obligation.side == "vendor":
        return is_own_vendor(actor, obligation.contract) or may_manage_contract(actor, obligation)
    return may_manage_contract(actor, obligation)


def may_settle(actor: Any, obligation: Any) -> bool:
    """Accept or reject: the client, for what the vendor owes; the vendor, for what the client owes."""
    if obligation.side == "vendor":
        return access.stands_for(actor, obligation.project, Party.PM, Party.SPONSOR, Party.IT, Party.BUSINESS)
    return is_own_vendor(actor, obligation.contract) or may_manage_contract(actor, obligation)


def may_request_payment(actor: Any, milestone: Any) -> bool:
    return is_own_vendor(actor, milestone.contract) or may_manage_contract(actor, milestone)


def may_approve_payment(actor: Any, milestone: Any) -> bool:
    """The sponsor releases money; the project manager who asked for it on the vendor's behalf does not."""
    return access.stands_for(actor, milestone.project, Party.SPONSOR)


def may_procure(actor: Any, subject: Any) -> bool:
    project = getattr(subject, "project", subject)
    return access.stands_for(actor, project, Party.PM, Party.SPONSOR, Party.IT)


def may_view_procurement(actor: Any, project: Any) -> bool:
    return access.stands_for(actor, project, *COMMITTEE)
