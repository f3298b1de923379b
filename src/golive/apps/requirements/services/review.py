from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.requirements import notices
from golive.apps.requirements.models import Requirement
from golive.apps.requirements.permissions import may_change, may_decide, may_sign
from golive.apps.requirements.versions import keep, locked
from golive.foundation.errors import Refused
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import use_case

State = Requirement.State


@use_case("requirements.submit", permission=may_change, label=_("Submit for review"))
def submit(actor: Any, requirement: Requirement) -> Requirement:
    """Put the text before the vendor and the department; from now on no version of it is ever lost."""
    requirement = locked(requirement)
    if requirement.state not in (State.DRAFT, State.RETURNED):
        raise Refused("not_a_draft", _("%(code)s is not a draft; nothing was changed."), code=requirement.code)
    requirement.state, requirement.reason = State.IN_REVIEW, ""
    requirement.save(update_fields=["state", "reason"])
    keep(actor, requirement)
    return requirement


@use_case("requirements.sign", permission=may_sign, label=_("Sign the requirement"), secret=("seen_hash",))
def sign(actor: Any, requirement: Requirement, *, comment: str = "", seen_hash: str = "") -> Requirement:
    """The department confirms exactly this version. `seen_hash`: the hash of the text the signer was shown."""
    requirement = locked(requirement)
    if requirement.state != State.IN_REVIEW:
        raise Refused(
            "not_in_review",
            _("%(code)s is not in review. Nothing was signed; its author has to submit it first."),
            code=requirement.code,
        )
    signatures.sign(actor, requirement, meaning="confirmed", comment=comment, seen_hash=seen_hash)
    return requirement


@use_case("requirements.return_to_author", permission=may_decide, label=_("Return to the author"))
def return_to_author(actor: Any, requirement: Requirement, *, reason: str) -> Requirement:
    """Not clear enough to be signed: the author is told what is missing."""
    requirement = locked(requirement)
    if requirement.state != State.IN_REVIEW:
        raise Refused("not_in_review_return", _("Only a requirement in review can be returned."))
    if signatures.valid(requirement, "confirmed").exists():
        raise Refused(
            "signed", _("%(code)s is signed. Change its text instead: then it is signed anew."), code=requirement.code
        )
    requirement.state, requirement.reason = State.RETURNED, _reason(reason)
    requirement.save(update_fields=["state", "reason"])
    if requirement.author != actor:
        notices.returned(requirement)
    return requirement


@use_case("requirements.withdraw", permission=may_decide, label=_("Withdraw the requirement"))
def withdraw(actor: Any, requirement: Requirement, *, reason: str) -> Requirement:
    """It is no longer needed. It stays readable, with the reason, and is not counted any more."""
    requirement = locked(requirement)
    if requirement.state == State.WITHDRAWN:
        raise Refused("withdrawn_already", _("%(code)s is withdrawn already."), code=requirement.code)
    requirement.state, requirement.reason = State.WITHDRAWN, _reason(reason)
    requirement.save(update_fields=["state", "reason"])
    return requirement


def _reason(text: str) -> str:
    if not text.strip():
        raise Refused("reason_missing", _("Give the reason: its author has to be able to act on it."))
    return text.strip()
