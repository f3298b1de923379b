"""`golive schedule check`: the 14 points by which the DCMA judges a plan, with the tasks that break each."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from golive.cli import Refused
from golive.cli.plan_files import DATE, PLAN, read_plan
from golive.cli.schedule_risk import end_of_day
from golive.cli.schedule_words import refusal_words
from golive.cli.words import CHINESE, _, language
from golive.engines.schedule import Plan, PlanError
from golive.engines.schedule.check import PlanCheck, Point, PointCode, check_plan
from golive.engines.schedule.check_words import NAMES, advice

NAMED = 5


@click.command(
    help=_("Judge a plan by the 14 points of the DCMA, with the tasks that break each. Exit code 1 if any fails.")
)
@click.argument("plan", type=PLAN)
@click.option(
    "--data-date",
    type=DATE,
    help=_("As of when; without a time: the end of that day. Default: the plan's status date."),
)
@click.option("--baseline", type=click.IntRange(0, 10), default=0, show_default=True, help=_("Number of the baseline."))
@click.option("--start", type=DATE, help=_("Start of a workbook that has no date."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON document on stdout."))
def check(plan: Path, data_date: datetime | None, baseline: int, start: datetime | None, as_json: bool) -> None:
    names: dict[int, str] = {}
    try:
        read = read_plan(plan, start)
        names = {t.uid: t.name for t in read.tasks}
        found = check_plan(read, end_of_day(data_date), baseline=baseline)
    except PlanError as error:
        raise Refused(refusal_words(error, names)) from error
    if as_json:
        click.echo(json.dumps(document(found, names), ensure_ascii=False))
    else:
        show(read, found, names)
    if found.failed:
        counts = {"failed": found.failed, "judged": found.failed + found.passed}
        raise Refused(_("%(failed)d of %(judged)d points that could be judged fail.") % counts)


def document(found: PlanCheck, names: dict[int, str]) -> dict[str, Any]:
    return {
        "data_date": found.data_date and found.data_date.isoformat(),
        "passed": found.passed,
        "failed": found.failed,
        "points": [_point(point, names) for point in found.points],
    }


def _point(point: Point, names: dict[int, str]) -> dict[str, Any]:
    return {
        "number": point.number,
        "code": point.code.value,
        "name": dict(NAMES[point.code]),
        "value": None if point.value is None else round(point.value, 4),
        "threshold": point.threshold,
        "comparison": "<=" if point.at_most else ">=",
        "passed": point.passed,
        "missing": point.missing and point.missing.value,
        "looked_at": point.of,
        "tasks": [{"uid": uid, "name": names[uid]} for uid in point.tasks],
        "links": [{"pred": k.pred, "succ": k.succ, "type": k.type.value, "lag": k.lag} for k in point.links],
        "advice": dict(advice(point)),
    }


def show(plan: Plan, found: PlanCheck, names: dict[int, str]) -> None:
    spoken = "zh" if language() == CHINESE else "en"
    title = _("%(name)s: %(passed)d points kept, %(failed)d broken")
    shown = {"name": plan.name or _("Plan"), "passed": found.passed, "failed": found.failed}
    table = Table(title=title % shown, title_justify="left")
    table.add_column("#", justify="right")
    table.add_column(_("Point"), overflow="fold")
    table.add_column(_("Value"), justify="right")
    table.add_column(_("Asked"), justify="right")
    table.add_column("")
    table.add_column(_("Tasks, and what to do"), overflow="fold", ratio=1)
    for point in found.points:
        mark = {True: "✓", False: "✗", None: "–"}[point.passed]
        style = "red" if point.passed is False else ("dim" if point.passed is None else None)
        tasks = _tasks(point, names)
        asked = ("≤ " if point.at_most else "≥ ") + figure(point, point.threshold)
        text = "\n".join(part for part in (tasks, advice(point)[spoken]) if part)
        table.add_row(
            str(point.number), NAMES[point.code][spoken], figure(point, point.value), asked, mark, text, style=style
        )
    Console().print(table)


def _tasks(point: Point, names: dict[int, str]) -> str:
    text = _(", ").join(f"{uid} {names[uid]}".strip() for uid in point.tasks[:NAMED])
    more = len(point.tasks) - NAMED
    return text + (_(" and %(number)d more") % {"number": more} if more > 0 else "")


def figure(point: Point, value: float | None) -> str:
    """Per cent, days or an index, as the point has it."""
    if value is None:
        return "—"
    if point.code is PointCode.CRITICAL_PATH_TEST:
        return _("%(number)g days") % {"number": round(value, 1)}
    return f"{value:.2f}" if point.code in (PointCode.CPLI, PointCode.BEI) else f"{value:.4g} %"
