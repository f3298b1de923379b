"""`golive schedule level`: who does what when, so that nobody does more at a time than there is of him."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from golive.cli import Refused
from golive.cli.plan_files import DATE, PLAN, read_plan, write_plan
from golive.cli.schedule_words import refusal_words
from golive.cli.words import CHINESE, N_, _, language
from golive.engines.schedule import Plan, PlanError
from golive.engines.schedule.levelling import (
    Answer,
    Budget,
    Levelled,
    LevellingError,
    Load,
    Move,
    Problem,
    overloads,
    read_imopse,
    read_psplib,
    sentences,
    solve,
    staffing_sentence,
)
from golive.engines.schedule.levelling import level as level_plan

READERS = {".sm": read_psplib, ".def": read_imopse}
REFUSALS = {
    "unreadable": N_("The file could not be read (%(detail)s). Check its name and rights."),
    "not_psplib": N_(
        "This is not a readable PSPLIB file: %(detail)s is missing or wrong %(ids)s. Single-mode .sm files are read."
    ),
    "not_imopse": N_("This is not a readable iMOPSE file: %(detail)s. Compare that part with a working .def file."),
    "many_modes": N_("These activities have several modes: %(ids)s. Only single-mode problems are levelled."),
    "duplicate": N_("Numbers of activities or resources occur more than once. Each needs its own."),
    "missing": N_("These activities name others, or resources, that are not in the file: %(ids)s. Add or remove them."),
    "negative": N_("These activities have a negative duration: %(ids)s. Correct it and try again."),
    "too_few": N_(
        "These activities need more of a resource, or more people with a skill, than there are: %(ids)s."
        " Ask for less or add resources."
    ),
    "circle": N_("These activities wait for each other in a circle: %(ids)s. Remove one of their links."),
    "no_time": N_("The calendars hold not enough working time for the work. Enter working hours and try again."),
}
_SHOWN = 40


@click.command(
    help=_("Level resources: a plan (MS Project XML, Excel, JSON) or a problem of PSPLIB (.sm) or iMOPSE (.def).")
)
@click.argument("file", type=PLAN)
@click.option(
    "--seconds", type=click.FloatRange(0.1, 3600), default=5.0, show_default=True, help=_("How long to search.")
)
@click.option(
    "--schedules", type=click.IntRange(1), help=_("Search so many schedules instead: always the same answer.")
)
@click.option("--seed", type=int, default=1, show_default=True, help=_("Another number, another search."))
@click.option("--start", type=DATE, help=_("Start of a workbook that has no date."))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help=_("Write the levelled plan (.xml, .json).")
)
@click.option("--json", "as_json", is_flag=True, help=_("One JSON document on stdout."))
def level(
    file: Path,
    seconds: float,
    schedules: int | None,
    seed: int,
    start: datetime | None,
    out: Path | None,
    as_json: bool,
) -> None:
    budget = Budget(None if schedules else seconds, schedules)
    workers = min(2, os.cpu_count() or 1)
    kind = file.suffix.lower()
    if out is not None and (kind in READERS or out.suffix.lower() not in (".xml", ".json")):
        raise click.UsageError(_("--out writes a plan, to a file that ends in .xml or .json."))
    names: dict[int, str] = {}
    try:
        if kind in READERS:
            problem = READERS[kind](file)
            answer = solve(problem, budget, seed, workers)
            _answer_problem(problem, answer, as_json)
            return
        plan = read_plan(file, start)
        names = {t.uid: t.name for t in plan.tasks}
        levelled = level_plan(plan, budget, seed, workers)
    except PlanError as error:
        raise Refused(refusal_words(error, names)) from error
    except LevellingError as error:
        raise Refused(_words(error)) from error
    if out is not None:
        _write(levelled.plan, out)
    _answer_plan(plan, levelled, as_json)


def _words(error: LevellingError) -> str:
    text = REFUSALS.get(error.code, N_("This cannot be levelled (%(detail)s)."))
    return _(text) % {"ids": ", ".join(map(str, error.ids)), "detail": error.detail or error.code}


def _write(plan: Plan, out: Path) -> None:
    try:
        out.write_bytes(write_plan(plan, out.suffix.lower()))
    except OSError as error:
        reason = {"file": out, "reason": error.strerror or ""}
        raise Refused(_("%(file)s could not be written (%(reason)s). Nothing was changed.") % reason) from error


def _answer_problem(problem: Problem, answer: Answer, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(problem_document(problem, answer), ensure_ascii=False))
        return
    _headline(answer.makespan, answer.lower_bound, answer.optimal)
    table = Table(_("Activity"), _("Start"), _("Finish"), _("Resources"))
    for a in sorted(problem.activities, key=lambda a: (answer.starts[a.id], a.id)):
        held = ", ".join(map(str, (*a.uses, *answer.teams.get(a.id, ()))))
        table.add_row(str(a.id), str(answer.starts[a.id]), str(answer.finishes[a.id]), held)
    Console().print(table)


def _headline(makespan: object, bound: object, optimal: bool) -> None:
    text = _("Length %(length)s; nothing shorter than %(bound)s is possible.")
    click.echo(text % {"length": makespan, "bound": bound} + (" " + _("This is the optimum.") if optimal else ""))


def problem_document(problem: Problem, answer: Answer) -> dict[str, Any]:
    return {
        "makespan": answer.makespan,
        "lower_bound": answer.lower_bound,
        "optimal": answer.optimal,
        "starts": {str(i): start for i, start in answer.starts.items()},
        "assignments": {str(a.id): [*a.uses, *answer.teams.get(a.id, ())] for a in problem.activities},
        "moves": [],
        "schedules": answer.schedules,
    }


def _answer_plan(plan: Plan, levelled: Levelled, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(plan_document(plan, levelled), ensure_ascii=False))
        return
    days = plan.minutes_per_day
    _headline(
        _("%(number)g working days") % {"number": round(levelled.makespan / days, 1)},
        _("%(number)g working days") % {"number": round(levelled.lower_bound / days, 1)},
        levelled.optimal,
    )
    spoken = "zh" if language() == CHINESE else "en"
    for row in levelled.staffed[:_SHOWN]:
        click.echo(staffing_sentence(plan, row)[spoken])
    if levelled.unstaffed:
        text = _("Nobody has the skill that these tasks ask for: %(ids)s.")
        click.echo(text % {"ids": ", ".join(map(str, levelled.unstaffed))}, err=True)
    own = [m for m in levelled.moves if m.needs_delay]
    for words in sentences(plan, own[:_SHOWN]):
        click.echo(words[spoken])
    if len(own) > _SHOWN:
        click.echo(_("… and %(number)d more moves; --json names them all.") % {"number": len(own) - _SHOWN})
    counts = {"before": len(overloads(levelled.load_before)), "after": len(levelled.unresolved)}
    click.echo(_("Overloaded days: %(before)d before, %(after)d after.") % counts)
    if levelled.unresolved:
        click.echo(_("What is left is asked by tasks that may not move, or that ask for more than there is."), err=True)


def plan_document(plan: Plan, levelled: Levelled) -> dict[str, Any]:
    """Times local without zone; makespan and lower bound in working minutes of the plan's calendar."""
    held: dict[str, list[int]] = {}
    for a in levelled.plan.assignments:
        held.setdefault(str(a.task), []).append(a.resource)
    return {
        "makespan": levelled.makespan,
        "lower_bound": levelled.lower_bound,
        "optimal": levelled.optimal,
        "starts": {str(uid): dates.start.isoformat() for uid, dates in levelled.after.tasks.items()},
        "assignments": held,
        "moves": [
            _move(move, words) for move, words in zip(levelled.moves, sentences(plan, levelled.moves), strict=True)
        ],
        "staffing": [
            {"task": row.task, "resource": row.resource, "sentence": staffing_sentence(plan, row)}
            for row in levelled.staffed
        ],
        "unstaffed": list(levelled.unstaffed),
        "start": levelled.after.start.isoformat(),
        "finish": levelled.after.finish.isoformat(),
        "finish_before": levelled.before.finish.isoformat(),
        "overloads": [_load(row) for row in overloads(levelled.load_before)],
        "unresolved": [_load(row) for row in levelled.unresolved],
        "clipped": [{"task": task, "resource": resource} for task, resource in levelled.clipped],
    }


def _move(move: Move, words: dict[str, str]) -> dict[str, Any]:
    return {
        "task": move.task,
        "before": move.before.isoformat(),
        "after": move.after.isoformat(),
        "days": move.days,
        "cause": move.cause.value,
        "other": move.other,
        "resource": move.resource,
        "until": move.until.isoformat() if move.until else None,
        "sentence": words,
    }


def _load(row: Load) -> dict[str, Any]:
    return {
        "resource": row.resource,
        "day": row.day.isoformat(),
        "planned": row.planned,
        "capacity": row.capacity,
        "over": round(row.over, 1),
        "peak": row.peak,
        "tasks": list(row.tasks),
    }
