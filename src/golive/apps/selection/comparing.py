"""The comparison as the page and the report show it: plain values with names, nothing to reckon in a template."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from golive.apps.selection import architecture, queries
from golive.apps.selection.engine_io import Comparison, Doubt, Method, Result, points
from golive.apps.selection.models import Criterion, Selection


def shown(selection: Selection) -> dict[str, Any]:
    """`ready`: whether there is a ranking; otherwise `missing` says what is still unknown, or sealed."""
    found = queries.comparison(selection)
    names = {c.code: c.product for c in found.candidates}
    base = {
        "ready": found.result is not None,
        "sealed_scores": not queries.is_laid_open(selection),
        "sealed_bids": not queries.bids_open(selection),
        "missing": [f"{c.code} / {leaf.name}" for c, leaf in found.missing],
        "candidates": found.candidates,
        "costs": _costs(selection, found) if queries.bids_open(selection) else [],
        "years": list(range(selection.years + 1)),
    }
    if found.result is None:
        return base
    return base | {
        "ranking": ranking(found, names),
        "breakdown": breakdown(selection, found),
        "turns": turns(found, names),
        "decisive": found.result.decisive,
        "reasons": reasons(found.result, names, _criteria_names(found)),
        "winner": names[found.result.matrix.alternatives[found.result.winner]],
        "reversals": reversals(found.result, names),
        "consistency": consistency(found),
        "blocked": blocked(selection, found),
    }


def blocked(selection: Selection, found: Comparison) -> list[dict[str, Any]]:
    """Products that a mandatory element of the architecture keeps from being recommended, however they score."""
    fits = architecture.compatibilities(selection.project, found.candidates)
    return [
        {"candidate": c, "what": architecture.named(fits[c.pk].blocking)}
        for c in found.candidates
        if fits[c.pk].blocking
    ]


def ranking(found: Comparison, names: dict[str, str]) -> list[dict[str, Any]]:
    result = found.result
    assert result is not None
    by_code = {c.code: c for c in found.candidates}
    rows = []
    for a in result.weighted_sum.order:
        code = result.matrix.alternatives[a]
        rows.append(
            {
                "candidate": by_code[code],
                "name": names[code],
                "total": float(result.weighted_sum.totals[a]),
                "rank": result.weighted_sum.ranks[a],
                "topsis": float(result.topsis.totals[a]),
                "topsis_rank": result.topsis.ranks[a],
                "wins": result.wins_about[Method.WEIGHTED_SUM][a],
                "wins_topsis": result.wins_about[Method.TOPSIS][a],
                "wins_any": result.wins_any[Method.WEIGHTED_SUM][a],
            }
        )
    return rows


def breakdown(selection: Selection, found: Comparison) -> list[dict[str, Any]]:
    """Each leaf with its weight and every candidate's value and points (value × weight × 100)."""
    result = found.result
    assert result is not None
    added = points(result)
    lines = []
    for n, leaf in enumerate(found.tree.leaves):
        cells = []
        for a, candidate in enumerate(found.candidates):
            value = found.values[candidate.pk, leaf.pk]
            cells.append({"text": _value(leaf, value), "points": added[a][n]})
        best = max(cell["points"] for cell in cells)
        for cell in cells:
            cell["best"] = cell["points"] == best
        lines.append({"leaf": leaf, "weight": float(result.matrix.weights[n]), "cells": cells})
    return lines


def _value(leaf: Criterion, value: float) -> str:
    if leaf.source == Criterion.Source.TCO:
        return f"{value / 10_000:,.1f}"
    return f"{value:.0f} %" if leaf.source == Criterion.Source.FIT else f"{value:.1f}"


def _criteria_names(found: Comparison) -> dict[str, str]:
    return {c.code: c.name for c in found.tree.criteria}


def turns(found: Comparison, names: dict[str, str]) -> list[dict[str, Any]]:
    """Which weight turns the result, the touchiest first."""
    result = found.result
    assert result is not None
    called, codes = _criteria_names(found), result.matrix.alternatives
    lines = []
    for turn, group in [*((t, False) for t in result.turns), *((t, True) for t in result.group_turns)]:
        near = turn.nearest
        lines.append(
            {
                "name": called[turn.name],
                "group": group,
                "weight": turn.weight,
                "below": turn.below and {"at": turn.below.at, "winner": names[codes[turn.below.winner]]},
                "above": turn.above and {"at": turn.above.at, "winner": names[codes[turn.above.winner]]},
                "change": near and near.change * 100,
                "close": near is not None and abs(near.change) < 0.10,
            }
        )
    return sorted(lines, key=lambda line: (line["change"] is None, abs(line["change"] or 0)))


def reasons(result: Result, names: dict[str, str], criteria: dict[str, str]) -> list[str]:
    """Why the result is not decisive, in sentences."""
    texts = {
        Doubt.TIE: _("The first place is shared with %(other)s."),
        Doubt.METHODS_DISAGREE: _("TOPSIS puts %(other)s first."),
        Doubt.ONE_WEIGHT: _(
            "%(points)s percentage points of weight for “%(name)s” make %(other)s the first; 10 are needed to be sure."
        ),
        Doubt.RANDOM_WEIGHTS: _(
            "With weights about the agreed ones it is first in only %(share)s of the draws (%(method)s); 90 %% are needed. Next is %(other)s."
        ),
        Doubt.ONE_JUDGE: _("Without %(name)s, %(other)s is first."),
        Doubt.INCONSISTENT: _(
            "The judgements in “%(name)s” contradict each other: consistency ratio %(ratio)s, at most 0.10 is acceptable."
        ),
    }
    methods = {Method.WEIGHTED_SUM.value: _("weighted sum"), Method.TOPSIS.value: _("TOPSIS")}
    found = []
    for r in result.reasons:
        figure = r.figure or 0.0
        found.append(
            texts[r.doubt]
            % {
                "other": names[result.matrix.alternatives[r.other]] if r.other is not None else "",
                "name": criteria.get(r.name, r.name),
                "points": f"{figure * 100:+.1f}",
                "share": f"{figure:.0%}",
                "ratio": f"{figure:.2f}",
                "method": methods.get(r.name, ""),
            }
        )
    return found


def reversals(result: Result, names: dict[str, str]) -> list[str]:
    codes, text = result.matrix.alternatives, _("%(method)s: without %(gone)s, %(one)s would be ahead of %(two)s.")
    methods = {Method.WEIGHTED_SUM: _("weighted sum"), Method.TOPSIS: _("TOPSIS")}
    return [
        text
        % {
            "method": methods[method],
            "gone": names[codes[r.removed]],
            "one": names[codes[r.second]],
            "two": names[codes[r.first]],
        }
        for method, rows in result.reversals.items()
        for r in rows
    ]


def consistency(found: Comparison) -> list[dict[str, Any]]:
    return [
        {"name": str(g.parent.name) if g.parent else _("All criteria"), "ratio": g.all.ratio, "judges": len(g.single)}
        for g in found.tree.groups
        if g.all is not None
    ]


def _costs(selection: Selection, found: Comparison) -> list[dict[str, Any]]:
    """Cost of ownership by year, in fen."""
    return [
        {
            "candidate": c,
            "years": found.owned[c.pk].years,
            "total": found.owned[c.pk].total,
            "present": found.owned[c.pk].present,
        }
        for c in found.candidates
        if found.owned[c.pk].total
    ]
