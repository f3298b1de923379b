"""Reads. Everything begins with who may see it, and when: scores when all are in, bids when they are opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from golive.apps.selection import engine_io
from golive.apps.selection.models import (
    Agreed,
    Assessment,
    BidLine,
    Candidate,
    CandidateFit,
    Contract,
    Criterion,
    DemoStep,
    Element,
    ElementFit,
    Evaluator,
    Milestone,
    Obligation,
    ProcurementItem,
    Reference,
    Score,
    Selection,
)
from golive.apps.selection.permissions import COMMITTEE
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party


def visible_selections(actor: Any) -> QuerySet[Selection]:
    """The committee's, and those in which one was named to score. Whoever stands for the vendor, or belongs to an
    organisation that offers something in it, sees nothing."""
    if getattr(actor, "is_system", False):
        return Selection.objects.all()
    named = Selection.objects.filter(evaluators__person=actor.pk, project__in=access.projects_of(actor)).values("pk")
    rows = Selection.objects.filter(Q(project__in=access.projects_as(actor, *COMMITTEE)) | Q(pk__in=named))
    rows = rows.exclude(project__in=access.projects_as(actor, Party.VENDOR))
    if actor.organisation_id:
        bidding = Candidate.objects.filter(selection=OuterRef("pk"), organisation=actor.organisation_id)
        rows = rows.exclude(Exists(bidding))
    return rows


def _of_visible(actor: Any, model: Any, path: str = "selection") -> Any:
    return model.objects.filter(**{f"{path}__in": visible_selections(actor)})


def visible_candidates(actor: Any) -> QuerySet[Candidate]:
    return _of_visible(actor, Candidate).select_related("selection", "organisation")  # type: ignore[no-any-return]


def visible_criteria(actor: Any) -> QuerySet[Criterion]:
    return _of_visible(actor, Criterion).select_related("selection", "parent")  # type: ignore[no-any-return]


def visible_evaluators(actor: Any) -> QuerySet[Evaluator]:
    return _of_visible(actor, Evaluator).select_related("selection", "person")  # type: ignore[no-any-return]


def visible_steps(actor: Any) -> QuerySet[DemoStep]:
    return _of_visible(actor, DemoStep).select_related("selection", "requirement")  # type: ignore[no-any-return]


def visible_references(actor: Any) -> QuerySet[Reference]:
    return _of_visible(actor, Reference, "candidate__selection").select_related("candidate", "by")  # type: ignore[no-any-return]


def visible_fits(actor: Any) -> QuerySet[CandidateFit]:
    rows = _of_visible(actor, CandidateFit, "candidate__selection")
    return rows.select_related("candidate", "requirement")  # type: ignore[no-any-return]


def visible_assessments(actor: Any) -> QuerySet[Assessment]:
    rows = _of_visible(actor, Assessment, "candidate__selection").annotate(is_blocked=Exists(blocking()))
    return rows.select_related("candidate__selection", "by")  # type: ignore[no-any-return]


def blocking(path: str = "candidate") -> QuerySet[ElementFit]:
    """What the candidate of an outer row does not fit, although it is mandatory and holds today."""
    rows = ElementFit.objects.filter(
        candidate=OuterRef(path), answer=ElementFit.Answer.OBSTACLE, element__mandatory=True
    )
    return rows.filter(_holds("element__"), element_version=F("element__version"))


def _holds(prefix: str = "") -> Q:
    return Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": clock.today()})


def over(rows: QuerySet[Element]) -> QuerySet[Element]:
    return rows.exclude(_holds())


def visible_elements(actor: Any) -> QuerySet[Element]:
    """The committee's, and those who score; nobody who stands for the vendor: it says where the firm can be attacked."""
    if getattr(actor, "is_system", False):
        return Element.objects.all()
    inside = Q(project__in=access.projects_as(actor, *COMMITTEE))
    scoring = Q(project__in=visible_selections(actor).values("project"))
    rows = Element.objects.filter(inside | scoring).exclude(project__in=access.projects_as(actor, Party.VENDOR))
    return rows.select_related("owner")


def visible_element_fits(actor: Any) -> QuerySet[ElementFit]:
    rows = _of_visible(actor, ElementFit, "candidate__selection")
    return rows.select_related("candidate__selection", "element", "by")  # type: ignore[no-any-return]


