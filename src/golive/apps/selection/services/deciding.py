"""The steps of a selection from signed weights to the sponsor's question."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from golive.apps.governance import services as governance
from golive.apps.governance.models import Decision
from golive.apps.selection import architecture, engine_io, notices, queries, readiness
from golive.apps.selection.models import Assessment, Candidate, Selection
from golive.apps.selection.permissions import may_run
from golive.foundation.errors import Refused
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import use_case

State = Selection.State


def _locked(selection: Selection, *states: str) -> Selection:
    row = Selection.objects.select_for_update().get(pk=selection.pk)
    if row.state not in states:
        raise Refused(
            "selection_elsewhere",
            _("%(code)s is at another step now (%(state)s). Nothing was changed."),
            code=row.code,
            state=str(row.get_state_display()),
        )
    return row


@use_case("selection.sign_weights", permission=may_run, label=_("Sign the weights; scoring begins"))
def sign_weights(actor: Any, selection: Selection) -> Selection:
    """From here on candidates, criteria, weights and evaluators stay. Judgements that contradict each other (consistency
    ratio above 0.10) cannot be signed: weights nobody means would decide."""
    row = _locked(selection, State.PREPARING)
    if faults := readiness.weight_faults(row):
        raise Refused(
            "weights_not_ready", _("The weights cannot be signed yet: %(faults)s"), faults=" ".join(map(str, faults))
        )
    own = engine_io.tree(row)
    row.weights = {leaf.code: own.overall[leaf.pk] for leaf in own.leaves}
    row.state = State.SCORING
    row.save()
    signatures.sign(actor, row, meaning="approved")
    notices.scoring_begins(row)
    return row


@use_case("selection.settle_scores", permission=may_run, label=_("Make the scores final"))
def settle_scores(actor: Any, selection: Selection) -> Selection:
    """All is known, and where evaluators were two points or more apart they have settled on a score together."""
    row = _locked(selection, State.SCORING)
    if not queries.is_laid_open(row):
        raise Refused(
            "scores_sealed_still", _("Scores are still out. They lie open when all are in or the time is up.")
        )
    if not queries.bids_open(row):
        raise Refused("bids_sealed_still", _("The bids are not opened yet."))
    found = queries.comparison(row)
    if found.result is None:
        named = "、".join(f"{c.code} / {leaf.name}" for c, leaf in found.missing[:6])
        raise Refused("values_missing", _("Still unknown: %(what)s. Nothing was changed."), what=named)
    agreed = queries.agreed_scores(row)
    wide = [
        key
        for key, scores in queries.sheet(row).items()
        if queries.apart(scores) >= queries.APART and key not in agreed
    ]
    if wide:
        raise Refused(
            "evaluators_apart",
            _("In %(n)s places the evaluators are two points or more apart. Settle on a score together first."),
            n=len(wide),
        )
    short = queries.short_list(row)
    known = set(Assessment.objects.filter(candidate__in=short).values_list("candidate_id", flat=True))
    if lost := [c.code for c in short if c.pk not in known]:
        raise Refused(
            "assessment_missing",
            _("The technical assessment of %(codes)s is missing: IT has to examine every short-listed product."),
            codes=", ".join(lost),
        )
    for candidate, fit in _fits(row, short):
        if fit.open:
            text = _(
                "%(code)s is not examined against what is mandatory here: %(what)s. IT has to say whether it fits."
            )
            raise Refused("architecture_open", text, code=candidate.code, what=architecture.named(fit.open[:6]))
    row.state = State.AGREED
    row.save()
    return row


def _fits(row: Selection, candidates: list[Candidate]) -> list[tuple[Candidate, architecture.Compatibility]]:
    found = architecture.compatibilities(row.project, candidates)
    return [(c, found[c.pk]) for c in candidates]


@use_case("selection.ask_choice", permission=may_run, label=_("Put the choice to the sponsor"))
def ask_choice(actor: Any, selection: Selection, *, decider: Any, deadline: datetime, reason: str = "") -> Selection:
    """One option a candidate, the first in the ranking first. No figure stands in the question: more people read decisions
    than may know the scores; the comparison is one click away for those who may. What does not fit a mandatory element of the
    architecture is no option; the background says which and why, and the first of the others is recommended."""
    row = _locked(selection, State.AGREED)
    if row.decision_id and row.decision.state == Decision.State.OPEN:
        raise Refused("choice_asked", _("The choice is before %(person)s already."), person=str(row.decision.decider))
    result = queries.comparison(row).result
    if result is None:
        raise Refused("values_missing_now", _("The comparison is not complete any more. Nothing was asked."))
    by_code = {c.code: c for c in queries.short_list(row)}
    blocked = {c.code: fit.blocking for c, fit in _fits(row, list(by_code.values())) if fit.blocking}
    codes = [c for c in (result.matrix.alternatives[a] for a in result.weighted_sum.order) if c not in blocked]
    if not codes:
        text = _("No product fits what is mandatory here: %(what)s. Make a wish of it, or look for other products.")
        raise Refused("all_blocked", text, what=architecture.named({e for found in blocked.values() for e in found}))
    with translation.override(row.project.language):
        options = [
            {
                "key": code,
                "text": f"{by_code[code].product}（{by_code[code].vendor}）",
                "effect": _effect(row, by_code[code]),
            }
            for code in codes
        ]
        options.append(
            {"key": "none", "text": gettext("None of them"), "effect": gettext("The selection is given up.")}
        )
        question = gettext("%(code)s: which product is chosen?") % {"code": str(row)}
        left_out = gettext("Not to be chosen, because it does not fit the architecture: %(product)s (%(what)s)")
        said = [
            left_out % {"product": by_code[code].product, "what": architecture.named(found)}
            for code, found in blocked.items()
        ]
    row.decision = governance.ask_decision(
        actor,
        row.project,
        question=question[:200],
        options=options,
        decider=decider,
        deadline=deadline,
        background="\n".join([*([reason] if reason else []), *said]),
        recommended=codes[0],
        act="selection.choose",
        subject_id=row.pk,
    )
    row.save()
    return row


def _effect(selection: Selection, candidate: Any) -> str:
    ready = candidate.contracts.filter(state="draft").first()
    if ready is not None and ready.milestones.exists():
        return gettext("Contract %(code)s comes into force.") % {"code": ready.code}
    return gettext("A draft contract is made from the bid.")
