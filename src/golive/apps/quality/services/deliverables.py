"""What people do with deliverables: name them, hand over, review, accept, return."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from golive.apps.quality.models import Deliverable, DeliverableVersion, Review
from golive.apps.quality.permissions import may_accept, may_hand_over, may_plan_quality, may_review
from golive.apps.quality.queries import ACCEPTED, DELIVERED
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.audit.services import subject_key
from golive.foundation.errors import Refused
from golive.foundation.files.models import Attachment
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import use_case

State = Deliverable.State
FROZEN = (State.ACCEPTED, State.WITHDRAWN)


@use_case("quality.add_deliverable", permission=may_plan_quality, label=_("Name a deliverable"))
def add_deliverable(actor: Any, project: Project, **values: Any) -> Deliverable:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two writers must not take one number
    code = values.pop("code", "") or f"DL-{Deliverable.objects.filter(project=project).count() + 1:03d}"
    if Deliverable.objects.filter(project=project, code=code).exists():
        raise Refused("code_taken", _("The number %(code)s is taken in this project."), code=code)
    _judged_by_others(values)
    return Deliverable.objects.create(project=project, code=code, **values)


@use_case("quality.edit_deliverable", permission=may_plan_quality, label=_("Change a deliverable"))
def edit_deliverable(actor: Any, deliverable: Deliverable, **values: Any) -> Deliverable:
    """Criteria of what was handed over already change only with the next version: nobody moves the goal afterwards."""
    if deliverable.state in FROZEN:
        raise Refused("deliverable_closed", _("It has been accepted or withdrawn and does not change any more."))
    moved = "criteria" in values and values["criteria"] != deliverable.criteria
    if moved and deliverable.state == State.SUBMITTED:
        raise Refused(
            "criteria_fixed",
            _("It has been handed over: its criteria stay until it is accepted or returned. Nothing was changed."),
        )
    _judged_by_others({"owner": deliverable.owner, "reviewer": deliverable.reviewer, **values})
    for name, value in values.items():
        setattr(deliverable, name, value)
    deliverable.version += 1
    deliverable.save()
    return deliverable


def _judged_by_others(values: dict[str, Any]) -> None:
    if values["owner"] == values["reviewer"]:
        raise Refused("own_work", _("Nobody reviews his own work: name somebody else as reviewer. Nothing was kept."))


@use_case("quality.hand_over", permission=may_hand_over, label=_("Hand a deliverable over"))
def hand_over(actor: Any, deliverable: Deliverable, *, note: str) -> Deliverable:
    """The next version, with the files that hang on the deliverable now; 乙方 signs it by handing over."""
    deliverable = _locked(deliverable)
    if deliverable.state not in (State.PLANNED, State.RETURNED):
        raise Refused("not_owed", _("It has been handed over already. Nothing was changed; wait for its review."))
    files = [
        {"name": f.name, "sha256": f.sha256, "size": f.size}
        for f in Attachment.objects.filter(subject=subject_key(deliverable), removed_at=None).order_by("id")
    ]
    number = (deliverable.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    deliverable.current = DeliverableVersion.objects.create(
        deliverable=deliverable, number=number, note=note, files=files, by=actor, at=clock.now()
    )
    deliverable.state = State.SUBMITTED
    deliverable.save()
    signatures.sign(actor, deliverable, meaning=DELIVERED)
    return deliverable


@use_case("quality.review_deliverable", permission=may_review, label=_("Review a deliverable"))
def review_deliverable(actor: Any, deliverable: Deliverable, *, failing: list[str], text: str = "") -> Review:
    """Each criterion met or not. `failing` names those that are not; then the text must say what was found."""
    deliverable = _submitted(deliverable)
    unknown = [line for line in failing if line not in deliverable.criteria_lines]
    if unknown:
        raise Refused("no_such_criterion", _("“%(what)s” is none of its criteria. Nothing was kept."), what=unknown[0])
    if failing and not text.strip():
        raise Refused("finding_missing", _("Say what was found about the criteria that are not met. Nothing was kept."))
    return Review.objects.create(
        version=deliverable.current, by=actor, at=clock.now(), passed=not failing, failing=failing, text=text
    )


@use_case("quality.accept_deliverable", permission=may_accept, label=_("Accept a deliverable"))
def accept_deliverable(actor: Any, deliverable: Deliverable, *, seen_hash: str = "", comment: str = "") -> Deliverable:
    """甲方 signs exactly the version that was handed over and reviewed."""
    deliverable = _submitted(deliverable)
    reviews = list(deliverable.current.reviews.all())
    if not reviews:
        raise Refused(
            "not_reviewed", _("This version has not been reviewed against its criteria yet. Nothing was accepted.")
        )
    if not reviews[0].passed:
        raise Refused(
            "criteria_not_met", _("Its last review found criteria that are not met. Return it, or review it again.")
        )
    signatures.sign(actor, deliverable, meaning=ACCEPTED, comment=comment, seen_hash=seen_hash)
    return _close(deliverable, State.ACCEPTED)


@use_case("quality.return_deliverable", permission=may_accept, label=_("Return a deliverable"))
def return_deliverable(actor: Any, deliverable: Deliverable, *, reason: str) -> Deliverable:
    deliverable = _submitted(deliverable)
    if not deliverable.current.reviews.exists():
        Review.objects.create(version=deliverable.current, by=actor, at=clock.now(), passed=False, text=reason)
    return _close(deliverable, State.RETURNED)


@use_case("quality.withdraw_deliverable", permission=may_plan_quality, label=_("Withdraw a deliverable"))
def withdraw_deliverable(actor: Any, deliverable: Deliverable, *, reason: str) -> Deliverable:
    """It is owed no more, say after a change of contract. `reason` stands in the trail."""
    deliverable = _locked(deliverable)
    if deliverable.state == State.ACCEPTED:
        raise Refused("deliverable_closed", _("It has been accepted or withdrawn and does not change any more."))
    if deliverable.current is not None and deliverable.current.closed_at is None:
        _shut(deliverable.current)
    deliverable.state = State.WITHDRAWN
    deliverable.save()
    return deliverable


def _locked(deliverable: Deliverable) -> Deliverable:
    """As it stands now, and nobody else's meanwhile."""
    return Deliverable.objects.select_for_update().get(pk=deliverable.pk)


def _submitted(deliverable: Deliverable) -> Any:
    row = _locked(deliverable)
    if row.state != State.SUBMITTED or row.current is None:
        raise Refused("not_handed_over", _("It is not waiting for acceptance. Nothing was changed; look at it again."))
    return row


def _close(deliverable: Deliverable, state: str) -> Deliverable:
    _shut(deliverable.current)
    deliverable.state = state
    deliverable.accepted_at = clock.now() if state == State.ACCEPTED else None
    deliverable.save()
    return deliverable


def _shut(version: Any) -> None:
    version.closed_at = clock.now()
    version.save(update_fields=["closed_at"])
