"""What is chosen, among what, by what, by whom."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.requirements.numbering import next_code
from golive.apps.selection.models import Candidate, Criterion, Evaluator, Selection
from golive.apps.selection.permissions import may_run
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

State = Selection.State


def _preparing(selection: Selection) -> Selection:
    row = Selection.objects.select_for_update().get(pk=selection.pk)
    if row.state != State.PREPARING:
        raise Refused(
            "weights_signed",
            _("Criteria, weights and evaluators of %(code)s are settled: scoring has begun. Nothing was changed."),
            code=row.code,
        )
    return row


def _undecided(selection: Selection) -> Selection:
    row = Selection.objects.select_for_update().get(pk=selection.pk)
    if row.state in (State.DECIDED, State.GIVEN_UP):
        raise Refused("selection_over", _("%(code)s is over. Nothing was changed."), code=row.code)
    return row


@use_case("selection.add_selection", permission=may_run, label=_("Start a selection"))
def add_selection(actor: Any, project: Project, **values: Any) -> Selection:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two writers must not take one number
    code = values.pop("code", "") or next_code(Selection.objects.filter(project=project), "SEL", 2)
    return Selection.objects.create(project=project, code=code, created_at=clock.now(), **values)


@use_case("selection.edit_selection", permission=may_run, label=_("Change the selection"))
def edit_selection(actor: Any, selection: Selection, **values: Any) -> Selection:
    row = _undecided(selection)
    if "weighting" in values and values["weighting"] != row.weighting:
        _preparing(row)
    opening = values.get("bids_open_at", row.bids_open_at)
    if opening != row.bids_open_at and row.bids_open_at and row.bids_open_at <= clock.now():
        raise Refused("bids_opened", _("The bids are opened already; the time of their opening stays as it is."))
    until = values.get("scores_until", row.scores_until)
    if until != row.scores_until and row.scores_until and row.scores_until <= clock.now():
        raise Refused("scores_open", _("The scores lie open already; the time stays as it is."))
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


@use_case("selection.give_up", permission=may_run, label=_("Give the selection up"))
def give_up(actor: Any, selection: Selection, *, reason: str) -> Selection:
    row = _undecided(selection)
    if not reason.strip():
        raise Refused("reason_missing", _("Give the reason: whoever reads this later must understand it."))
    row.state, row.purpose = State.GIVEN_UP, f"{row.purpose}\n{reason.strip()}".strip()
    row.save()
    return row


@use_case("selection.add_candidate", permission=may_run, label=_("Add a candidate"))
def add_candidate(actor: Any, project: Project, *, selection: Selection, **values: Any) -> Candidate:
    row = _undecided(selection)
    code = values.pop("code", "") or next_code(row.candidates.all(), "K", 2)
    return Candidate.objects.create(project=project, selection=row, code=code, **values)


@use_case("selection.edit_candidate", permission=may_run, label=_("Change the candidate"))
def edit_candidate(actor: Any, candidate: Candidate, **values: Any) -> Candidate:
    _undecided(candidate.selection)
    values.pop("selection", None)  # a candidate stays where it is
    for name, value in values.items():
        setattr(candidate, name, value)
    candidate.save()
    return candidate


@use_case("selection.shortlist", permission=may_run, label=_("Put on the short list"))
def shortlist(actor: Any, candidate: Candidate, *, reason: str = "") -> Candidate:
    _preparing(candidate.selection)
    candidate.stage, candidate.reason = Candidate.Stage.SHORT, reason.strip()
    candidate.save()
    return candidate


@use_case("selection.drop_candidate", permission=may_run, label=_("Drop the candidate"))
def drop_candidate(actor: Any, candidate: Candidate, *, reason: str) -> Candidate:
    """It is out, with a reason that will be read when somebody asks why. What was found out about it stays."""
    row = _undecided(candidate.selection)
    if row.state == State.AGREED:
        raise Refused("scores_agreed", _("The scores are final; a candidate can no longer be dropped."))
    if not reason.strip():
        raise Refused("reason_missing", _("Give the reason: whoever reads this later must understand it."))
    candidate.stage, candidate.reason = Candidate.Stage.DROPPED, reason.strip()
    candidate.save()
    return candidate


@use_case("selection.add_criterion", permission=may_run, label=_("Add a criterion"))
def add_criterion(actor: Any, project: Project, *, selection: Selection, **values: Any) -> Criterion:
    row = _preparing(selection)
    _check_parent(row, None, values.get("parent"))
    code = values.pop("code", "") or next_code(row.criteria.all(), "C", 2)
    return Criterion.objects.create(project=project, selection=row, code=code, **values)


@use_case("selection.edit_criterion", permission=may_run, label=_("Change the criterion"))
def edit_criterion(actor: Any, criterion: Criterion, **values: Any) -> Criterion:
    row = _preparing(criterion.selection)
    _check_parent(row, criterion, values.get("parent", criterion.parent))
    values.pop("selection", None)
    for name, value in values.items():
        setattr(criterion, name, value)
    criterion.save()
    return criterion


@use_case("selection.remove_criterion", permission=may_run, label=_("Remove the criterion"))
def remove_criterion(actor: Any, criterion: Criterion) -> Any:
    """Only while nothing is signed; what was compared by pairs about it goes with it."""
    row = _preparing(criterion.selection)
    if criterion.children.exists():
        raise Refused("criterion_has_children", _("This group has members. Move or remove them first."))
    criterion.delete()
    return row


def _check_parent(selection: Selection, criterion: Criterion | None, parent: Criterion | None) -> None:
    if parent is None:
        return
    if parent.selection_id != selection.pk:
        raise Refused("criterion_elsewhere", _("The group belongs to another selection. Nothing was changed."))
    above: Criterion | None = parent
    while above is not None:
        if criterion is not None and above.pk == criterion.pk:
            raise Refused("criterion_circle", _("A group cannot be part of itself. Nothing was changed."))
        above = above.parent


@use_case("selection.name_evaluator", permission=may_run, label=_("Name an evaluator"))
def name_evaluator(actor: Any, project: Project, *, selection: Selection, person: Any) -> Evaluator:
    """A member of the project who does not stand for the vendor and belongs to no bidder."""
    row = _preparing(selection)
    if not access.is_member(person, project):
        raise Refused("evaluator_outside", _("%(person)s has no place in this project."), person=str(person))
    bidders = set(row.candidates.exclude(organisation=None).values_list("organisation_id", flat=True))
    if access.stands_for(person, project, Party.VENDOR) or person.organisation_id in bidders:
        raise Refused(
            "evaluator_is_vendor",
            _("%(person)s belongs to a vendor and cannot score. Nobody was named."),
            person=str(person),
        )
    if row.evaluators.filter(person=person).exists():
        raise Refused("evaluator_named", _("%(person)s is named already."), person=str(person))
    return Evaluator.objects.create(project=project, selection=row, person=person)


@use_case("selection.dismiss_evaluator", permission=may_run, label=_("Dismiss the evaluator"))
def dismiss_evaluator(actor: Any, evaluator: Evaluator) -> Any:
    """Only before scoring begins: afterwards nobody's scores disappear."""
    row = _preparing(evaluator.selection)
    evaluator.delete()
    return row
