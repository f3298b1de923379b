"""`golive schedule …`: plans in files, no server and no database."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from golive.cli import CONTEXT, Refused
from golive.cli.plan_files import DATE, PLAN, read_plan, write_plan
from golive.cli.schedule_check import check
from golive.cli.schedule_evm import evm
from golive.cli.schedule_level import level
from golive.cli.schedule_risk import risk
from golive.cli.schedule_words import driver_words, note_words, refusal_words, warning_words
from golive.cli.words import _
from golive.engines.schedule import (
    Driver,
    Plan,
    PlanError,
    Schedule,
    TaskDates,
    critical_path,
    difference,
)

TARGETS = (".xml", ".json", ".xlsx")


@click.group(help=_("Plans: dates, slack and what drives them."), context_settings=CONTEXT)
def schedule() -> None:
    pass


for command in (level, risk, evm, check):
    schedule.add_command(command)


@schedule.command(help=_("Compute early and late dates, slack and drivers of a plan (MS Project XML, Excel, JSON)."))
@click.argument("plan", type=PLAN)
@click.option("--data-date", type=DATE, help=_("What is not done yet lies after this date."))
@click.option("--start", type=DATE, help=_("Start of a workbook that has no date."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON document on stdout."))
def compute(plan: Path, data_date: datetime | None, start: datetime | None, as_json: bool) -> None:
    names: dict[int, str] = {}
    try:
        read = read_plan(plan, start)
        names = {t.uid: t.name for t in read.tasks}
        result = critical_path(read, data_date)
    except PlanError as error:
        raise Refused(refusal_words(error, names)) from error
    if as_json:
        click.echo(json.dumps(document(read, result), ensure_ascii=False))
        return
    show(read, result)


@schedule.command(
    help=_("Convert a plan between MS Project XML (.xml), Excel (.xlsx) and GoLive JSON (.json); report what differs.")
)
@click.argument("source", type=PLAN)
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--start", type=DATE, help=_("Start of a workbook that has no date."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON document on stdout."))
def convert(source: Path, target: Path, start: datetime | None, as_json: bool) -> None:
    kind = target.suffix.lower()
    if kind not in TARGETS:
        raise click.UsageError(_("The target must end in .xml, .xlsx or .json."))
    names: dict[int, str] = {}
    try:
        plan = read_plan(source, start)
        names = {t.uid: t.name for t in plan.tasks}
        body = write_plan(plan, kind)
        part = target.with_name(f".{target.name}.part{kind}")
        part.write_bytes(body)
        try:
            found = difference(plan, read_plan(part))
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except PlanError as error:
        raise Refused(refusal_words(error, names)) from error
    except OSError as error:
        reason = {"file": target, "reason": error.strerror or ""}
        raise Refused(_("%(file)s could not be written (%(reason)s). Nothing was changed.") % reason) from error
    rows = [{"task": d.uid, "field": d.field, "before": _plain(d.before), "after": _plain(d.after)} for d in found]
    if as_json:
        counts = {"tasks": len(plan.tasks), "links": len(plan.links)}
        click.echo(json.dumps({**counts, "differences": rows, "notes": _notes(plan)}, ensure_ascii=False))
        return
    counts = {"tasks": len(plan.tasks), "links": len(plan.links), "differences": len(found)}
    click.echo(_("%(tasks)d tasks, %(links)d links, %(differences)d differences") % counts)
    for row in rows:
        click.echo(f"{row['task']} {row['field']}: {row['before']} → {row['after']}")
    for note in plan.notes:
        click.echo(note_words(note, {t.uid: t.name for t in plan.tasks}), err=True)


def _plain(value: object) -> str | int | float | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _notes(plan: Plan) -> list[dict[str, Any]]:
    return [{"code": n.code, "tasks": list(n.task_ids), "detail": n.detail} for n in plan.notes]


def document(plan: Plan, result: Schedule) -> dict[str, Any]:
    """The answer as JSON: times local without zone, slack in working minutes."""
    return {
        "start": result.start.isoformat(),
        "finish": result.finish.isoformat(),
        "tasks": [_task(t.name, result.tasks[t.uid]) for t in plan.tasks],
        "warnings": [{"code": w.coverage.value, "year": w.year, "region": w.region} for w in result.warnings],
        "notes": _notes(plan),
    }


def _task(name: str, dates: TaskDates) -> dict[str, Any]:
    return {
        "uid": dates.uid,
        "name": name,
        "summary": dates.summary,
        "early_start": dates.early_start.isoformat(),
        "early_finish": dates.early_finish.isoformat(),
        "late_start": dates.late_start.isoformat(),
        "late_finish": dates.late_finish.isoformat(),
        "total_slack_minutes": dates.total_slack,
        "free_slack_minutes": dates.free_slack,
        "critical": dates.critical,
        "longest_path": dates.longest,
        "driver": _driver(dates.driver),
    }


def _driver(driver: Driver) -> dict[str, Any]:
    """Only what is known: {"kind": "link", "task": 3, "link": "FS"}."""
    fields = {
        "kind": driver.kind.value,
        "task": driver.task,
        "link": driver.link and driver.link.value,
        "constraint": driver.constraint and driver.constraint.value,
        "via": driver.via,
        "calendar": driver.calendar or None,
        "resource": driver.resource,
        "lag": driver.lag or None,
        "lag_kind": driver.lag_kind and driver.lag_kind.value,
    }
    return {key: value for key, value in fields.items() if value is not None}


def show(plan: Plan, result: Schedule) -> None:
    console = Console()
    table = Table(title=_("%(name)s: %(start)s to %(finish)s") % _span(plan, result), title_justify="left")
    for heading in (_("Task"), _("Start"), _("Finish")):
        table.add_column(heading, overflow="fold")
    table.add_column(_("Slack (days)"), justify="right")
    table.add_column(_("Because"), overflow="fold")
    names, people = {t.uid: t.name for t in plan.tasks}, {r.uid: r.name for r in plan.resources}
    depth: dict[int, int] = {}
    for task in plan.tasks:
        depth[task.uid] = 0 if task.parent is None else depth.get(task.parent, 0) + 1
        dates = result.tasks[task.uid]
        style = "bold" if dates.summary else ("red" if dates.critical else None)
        table.add_row(
            "  " * depth[task.uid] + task.name,
            _clock(dates.start),
            _clock(dates.finish),
            f"{dates.total_slack / plan.minutes_per_day:.1f}",
            driver_words(dates.driver, names, people, plan.minutes_per_day),
            style=style,
        )
    console.print(table)
    for text in [*(warning_words(w) for w in result.warnings), *(note_words(n, names) for n in plan.notes)]:
        click.echo(text, err=True)


def _span(plan: Plan, result: Schedule) -> dict[str, str]:
    return {"name": plan.name or _("Plan"), "start": _clock(result.start), "finish": _clock(result.finish)}


def _clock(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M}"
