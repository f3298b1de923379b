"""`golive mine simulate`: the process to be against the process as it is."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from golive.cli import Refused
from golive.cli.mine_files import FILE, calendar, calendar_option, document, net
from golive.cli.mine_findings import said
from golive.cli.mine_reading import in_words, read, reading_options, say_json, working
from golive.cli.words import N_, _
from golive.engines.mining.conformance.alignments import ModelDeadEnd
from golive.engines.mining.findings import propose
from golive.engines.mining.log import EventLog
from golive.engines.mining.simulation import (
    Fit,
    Scenario,
    SimulationError,
    Study,
    calibration_sentence,
    fit,
    measure_sentence,
    model_told,
    read_scenario,
    sentences,
    study,
)
from golive.engines.worktime import Calendar

REFUSALS = {
    "unknown_key": N_("The scenario has an unknown word: %(detail)s."),
    "wrong_value": N_("The scenario is not understood at: %(detail)s"),
    "unknown_step": N_("The model has no step %(detail)s. Write its name as in the model."),
    "unknown_pool": N_("There is no pool %(detail)s. Describe it under baseline: pool: {name, capacity, steps}."),
    "no_amounts": N_("The threshold at %(detail)s needs amounts: name the attribute of the log with amount: …"),
    "no_cases": N_("No case of the log can pass the model, so nothing can be learned from it."),
    "no_capacity": N_("The capacity of %(detail)s must be a whole number from 1."),
    "endless": N_("The model runs in circles at %(detail)s: its end is never reached. Check ways and probabilities."),
}
calendar_of = calendar


@click.command(
    "simulate",
    help=_(
        "Expected duration, waiting, work and cost of the process to be against the process as it is. MODEL is BPMN or PNML;"
        " the scenario (YAML) names the log to learn from (log: file, or --log) and the changes: drop, merge, threshold,"
        " automate, wait, service, pool, capacity, arrivals, probability."
    ),
)
@click.argument("model", type=FILE)
@click.option("--scenario", "scenario_file", type=FILE, required=True, help=_("YAML or JSON."))
@click.option("--log", "log_file", metavar="LOG", help=_("The log to learn from; else the scenario's."))
@click.option(
    "--as-is", "as_is_file", type=FILE, help=_("Model of the process as it is, where MODEL is one drawn anew.")
)
@click.option("--replications", type=click.IntRange(2, 1000), help=_("Repetitions; else the scenario's, else 20."))
@click.option("--seed", type=click.IntRange(0), help=_("Another number, another luck."))
@calendar_option
@reading_options
def simulate(
    model: Path,
    scenario_file: Path,
    log_file: str | None,
    as_is_file: Path | None,
    replications: int | None,
    seed: int | None,
    calendar: str | None,
    as_json: bool,
    **reading: Any,
) -> None:
    try:
        told = read_scenario(document(scenario_file))
        given = {k: v for k, v in (("replications", replications), ("seed", seed)) if v is not None}
        told = replace(told, **given)
        clock = calendar_of(calendar or told.calendar)
        with in_words():
            found, unknown = _studied(told, model, as_is_file, _log_of(log_file, told, scenario_file), clock, reading)
    except SimulationError as error:
        raise Refused(_(REFUSALS[error.code]) % {"detail": error.detail}) from error
    except ModelDeadEnd as error:
        raise Refused(
            _("No case can pass %(file)s from begin to end: a way is blocked. Check its gateways.")
            % {"file": model.name}
        ) from error
    if as_json:
        say_json({"model": str(model), "scenario": told.name, **study_document(found, unknown)})
        return
    show(found, unknown)


def _log_of(given: str | None, told: Scenario, scenario_file: Path) -> str | None:
    if given is not None or told.log is None:
        return given
    return told.log if "://" in told.log else str(scenario_file.parent / told.log)


def _studied(
    told: Scenario,
    model: Path,
    as_is_file: Path | None,
    log_file: str | None,
    clock: Calendar | None,
    reading: dict[str, Any],
) -> tuple[Study, list[str]]:
    """The study, and the steps of the model of which the log knows nothing."""
    if log_file is None:
        if told.process is None:
            raise click.UsageError(_("Name the log to learn from with --log, or describe the process in the scenario."))
        known, to_be, unknown = model_told(net(model), told.process, clock), None, []
    else:
        with read(log_file, reading) as log, working(_("Learning from the log")):
            known, to_be, unknown = _learned(log, told, model, as_is_file, clock)
    with Progress(
        console=Console(stderr=True), transient=True, disable=not Console(stderr=True).is_terminal
    ) as progress:
        task = progress.add_task(_("Simulating…"), total=told.replications)
        found = study(known, told, to_be and to_be.model, lambda done, _all: progress.update(task, completed=done))
    return found, unknown


def _learned(
    log: EventLog, told: Scenario, model: Path, as_is_file: Path | None, clock: Calendar | None
) -> tuple[Fit, Fit | None, list[str]]:
    names = frozenset(log.activities.values())
    amount = told.amount
    if amount is None and any(kind == "threshold" for kind, _what in told.changes):
        amount = propose(log).amount
    wanted = net(model, names)
    drawn = fit(log, wanted, clock, amount)
    unknown = sorted(wanted.labels() - names)
    if as_is_file is None:
        return drawn, None, unknown
    return fit(log, net(as_is_file, names), clock, amount), drawn, unknown


def study_document(found: Study, unknown: list[str]) -> dict[str, Any]:
    """Days of the clock, minutes of working time; intervals at 95 % over the replications."""
    calibration = found.calibration
    return {
        "cases": found.scenario.cases,
        "replications": found.scenario.replications,
        "seed": found.scenario.seed,
        "calibration": {**asdict(calibration), "worst": calibration.worst, "grade": calibration.grade}
        if calibration.log
        else None,
        "measures": [{**asdict(m), "sentence": measure_sentence(found, m)._asdict()} for m in found.measures],
        "executions_per_case": {name: {"as_is": a, "to_be": b} for name, (a, b) in found.executions.items()},
        "utilisation": {name: {"as_is": a, "to_be": b} for name, (a, b) in found.busy.items()},
        "steps_without_data": unknown,
        "sentences": [text._asdict() for text in sentences(found)],
    }


def show(found: Study, unknown: list[str]) -> None:
    if found.scenario.name:
        click.echo(found.scenario.name)
    for text in sentences(found):
        click.echo(said(text))
    if found.calibration.log:
        click.echo(said(calibration_sentence(found.calibration)), err=True)
    if unknown:
        text = _("The log knows nothing of these steps; they take no time until the scenario says so: %(names)s")
        click.echo(text % {"names": ", ".join(unknown)}, err=True)
