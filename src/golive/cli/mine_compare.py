"""`golive mine compare`: before and after."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from golive.cli import Refused
from golive.cli.mine_files import FILE, calendar, calendar_option, document
from golive.cli.mine_findings import configured, said
from golive.cli.mine_reading import in_words, read, reading_options, say_json, working
from golive.cli.words import N_, _
from golive.engines.mining.effect import (
    CohortError,
    Comparison,
    Effect,
    Question,
    Target,
    TargetError,
    compare,
    compare_split,
    read_targets,
)
from golive.engines.mining.effect.words import VERDICTS, measure_words
from golive.engines.mining.log import EventLog

REFUSALS = {
    "nothing_before": N_(
        "Only %(detail)s finished cases before: at least 30 are needed. Choose another date or window."
    ),
    "nothing_after": N_(
        "Only %(detail)s finished cases after the change and its gap: at least 30 are needed. Wait, or choose another date."
    ),
    "no_such_attribute": N_("The log has no attribute %(detail)s."),
    "unknown_key": N_(
        "The targets have an unknown word: %(detail)s. Known are at_most, at_least, change, change_percent."
    ),
    "wrong_value": N_("The target %(detail)s is not understood. Write duration: {at_most: 3}."),
}
calendar_of = calendar


@click.command(
    "compare",
    help=_(
        "Before and after: two logs, or one log split at a date. Says “improved” only where the interval excludes zero and"
        " the target is met."
    ),
)
@click.argument("before")
@click.argument("after", required=False)
@click.option("--split", metavar="DATE", help=_("Split one log at this date, such as the go-live."))
@click.option(
    "--gap", type=click.FloatRange(0), default=28.0, show_default=True, help=_("Days after it that do not count yet.")
)
@click.option("--length", type=click.FloatRange(1), help=_("Days on either side; else all there are."))
@click.option("--no-guard", is_flag=True, help=_("Count cases as well that began too late to be seen finished."))
@click.option("--strata", multiple=True, help=_("Attribute whose mix is held as it was before; may be repeated."))
@click.option("--cluster", help=_("Attribute whose cases resemble each other; intervals widen accordingly."))
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="M:T",
    help=_("What was agreed, e.g. duration:at_most=3 or rejected:change=-0.05."),
)
@click.option("--targets", "targets_file", type=FILE, help=_("YAML or JSON: duration: {at_most: 3}."))
@click.option("--config", "config_file", type=FILE, help=_("As for findings."))
@calendar_option
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help=_("Another number, another luck."))
@reading_options
def compare_command(before: str, after: str | None, as_json: bool, **given: Any) -> None:
    if (after is None) == (given["split"] is None):
        raise click.UsageError(_("Give either a second log or --split DATE."))
    try:
        with in_words(), read(before, given) as log:
            found = _compared(log, after, given)
    except (CohortError, TargetError) as error:
        raise Refused(_(REFUSALS[error.code]) % {"detail": error.detail}) from error
    if as_json:
        say_json(comparison_document(found, {"before": before, "after": after, "split": given["split"]}))
        return
    show(found)


def _compared(log: EventLog, after: str | None, given: dict[str, Any]) -> Comparison:
    config = None if given["config_file"] is None else configured(given["config_file"], None)
    targets = read_targets(document(given["targets_file"])) if given["targets_file"] else {}
    targets |= dict(map(_target, given["targets"]))
    asked = Question(
        config,
        calendar_of(given["calendar"]),
        targets,
        given["strata"],
        given["cluster"],
        given["seed"],
        not given["no_guard"],
    )
    if after is None:
        with working(_("Comparing")):
            return compare_split(log, _moment(given["split"], given["tz"]), asked, given["gap"], given["length"])
    with read(after, given) as second, working(_("Comparing")):
        return compare(log, second, asked)


def _target(text: str) -> tuple[str, Target]:
    measure, _colon, rest = text.rpartition(":")
    name, _equals, value = rest.partition("=")
    return next(iter(read_targets({measure: {name: value}}).items()))


def _moment(text: str, tz: str) -> int:
    """A date as the user's zone has it, in microseconds since 1970."""
    try:
        when = datetime.fromisoformat(text)
        zoned = when if when.tzinfo else when.replace(tzinfo=ZoneInfo(tz))
    except (ValueError, KeyError) as error:
        raise click.BadParameter(_("%(text)s is no date. Write 2026-01-01.") % {"text": text}) from error
    return int(zoned.astimezone(UTC).timestamp() * 1e6)


def comparison_document(found: Comparison, source: dict[str, Any]) -> dict[str, Any]:
    sides = {
        name: {
            "cases": side.cases,
            "unfinished": side.unfinished,
            "too_late": side.too_late,
            "weeks": round(side.weeks, 2),
        }
        for name, side in (("before", found.before), ("after", found.after))
    }
    return {
        "source": source,
        "cohorts": sides,
        "verdict": found.verdict.value,
        "headline": found.headline._asdict(),
        "measures": [
            {**effect_document(effect), "sentence": text._asdict()}
            for effect, text in zip(found.effects, found.texts, strict=True)
        ],
        "all_finished_cases": None if found.crude is None else effect_document(found.crude, judged=False),
        "notes": [note._asdict() for note in found.notes],
    }


def effect_document(effect: Effect, judged: bool = True) -> dict[str, Any]:
    """Days for durations and waits, shares from 0 to 1; intervals at 95 %."""
    out = asdict(effect)
    out["cliffs_delta"] = out.pop("delta")
    out["hodges_lehmann"] = out.pop("shift")
    out["verdict"] = effect.verdict.value
    if not judged:
        for name in ("verdict", "p_holm", "target", "target_met"):
            out.pop(name)
    return out


def show(found: Comparison) -> None:
    console = Console()
    click.echo(said(found.headline))
    table = Table()
    for name in (
        N_("Measure"),
        N_("Before"),
        N_("After"),
        N_("Difference, 95 % interval"),
        N_("Effect size"),
        N_("Verdict"),
    ):
        table.add_column(_(name), overflow="fold")
    for effect in found.effects:
        gap = effect.decisive
        scale, digits = (100, 1) if effect.kind == "share" else (1, 2)
        unit = " %" if effect.kind == "share" else ""
        values = ["", "", "", ""]
        if gap is not None and effect.before is not None and effect.after is not None:
            low, high = (f"{scale * v:+.{digits}f}" for v in (gap.low, gap.high))
            values = [
                f"{scale * effect.before:.{digits}f}{unit}",
                f"{scale * effect.after:.{digits}f}{unit}",
                f"{scale * gap.value:+.{digits}f} [{low}, {high}]",
                "" if effect.delta is None else f"{effect.delta.value:.3f}",
            ]
        table.add_row(said(measure_words(effect.measure)), *values, said(VERDICTS[effect.verdict]))
    console.print(table)
    for note in found.notes:
        click.echo(said(note))
