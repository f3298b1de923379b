"""`golive choose`: rank the alternatives of a workbook, and say how far the result can be relied on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from golive.cli import CONTEXT, Refused
from golive.cli.choose_words import METHODS, reason_words, refusal_words
from golive.cli.words import _
from golive.engines.selection import (
    LEAST_CHANGE,
    LEAST_SHARE,
    Flip,
    Method,
    Ranking,
    Result,
    SelectionError,
    Turn,
    judge,
)
from golive.engines.selection.workbook import Read, read_workbook

MOST_BYTES = 20_000_000


@click.command(
    help=_("Rank alternatives by weighted sum and TOPSIS: weights, consistency, sensitivity, decisive or not."),
    context_settings=CONTEXT,
)
@click.argument("matrix", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--method",
    type=click.Choice(["eigenvector", "geometric"]),
    default="eigenvector",
    show_default=True,
    help=_("How judgements by pairs become weights."),
)
@click.option("--fill", is_flag=True, help=_("Put in pairs that nobody judged from the other judgements."))
@click.option(
    "--draws", type=click.IntRange(100, 1_000_000), default=10_000, show_default=True, help=_("Random weights.")
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help=_("Seed of the random weights."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON document on stdout."))
def choose(matrix: Path, method: Any, fill: bool, draws: int, seed: int, as_json: bool) -> None:
    try:
        if matrix.stat().st_size > MOST_BYTES:
            raise Refused(_("The workbook is too big to be a comparison. Nothing was read."))
        read = read_workbook(matrix.read_bytes(), method=method, fill=fill)
        found = judge(read.matrix, groups=read.groups, pairwise=read.consistency, draws=draws, seed=seed)
    except SelectionError as error:
        raise Refused(refusal_words(error)) from error
    if as_json:
        click.echo(json.dumps(document(read, found, draws, seed), ensure_ascii=False))
        return
    show(read, found)


def document(read: Read, found: Result, draws: int, seed: int) -> dict[str, Any]:
    """The answer as JSON. Weights and shares are parts of 1; a change of 0.07 is seven percentage points."""
    names, shares = found.matrix.alternatives, found.matrix.weights
    return {
        "winner": names[found.winner],
        "decisive": found.decisive,
        "why_not": [
            {
                "code": r.doubt.value,
                "name": r.name,
                "figure": r.figure,
                "other": None if r.other is None else names[r.other],
                "text": reason_words(r, names),
            }
            for r in found.reasons
        ],
        "criteria": [
            {"name": c.name, "weight": float(w), "kind": "cost" if c.cost else "benefit", "low": c.low, "high": c.high}
            for c, w in zip(found.matrix.criteria, shares, strict=True)
        ],
        "ahp": [
            {
                "sheet": sheet,
                "about": judged.about,
                "weights": own.by_name,
                "lambda_max": own.lambda_max,
                "consistency_index": own.index,
                "consistency_ratio": own.ratio,
                "acceptable": own.acceptable,
                "filled": [list(pair) for pair in own.filled],
            }
            for judged in read.judged
            for sheet, own in judged.single.items()
        ],
        "weighted_sum": ranking(found.weighted_sum),
        "topsis": ranking(found.topsis),
        "sensitivity": {
            "weighted_sum": [turn(t, names) for t in found.turns],
            "groups": [turn(t, names) for t in found.group_turns],
            "topsis": [turn(t, names) for t in found.topsis_turns],
        },
        "share_of_wins": {
            kind: {m.value: dict(zip(names, each[m], strict=True)) for m in Method}
            for kind, each in (("about_the_weights", found.wins_about), ("any_weights", found.wins_any))
        },
        "rank_reversal": {
            m.value: [
                {"without": names[r.removed], "first": names[r.second], "second": names[r.first]}
                for r in found.reversals[m]
            ]
            for m in Method
        },
        "draws": draws,
        "seed": seed,
    }


def ranking(own: Ranking) -> list[dict[str, Any]]:
    return [
        {"rank": own.ranks[a], "alternative": own.alternatives[a], "score": float(own.totals[a])} for a in own.order
    ]


def turn(own: Turn, names: tuple[str, ...]) -> dict[str, Any]:
    def side(flip: Flip | None) -> dict[str, Any] | None:
        return flip and {"weight": flip.at, "change": flip.change, "winner": names[flip.winner]}

    return {"name": own.name, "weight": own.weight, "below": side(own.below), "above": side(own.above)}


def show(read: Read, found: Result) -> None:
    console, names = Console(), found.matrix.alternatives
    table = Table(title=_("Ranking"), title_justify="left")
    headings = (_("Alternative"), _("Weighted sum"), _("Rank"), "TOPSIS", _("Rank"), _("Wins about the weights"))
    for heading in (*headings, _("Wins with any weights")):
        table.add_column(heading, justify="left" if heading == _("Alternative") else "right")
    for a in found.weighted_sum.order:
        own, other = found.weighted_sum, found.topsis
        wins = [each[Method.WEIGHTED_SUM][a] for each in (found.wins_about, found.wins_any)]
        cells = [f"{own.totals[a]:.4f}", str(own.ranks[a]), f"{other.totals[a]:.4f}", str(other.ranks[a])]
        table.add_row(names[a], *cells, *(f"{w:.0%}" for w in wins))
    console.print(table)
    console.print(_sensitivity(found))
    for sheet, weights in read.consistency.items():
        line = _("%(sheet)s: consistency ratio %(ratio)s (λmax %(lambda)s)")
        click.echo(line % {"sheet": sheet, "ratio": f"{weights.ratio:.3f}", "lambda": f"{weights.lambda_max:.3f}"})
        for pair in weights.filled:
            click.echo(_("Put in from the other judgements: %(pair)s") % {"pair": " – ".join(pair)}, err=True)
    for method, reversals in found.reversals.items():
        for r in reversals:
            said = {
                "method": _(METHODS[method]),
                "gone": names[r.removed],
                "one": names[r.second],
                "two": names[r.first],
            }
            click.echo(_("Rank reversal (%(method)s): without %(gone)s, %(one)s would be ahead of %(two)s.") % said)
    if found.decisive:
        rule = {"winner": names[found.winner], "points": f"{LEAST_CHANGE * 100:.0f}", "share": f"{LEAST_SHARE:.0%}"}
        text = _(
            "Decisive: %(winner)s is first by both methods, no weight changes that by less than %(points)s percentage points, and it wins at least %(share)s of the draws."
        )
        click.echo(text % rule)
        return
    click.echo(_("Not decisive: the result leans towards %(winner)s.") % {"winner": names[found.winner]})
    for reason in found.reasons:
        click.echo(f"- {reason_words(reason, names)}")


def _sensitivity(found: Result) -> Table:
    names = found.matrix.alternatives
    table = Table(title=_("Which weight makes another one first (weighted sum)"), title_justify="left")
    for heading in (_("What is judged"), _("Weight"), _("Turns below"), _("Turns above"), _("Smallest change")):
        table.add_column(heading, justify="left" if heading == _("What is judged") else "right")
    for own in [*found.turns, *found.group_turns]:
        sides = [f"{f.at:.1%} → {names[f.winner]}" if f else "—" for f in (own.below, own.above)]
        change = f"{own.nearest.change * 100:+.1f}" if own.nearest else "—"
        table.add_row(own.name, f"{own.weight:.1%}", *sides, change)
    return table