def with_obstacle(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    found = Q()
    for name in Assessment.ASPECTS:
        found |= Q(**{name: Assessment.Level.OBSTACLE})
    return rows.filter(found | Exists(blocking()))


def opened() -> Q:
    """Envelopes that lie open, by the time of their selection."""
    now = clock.now()
    return Q(candidate__selection__bids_open_at=None) | Q(candidate__selection__bids_open_at__lte=now)


def visible_bids(actor: Any) -> QuerySet[BidLine]:
    """Before they are opened, only what one entered oneself."""
    rows = _of_visible(actor, BidLine, "candidate__selection").filter(opened() | Q(by=actor.pk))
    return rows.select_related("candidate__selection", "by")  # type: ignore[no-any-return]


def pending(selection: Any) -> QuerySet[Evaluator]:
    """Whose scores are still out. A conflict of interest keeps a person from scoring, so nobody waits for him."""
    return Evaluator.objects.filter(selection=selection, submitted_at=None).exclude(conflict=True)


def laid_open(path: str = "") -> Q:
    """Selections whose scores lie open: all are in, or the time is up."""
    prefix = f"{path}__" if path else ""
    waiting = Evaluator.objects.filter(selection=OuterRef(f"{prefix}pk"), submitted_at=None).exclude(conflict=True)
    begun = ~Q(**{f"{prefix}state": Selection.State.PREPARING})
    return begun & (Q(**{f"{prefix}scores_until__lte": clock.now()}) | ~Exists(waiting))


def is_laid_open(selection: Selection) -> bool:
    return Selection.objects.filter(laid_open(), pk=selection.pk).exists()


def visible_scores(actor: Any) -> QuerySet[Score]:
    """One's own; those of others as soon as they lie open."""
    rows = _of_visible(actor, Score, "evaluator__selection")
    return rows.filter(laid_open("evaluator__selection") | Q(evaluator__person=actor.pk))  # type: ignore[no-any-return]


def bids_open(selection: Selection) -> bool:
    return selection.bids_open_at is None or selection.bids_open_at <= clock.now()


def short_list(selection: Selection) -> list[Candidate]:
    stages = [Candidate.Stage.SHORT, Candidate.Stage.CHOSEN]
    return list(selection.candidates.filter(stage__in=stages).order_by("code"))


def leaves(criteria: Iterable[Criterion]) -> list[Criterion]:
    rows = list(criteria)
    groups = {c.parent_id for c in rows}
    return [c for c in rows if c.pk not in groups]


def agreed_scores(selection: Selection) -> dict[tuple[int, int], Agreed]:
    """(candidate, criterion) → what was settled on."""
    rows = Agreed.objects.filter(candidate__selection=selection).select_related("by")
    return {(a.candidate_id, a.criterion_id): a for a in rows}


def counted_scores(selection: Selection) -> list[Score]:
    """Of evaluators without conflict who handed in; what was only saved when the time was up counts as well."""
    rows = Score.objects.filter(evaluator__selection=selection, evaluator__conflict=False)
    return list(rows.select_related("evaluator__person").order_by("evaluator_id", "id"))


def sheet(selection: Selection) -> dict[tuple[int, int], list[Score]]:
    """(candidate, criterion) → everybody's score."""
    found: dict[tuple[int, int], list[Score]] = defaultdict(list)
    for score in counted_scores(selection):
        if score.criterion_id:
            found[score.candidate_id, score.criterion_id].append(score)
    return dict(found)


APART = 2  # points between the highest and the lowest score from which evaluators talk it over


def apart(scores: Iterable[Score]) -> int:
    values = [s.value for s in scores]
    return max(values, default=0) - min(values, default=0)


def comparison(selection: Selection) -> engine_io.Comparison:
    """The short list by what may be known now: scores when they lie open, bids when they are opened. Whoever may see the
    selection may see this."""
    open_scores, candidates = is_laid_open(selection), short_list(selection)
    bids = list(BidLine.objects.filter(candidate__in=candidates)) if bids_open(selection) else []
    demo = [s for s in counted_scores(selection) if s.step_id] if open_scores else []
    return engine_io.compare(
        selection,
        candidates,
        sheet(selection) if open_scores else {},
        agreed_scores(selection) if open_scores else {},
        bids,
        demo,
    )


# --- contracts -------------------------------------------------------------------------------------------------------
def visible_contracts(actor: Any) -> QuerySet[Contract]:
    """The committee's; a vendor's own once it is in force. A vendor who also sits on the client's side sees only his own."""
    if getattr(actor, "is_system", False):
        return Contract.objects.all()
    vendor = access.projects_as(actor, Party.VENDOR)
    inside = Q(project__in=access.projects_as(actor, *COMMITTEE)) & ~Q(project__in=vendor)
    own = Q(project__in=vendor, organisation=actor.organisation_id) & ~Q(state=Contract.State.DRAFT)
    return Contract.objects.filter(inside | (own if actor.organisation_id else Q(pk__in=[])))


def visible_obligations(actor: Any) -> QuerySet[Obligation]:
    rows = Obligation.objects.filter(contract__in=visible_contracts(actor))
    return rows.select_related("contract", "settled_by")


def visible_milestones(actor: Any) -> QuerySet[Milestone]:
    rows = Milestone.objects.filter(contract__in=visible_contracts(actor))
    return rows.select_related("contract__project", "project", "requested_by", "approved_by")


def visible_procurement(actor: Any) -> QuerySet[ProcurementItem]:
    vendor = access.projects_as(actor, Party.VENDOR)
    rows = ProcurementItem.objects.filter(project__in=access.projects_as(actor, *COMMITTEE))
    return rows.exclude(project__in=vendor).select_related("contract")


def late_procurement(rows: QuerySet[ProcurementItem]) -> QuerySet[ProcurementItem]:
    """Not here although needed, or promised for later than needed."""
    today = clock.today()
    late = Q(needed_on__lt=today) | Q(expected_on__gt=F("needed_on"))
    return rows.filter(late, delivered_on=None)


def is_vendor_here(actor: Any, project: Any) -> bool:
    return access.stands_for(actor, project, Party.VENDOR)
