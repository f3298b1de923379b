"""What is found out about the candidates: fits, technical assessment, demonstrations, references, bids."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.requirements import queries as requirements
from golive.apps.selection.models import Assessment, BidLine, Candidate, CandidateFit, DemoStep, Reference, Selection
from golive.apps.selection.permissions import may_assess, may_collect, may_run
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

MOST_FEN = 10**15


def _open(candidate: Candidate) -> Candidate:
    """Facts about candidates may come in until the scores are final."""
    state = Selection.objects.values_list("state", flat=True).get(pk=candidate.selection_id)
    if state not in (Selection.State.PREPARING, Selection.State.SCORING):
        raise Refused("selection_settled", _("The scores of this selection are final. Nothing was changed."))
    if candidate.stage == Candidate.Stage.DROPPED:
        raise Refused("candidate_dropped", _("%(name)s was dropped. Nothing was changed."), name=str(candidate))
    return candidate


def _set(row: Any, values: dict[str, Any]) -> Any:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


@use_case("selection.add_fit", permission=may_collect, label=_("Record a fit"))
def add_fit(actor: Any, project: Project, *, candidate: Candidate, **values: Any) -> CandidateFit:
    return CandidateFit.objects.create(project=project, candidate=_open(candidate), **values)


@use_case("selection.edit_fit", permission=may_collect, label=_("Change the fit"))
def edit_fit(actor: Any, fit: CandidateFit, **values: Any) -> CandidateFit:
    _open(fit.candidate)
    return _set(fit, values)  # type: ignore[no-any-return]


@use_case("selection.take_fit_answers", permission=may_collect, label=_("Take over the vendor's fit answers"))
def take_fit_answers(actor: Any, candidate: Candidate) -> Candidate:
    """The answers that the project's vendor gave to the requirements, as this candidate's. What was recorded before stays."""
    _open(candidate)
    known = set(candidate.fits.values_list("requirement_id", flat=True))
    rows = []
    for row in requirements.counting(candidate.project):
        if row.pk not in known and row.fit in dict(CandidateFit._meta.get_field("answer").choices):
            rows.append(
                CandidateFit(project=candidate.project, candidate=candidate, requirement_id=row.pk, answer=row.fit)
            )
    if not rows:
        raise Refused("no_fit_answers", _("There is no valid answer of the vendor that is not here already."))
    CandidateFit.objects.bulk_create(rows)
    return candidate


@use_case("selection.assess", permission=may_assess, label=_("Assess a product technically"))
def assess(actor: Any, project: Project, *, candidate: Candidate, **values: Any) -> Assessment:
    return Assessment.objects.create(project=project, candidate=_open(candidate), by=actor, at=clock.now(), **values)


@use_case("selection.edit_assessment", permission=may_assess, label=_("Change the assessment"))
def edit_assessment(actor: Any, assessment: Assessment, **values: Any) -> Assessment:
    _open(assessment.candidate)
    values.pop("candidate", None)
    assessment.by, assessment.at = actor, clock.now()
    return _set(assessment, values)  # type: ignore[no-any-return]


@use_case("selection.add_step", permission=may_run, label=_("Add a step of the demonstration"))
def add_step(actor: Any, project: Project, *, selection: Selection, **values: Any) -> DemoStep:
    """The script is the same for all vendors, so it is settled before the first of them is scored."""
    _unscored(selection)
    return DemoStep.objects.create(project=project, selection=selection, **values)


@use_case("selection.edit_step", permission=may_run, label=_("Change the step"))
def edit_step(actor: Any, step: DemoStep, **values: Any) -> DemoStep:
    _unscored(step.selection)
    values.pop("selection", None)
    return _set(step, values)  # type: ignore[no-any-return]


def _unscored(selection: Selection) -> None:
    if selection.state != Selection.State.PREPARING:
        raise Refused("script_settled", _("Scoring has begun: the script stays the same for all vendors."))


@use_case("selection.add_reference", permission=may_collect, label=_("Record a reference call"))
def add_reference(actor: Any, project: Project, *, candidate: Candidate, **values: Any) -> Reference:
    return Reference.objects.create(project=project, candidate=_open(candidate), by=actor, **values)


@use_case("selection.edit_reference", permission=may_collect, label=_("Change the reference call"))
def edit_reference(actor: Any, reference: Reference, **values: Any) -> Reference:
    _open(reference.candidate)
    return _set(reference, values)  # type: ignore[no-any-return]


SEALED = ("amount", "growth", "text")  # never in the audit trail: it is read by people who may not know them yet


@use_case("selection.add_bid", permission=may_collect, label=_("Enter a line of a bid"), secret=SEALED)
def add_bid(actor: Any, project: Project, *, candidate: Candidate, amount: Decimal, **values: Any) -> BidLine:
    """`amount` in yuan. In before the opening; afterwards a bid is what was opened."""
    _envelope(candidate)
    return BidLine.objects.create(
        project=project, candidate=candidate, amount_fen=_fen(amount), by=actor, at=clock.now(), **values
    )


@use_case("selection.edit_bid", permission=may_collect, label=_("Correct a line of a bid"), secret=SEALED)
def edit_bid(actor: Any, line: BidLine, *, amount: Decimal, **values: Any) -> BidLine:
    """By whoever entered it, until the envelopes are opened."""
    _envelope(line.candidate)
    if line.by_id != actor.pk:
        raise Refused("bid_of_another", _("Only who entered the line corrects it."))
    line.amount_fen = _fen(amount)
    values.pop("candidate", None)
    return _set(line, values)  # type: ignore[no-any-return]


def _envelope(candidate: Candidate) -> None:
    _open(candidate)
    opening = candidate.selection.bids_open_at
    if opening is not None and opening <= clock.now():
        raise Refused("bids_opened_late", _("The bids were opened. What came in afterwards does not count."))


def _fen(amount: Decimal) -> int:
    fen = round(Decimal(str(amount)) * 100)
    if not 0 < fen <= MOST_FEN:
        raise Refused("amount_invalid", _("The amount is missing or cannot be right. Nothing was booked."))
    return fen
