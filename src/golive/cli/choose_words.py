"""Codes of the selection engine in words."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from golive.cli.words import N_, _
from golive.engines.selection import Doubt, Reason, SelectionError
from golive.engines.selection.scoring import Method

REFUSALS = MappingProxyType(
    {
        "not_xlsx": N_("This is not a readable Excel workbook (%(detail)s). Save it as .xlsx and try again."),
        "no_table": N_(
            "No sheet of the workbook holds a comparison. One sheet needs the alternatives at the left, the criteria at the top and scores in between."
        ),
        "no_weights": N_(
            "These criteria have no weight: %(names)s. Add a line called weight, or a sheet in which the criteria are compared by pairs."
        ),
        "kind": N_("%(names)s: “%(detail)s” is no kind of criterion. Write benefit or cost."),
        "too_few": N_("There is nothing to compare: at least two alternatives and one criterion are needed."),
        "too_many": N_(
            "%(count)s things cannot be compared by pairs (at most %(detail)s). Put the criteria into groups and compare within each."
        ),
        "not_reciprocal": N_(
            "The two judgements of %(names)s contradict each other: one must be the reverse of the other (3 and 1/3). Leave one of them empty."
        ),
        "not_positive": N_("The judgement of %(names)s must be above nothing: 3, or 1/3 for the reverse."),
        "incomplete": N_(
            "Nobody judged these pairs: %(names)s. Judge them, or call the command with --fill to have them put in from the others."
        ),
        "not_connected": N_(
            "Too few pairs are judged to say anything about the others. Judge at least one of: %(names)s."
        ),
        "weights": N_("The weights (%(names)s) must not be negative and not all be nothing."),
        "scores": N_("A score is missing or no number: %(names)s %(detail)s."),
        "bounds": N_("A score lies outside of its scale, or the scale is upside down: %(names)s."),
        "cost_not_positive": N_("Costs are compared by ratio and must be above nothing: %(names)s."),
        "duplicate": N_("This name occurs twice: %(names)s."),
        "tree": N_("%(names)s: these names are neither the criteria, nor the groups, nor the criteria of one group."),
        "seed": N_("The seed must not be negative, and at least one draw is needed."),
        "judges": N_("The judges compared different things."),
    }
)
METHODS = MappingProxyType({Method.WEIGHTED_SUM: N_("weighted sum"), Method.TOPSIS: N_("TOPSIS")})
DOUBTS = MappingProxyType(
    {
        Doubt.TIE: N_("The first place is shared with %(other)s."),
        Doubt.METHODS_DISAGREE: N_("TOPSIS puts %(other)s first."),
        Doubt.ONE_WEIGHT: N_(
            "%(points)s percentage points of weight for “%(name)s” make %(other)s the first; 10 are needed to be sure."
        ),
        Doubt.RANDOM_WEIGHTS: N_(
            "With weights about the agreed ones it is first in only %(share)s of the draws (%(method)s); 90 %% are needed. Next is %(other)s."
        ),
        Doubt.ONE_JUDGE: N_("Without %(name)s, %(other)s is first."),
        Doubt.INCONSISTENT: N_(
            "The judgements in “%(name)s” contradict each other: consistency ratio %(ratio)s, at most 0.10 is acceptable."
        ),
    }
)
_SHOWN = 12


def refusal_words(error: SelectionError) -> str:
    names = ", ".join(error.names[:_SHOWN]) + (" …" if len(error.names) > _SHOWN else "")
    return _(REFUSALS[error.code]) % {"names": names, "detail": error.detail, "count": len(error.names)}


def reason_words(reason: Reason, alternatives: Sequence[str]) -> str:
    figure = reason.figure or 0.0
    method = _(METHODS[Method(reason.name)]) if reason.doubt is Doubt.RANDOM_WEIGHTS else ""
    return _(DOUBTS[reason.doubt]) % {
        "other": alternatives[reason.other] if reason.other is not None else "",
        "name": reason.name,
        "points": f"{figure * 100:+.1f}",
        "share": f"{figure:.0%}",
        "ratio": f"{figure:.3f}",
        "method": method,
    }
