"""`golive schedule risk`: how sure a plan's finish and cost are, what drives them, what would help most."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import yaml
from rich.console import Console
from rich.table import Table

from golive.cli import Refused
from golive.cli.plan_files import DATE, PLAN, read_plan
from golive.cli.schedule_words import refusal_words, warning_words
from golive.cli.words import N_, _
from golive.engines.schedule import Plan, PlanError
from golive.engines.schedule.risk import (
    Assumption,
    AssumptionCode,
    CostSpread,
    FinishSpread,
    Gain,
    Remedy,
    RiskError,
    RiskInputs,
    RiskResult,
    TornadoBar,
    read_inputs,
)
from golive.engines.schedule.risk import risk as simulate

REFUSALS = {
    "order": N_(
        "Three points must rise from least to greatest, and a lognormal needs positive ones: %(detail)s. Correct them."
    ),
    "probability": N_("A probability lies between 0 and 1, not %(detail)s."),
    "correlation": N_("A correlation lies between 0 and 1: %(detail)s."),
    "duplicate_event": N_("These codes of risk events occur more than once: %(detail)s. Each needs its own."),
    "unknown_task": N_("Estimates or events name tasks that are not in the plan: %(detail)s. Correct the numbers."),
    "too_long": N_(
        "With these durations the plan would run beyond what calendars know (some 60 years). Check the estimates."
    ),
    "unreadable": N_(
        "The file of risks could not be read at this place: %(detail)s. See `golive schedule risk --help`."
    ),
}
ASSUMPTIONS = {
    AssumptionCode.SPREAD: N_(
        "%(number)d tasks have no estimate: taken were %(low)d %%, %(likely)d %% and %(high)d %% of their duration."
    ),
    AssumptionCode.CORRELATION: N_("No correlation was given: durations were taken to move together by %(value).1f."),
    AssumptionCode.PERCENT_LAGS: N_("Lags in per cent stay those of the planned durations (%(number)d tasks)."),
    AssumptionCode.ALAP: N_("Tasks “as late as possible” count with their early dates (%(number)d tasks)."),
    AssumptionCode.FINISHED: N_("Risk events no longer change tasks that are done (%(number)d tasks)."),
    AssumptionCode.NOT_EQUAL: N_("Without uncertainty the simulation misses the computed finish by %(value)d minutes."),
}
REMEDIES = {
    Remedy.HALVE_SPREAD: N_("Know the duration of %(what)s twice as well: P80 comes %(days).1f days earlier."),
    Remedy.REMOVE_EVENT: N_("Prevent %(what)s: P80 comes %(days).1f days earlier."),
}
SHOWN = (10, 20, 30, 40, 50, 60, 70, 80, 90)


@click.command(
    help=_("How sure the finish and the cost of a plan are, what drives them, and what would help most. Simulation.")
)
@click.argument("plan", type=PLAN)
@click.option(
    "--iterations", type=click.IntRange(1, 1_000_000), default=10_000, show_default=True, help=_("Repetitions.")
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help=_("Another number, another luck."))
@click.option(
    "--risks",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_(
        "YAML or JSON: estimates: {12: [8, 10, 20]} in days; events: [{code: R1, probability: 0.3, tasks: [12],"
        " days: [2, 5, 15], cost: [0, 100, 900]}]; groups: {supplier: {tasks: [12], correlation: 0.5}}; correlation;"
        " spread: [0.9, 1, 1.3] of tasks without estimate; shape: pert, triangular, lognormal."
    ),
)
@click.option(
    "--target", type=DATE, help=_("How probable is a finish by then? Without a time: by the end of that day.")
)
@click.option("--budget", type=Decimal, help=_("How probable is a cost within this?"))
@click.option("--data-date", type=DATE, help=_("What is not done yet lies after this date."))
@click.option("--start", type=DATE, help=_("Start of a workbook that has no date."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON document on stdout."))
def risk(
    plan: Path,
    iterations: int,
    seed: int,
    risks: Path | None,
    target: datetime | None,
    budget: Decimal | None,
    data_date: datetime | None,
    start: datetime | None,
    as_json: bool,
) -> None:
    names: dict[int, str] = {}
    console = Console(stderr=True)
    try:
        read = read_plan(plan, start)
        names = {t.uid: t.name for t in read.tasks}
        inputs = RiskInputs() if risks is None else read_inputs(_document(risks), read.minutes_per_day)
        with console.status(_("Simulating…")):
            found = simulate(
                read,
                inputs,
                iterations=iterations,
                seed=seed,
                target=end_of_day(target),
                budget=budget,
                data_date=data_date,
            )
    except PlanError as error:
        raise Refused(refusal_words(error, names)) from error
    except RiskError as error:
        raise Refused(_(REFUSALS[error.code]) % {"detail": error.detail}) from error
    if as_json:
        click.echo(json.dumps(document(read, inputs, found), ensure_ascii=False))
        return
    show(read, inputs, found)


def end_of_day(when: datetime | None) -> datetime | None:
    """A date without a time means all of that day."""
    midnight = when is not None and not (when.hour or when.minute or when.second)
    return when.replace(hour=23, minute=59) if when is not None and midnight else when


def _document(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text("utf8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RiskError("unreadable", str(error)) from error


def document(plan: Plan, inputs: RiskInputs, found: RiskResult) -> dict[str, Any]:
    """The answer as JSON: times local without zone, shares from 0 to 1, days of working time."""
    names = {t.uid: t.name for t in plan.tasks}
    day = plan.minutes_per_day
    return {
        "iterations": found.iterations,
        "seed": found.seed,
        "finish": _finish(found.finish),
        "cost": None if found.cost is None else _cost(found.cost),
        "criticality_index": {str(t.uid): round(t.criticality, 4) for t in found.tasks},
        "tasks": [
            {
                "uid": t.uid,
                "name": names[t.uid],
                "criticality_index": round(t.criticality, 4),
                "cruciality": round(t.cruciality, 4),
                "schedule_sensitivity": round(t.sensitivity, 4),
                "mean_days": round(t.mean_minutes / day, 3),
                "deviation_days": round(t.deviation_minutes / day, 3),
                "assumed": t.assumed,
            }
            for t in found.tasks
        ],
        "tornado": [_bar(bar, names, inputs) for bar in found.tornado],
        "what_to_do": [
            {
                "remedy": gain.remedy.value,
                "task": gain.task,
                "event": gain.event,
                "p80_gain_days": round(gain.p80_gain_days, 3),
                "p80": gain.p80.isoformat(),
                "sentence": remedy_words(gain, names, inputs),
            }
            for gain in found.what_to_do
        ],
        "assumptions": [
            {"code": a.code.value, "tasks": list(a.tasks), "value": list(a.value), "sentence": assumption_words(a)}
            for a in found.assumptions
        ],
        "warnings": [{"code": w.coverage.value, "year": w.year, "region": w.region} for w in found.warnings],
    }


def _finish(spread: FinishSpread) -> dict[str, Any]:
    return {
        "planned": spread.planned.isoformat(),
        "planned_probability": round(spread.planned_probability, 4),
        "percentiles": {f"P{p}": when.isoformat() for p, when in spread.percentiles.items()},
        "earliest": spread.earliest.isoformat(),
        "mean": spread.mean.isoformat(),
        "latest": spread.latest.isoformat(),
        "deviation_days": round(spread.deviation_days, 3),
        "target": spread.target and spread.target.isoformat(),
        "target_probability": spread.target_probability,
        "curve": [[when.isoformat(), round(share, 4)] for when, share in spread.curve],
        "histogram": [[begin.isoformat(), end.isoformat(), count] for begin, end, count in spread.histogram],
    }


def _cost(spread: CostSpread) -> dict[str, Any]:
    return {
        "planned": float(spread.planned),
        "planned_probability": round(spread.planned_probability, 4),
        "percentiles": {f"P{p}": float(amount) for p, amount in spread.percentiles.items()},
        "mean": float(spread.mean),
        "budget": None if spread.budget is None else float(spread.budget),
        "budget_probability": spread.budget_probability,
        "curve": [[float(amount), round(share, 4)] for amount, share in spread.curve],
    }


def _bar(bar: TornadoBar, names: dict[int, str], inputs: RiskInputs) -> dict[str, Any]:
    return {
        "kind": bar.kind.value,
        "task": bar.task,
        "event": bar.event,
        "name": what(bar, names, inputs),
        "rank_correlation": round(bar.correlation, 4),
        "p80_effect_days": round(bar.p80_effect_days, 3),
        "low": bar.low.isoformat(),
        "high": bar.high.isoformat(),
    }


def what(driver: TornadoBar | Gain, names: dict[int, str], inputs: RiskInputs) -> str:
    """The task or risk event by number and name."""
    if driver.task is not None:
        return f"{driver.task} {names[driver.task]}".strip()
    name = next((e.name for e in inputs.events if e.code == driver.event), "")
    return f"{driver.event} {name}".strip()


def remedy_words(gain: Gain, names: dict[int, str], inputs: RiskInputs) -> str:
    return _(REMEDIES[gain.remedy]) % {"what": what(gain, names, inputs), "days": gain.p80_gain_days}


def assumption_words(assumption: Assumption) -> str:
    values: dict[str, float] = {"number": len(assumption.tasks)}
    if assumption.code is AssumptionCode.SPREAD:
        points = (round(100 * share) for share in assumption.value)
        values |= dict(zip(("low", "likely", "high"), points, strict=True))
    elif assumption.value:
        values["value"] = assumption.value[0]
    return _(ASSUMPTIONS[assumption.code]) % values


def show(plan: Plan, inputs: RiskInputs, found: RiskResult) -> None:
    console, names = Console(), {t.uid: t.name for t in plan.tasks}
    finish = found.finish
    title = _("%(name)s: planned finish %(planned)s, kept with a probability of %(share).0f %%")
    shown = {
        "name": plan.name or _("Plan"),
        "planned": _clock(finish.planned),
        "share": 100 * finish.planned_probability,
    }
    table = Table(title=title % shown, title_justify="left")
    table.add_column(_("Probability"), justify="right")
    table.add_column(_("Finish"))
    if found.cost is not None:
        table.add_column(_("Cost"), justify="right")
    for p in SHOWN:
        cost = [] if found.cost is None else [f"{found.cost.percentiles[p]:,}"]
        table.add_row(f"P{p}", _clock(finish.percentiles[p]), *cost, style="bold" if p in (50, 80) else None)
    console.print(table)
    if finish.target is not None and finish.target_probability is not None:
        kept = {"target": _clock(finish.target), "share": 100 * finish.target_probability}
        click.echo(_("Finish by %(target)s: %(share).0f %% probable.") % kept)
    if found.cost is not None and found.cost.budget_probability is not None:
        kept = {"budget": f"{found.cost.budget:,}", "share": 100 * found.cost.budget_probability}
        click.echo(_("Cost within %(budget)s: %(share).0f %% probable.") % kept)
    console.print(_drivers(plan, inputs, found, names))
    for gain in found.what_to_do[:5]:
        click.echo(remedy_words(gain, names, inputs))
    for text in [*map(assumption_words, found.assumptions), *map(warning_words, found.warnings)]:
        click.echo(text, err=True)


def _drivers(plan: Plan, inputs: RiskInputs, found: RiskResult, names: dict[int, str]) -> Table:
    critical = {t.uid: t.criticality for t in found.tasks}
    table = Table(title=_("What drives the finish"), title_justify="left")
    table.add_column(_("Task or risk"), overflow="fold")
    table.add_column(_("Critical in"), justify="right")
    table.add_column(_("Rank correlation"), justify="right")
    table.add_column(_("P80 effect (days)"), justify="right")
    for bar in found.tornado:
        share = "" if bar.task is None else f"{100 * critical[bar.task]:.0f} %"
        table.add_row(what(bar, names, inputs), share, f"{bar.correlation:.2f}", f"{bar.p80_effect_days:.1f}")
    return table


def _clock(when: datetime | date) -> str:
    return f"{when:%Y-%m-%d %H:%M}"
