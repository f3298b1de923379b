"""Scoring: interests declared, each alone, then together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.selection import notices, queries
from golive.apps.selection.engine_io import STRONGEST
from golive.apps.selection.models import Agreed, Criterion, DemoStep, Evaluator, PairJudgement, Score, Selection
from golive.apps.selection.models.selections import FULL_MARKS
from golive.apps.selection.permissions import may_agree, may_declare, may_score, may_weigh
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

State = Selection.State


def _locked(evaluator: Evaluator) -> Evaluator:
    return (
        Evaluator.objects.select_for_update(of=("self",))
        .select_related("selection", "person", "project")
        .get(pk=evaluator.pk)
    )


@use_case("selection.declare_interest", permission=may_declare, label=_("Declare interests"))
def declare_interest(actor: Any, evaluator: Evaluator, *, conflict: bool, interest: str = "") -> Evaluator:
    """What ties the evaluator to a vendor. A conflict keeps him from scoring; what he had saved counts no more."""
    row = _locked(evaluator)
    if row.submitted_at and not conflict:
        raise Refused(
            "declared_already", _("Your scores are handed in; only a conflict of interest can still be declared.")
        )
    if conflict and not interest.strip():
        raise Refused("interest_missing", _("Say what ties you to which vendor."))
    row.conflict, row.interest, row.declared_at = conflict, interest.strip(), clock.now()
    row.save()
    return row


@use_case("selection.compare_pairs", permission=may_weigh, label=_("Compare criteria by pairs"), secret=("said",))
def compare_pairs(actor: Any, selection: Selection, *, said: dict[str, Any]) -> Selection:
    """`said`: "key of the first:key of the second" → how many times the first counts as much (1/9 to 9)."""
    row = Selection.objects.select_for_update().get(pk=selection.pk)
    if row.state != State.PREPARING or row.weighting != Selection.Weighting.PAIRWISE:
        raise Refused("weights_settled", _("The weights of %(code)s are not being found by pairs now."), code=row.code)
    criteria = {c.pk: c for c in row.criteria.all()}
    for pair, value in said.items():
        first, _colon, second = pair.partition(":")
        one = criteria.get(int(first) if first.isdecimal() else 0)
        other = criteria.get(int(second) if second.isdecimal() else 0)
        if one is None or other is None or one.parent_id != other.parent_id or one.pk == other.pk:
            raise Refused("pair_unknown", _("Only two criteria of one group can be compared. Nothing was saved."))
        number = float(value)
        if not 1 / STRONGEST - 1e-6 <= number <= STRONGEST:
            raise Refused("pair_out_of_scale", _("A comparison lies between 1/9 and 9. Nothing was saved."))
        PairJudgement.objects.filter(by=actor, first=other, second=one).delete()
        PairJudgement.objects.update_or_create(
            by=actor, first=one, second=other, defaults={"selection": row, "value": number, "at": clock.now()}
        )
    return row


@use_case("selection.save_scores", permission=may_score, label=_("Save my scores"), secret=("scores", "notes"))
def save_scores(
    actor: Any, evaluator: Evaluator, *, scores: dict[str, Any], notes: dict[str, str] | None = None
) -> Evaluator:
    """`scores`: "c<criterion>:<candidate>" or "s<step>:<candidate>" → 0 to 5, or "" to take it back. Others see none of it
    until all are in."""
    row = _scoring(_locked(evaluator))
    selection = row.selection
    candidates = {c.pk: c for c in queries.short_list(selection)}
    criteria = {c.pk: c for c in queries.leaves(selection.criteria.all()) if c.source == Criterion.Source.SCORED}
    steps = {s.pk: s for s in selection.demo_steps.all()}
    for key, value in scores.items():
        what, _colon, whom = key[1:].partition(":")
        about: Criterion | DemoStep | None = None
        if what.isdecimal():
            about = criteria.get(int(what)) if key[:1] == "c" else steps.get(int(what)) if key[:1] == "s" else None
        candidate = candidates.get(int(whom)) if whom.isdecimal() else None
        if about is None or candidate is None:
            raise Refused("score_unknown", _("There is no such thing to score here. Nothing was saved."))
        _put(row, candidate, about, value, (notes or {}).get(key, ""))
    return row


def _put(row: Evaluator, candidate: Any, about: Criterion | DemoStep, value: Any, note: str) -> None:
    place = {"criterion": about, "step": None} if isinstance(about, Criterion) else {"criterion": None, "step": about}
    if value in ("", None):
        Score.objects.filter(evaluator=row, candidate=candidate, **place).delete()
        return
    if str(value) not in {str(n) for n in range(FULL_MARKS + 1)}:
        raise Refused("score_out_of_scale", _("A score is a whole number from 0 to 5. Nothing was saved."))
    values = {"value": int(value), "note": note.strip()[:500], "at": clock.now()}
    Score.objects.update_or_create(evaluator=row, candidate=candidate, **place, defaults=values)


@use_case("selection.hand_in", permission=may_score, label=_("Hand in my scores"))
def hand_in(actor: Any, evaluator: Evaluator) -> Evaluator:
    """Complete, and from now on unchanged. When the last one is in, all lie open."""
    row = _scoring(_locked(evaluator))
    selection = row.selection
    leaves = [c for c in queries.leaves(selection.criteria.all()) if c.source == Criterion.Source.SCORED]
    wanted = (len(leaves) + selection.demo_steps.count()) * len(queries.short_list(selection))
    given = row.scores.filter(candidate__in=queries.short_list(selection)).count()
    if given < wanted:
        raise Refused(
            "scores_incomplete", _("%(n)s scores are still missing. Nothing was handed in."), n=wanted - given
        )
    row.submitted_at = clock.now()
    row.save()
    if not queries.pending(selection).exists():
        notices.scores_are_in(selection)
    return row


def _scoring(row: Evaluator) -> Evaluator:
    if row.selection.state != State.SCORING:
        raise Refused("not_scoring", _("%(code)s is not being scored now."), code=row.selection.code)
    if row.conflict is None:
        raise Refused("undeclared", _("First declare what ties you to the vendors, even if nothing does."))
    if row.submitted_at:
        raise Refused(
            "handed_in", _("Your scores are handed in and stay as they are. Speak for a change in the round together.")
        )
    if queries.is_laid_open(row.selection):
        raise Refused("scores_open_late", _("The time for scoring is over: the scores lie open."))
    return row


@use_case("selection.agree_score", permission=may_agree, label=_("Settle a score together"), secret=("value",))
def agree_score(
    actor: Any, selection: Selection, *, candidate: Any, criterion: Any, value: Decimal, reason: str
) -> Selection:
    """After all are in: where evaluators are apart they settle on one score, and say why. The single scores stay in sight."""
    row = Selection.objects.select_for_update().get(pk=selection.pk)
    if row.state != State.SCORING or not queries.is_laid_open(row):
        raise Refused("scores_sealed", _("Scores are talked over when all are in and before they are final."))
    if candidate.selection_id != row.pk or criterion.selection_id != row.pk or criterion.source != "scored":
        raise Refused("score_unknown", _("There is no such thing to score here. Nothing was saved."))
    if not reason.strip():
        raise Refused("reason_missing", _("Give the reason: whoever reads this later must understand it."))
    if not 0 <= Decimal(str(value)) <= FULL_MARKS:
        raise Refused("score_out_of_scale", _("A score is a whole number from 0 to 5. Nothing was saved."))
    Agreed.objects.update_or_create(
        candidate=candidate,
        criterion=criterion,
        defaults={"value": value, "reason": reason.strip(), "by": actor, "at": clock.now()},
    )
    return row
