"""`golive schedule evm`: planned value, earned value and actual cost of a plan at a date, and what they foretell."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from golive.cli import Refused
from golive.cli.plan_files import DATE, PLAN, read_plan
from golive.cli.schedule_risk import end_of_day
from golive.cli.schedule_words import refusal_words
from golive.cli.words import N_, _
from golive.engines.schedule import Plan, PlanError, critical_path
from golive.engines.schedule.earned_value import EarnedValue, EvmNote, Rule, earned_value
from golive.engines.schedule.indicators import Estimating, Indicators
from golive.engines.schedule.planned_value import Measure

NOTES = {
    EvmNote.NO_BASELINE: N_("There is no baseline: the plan itself, as if nothing had happened yet, serves as one."),
    EvmNote.NOT_IN_BASELINE: N_("Not in the baseline, so without budget: %(tasks)s."),
    EvmNote.NO_COSTS: N_("The baseline has no costs: values are hours of work."),
    EvmNote.NO_WORK: N_("The baseline has neither costs nor work: values are hours of duration."),
    EvmNote.NO_ACTUALS: N_("Nothing was spent as far as the plan knows: no CPI and no forecast of cost."),
    EvmNote.NO_MILESTONES: N_("Without milestones, so by per cent complete: %(tasks)s."),
    EvmNote.OTHER_STATUS_DATE: N_("Progress was reported for another date (%(date)s)."),
}
METHODS = {
    Estimating.REST_AS_BUDGETED: "AC + BAC - EV",
    Estimating.RATE_SO_FAR: "BAC / CPI",
    Estimating.RATE_AND_PACE: "BAC / (CPI · SPI)",
    Estimating.REST_AT_RATE_AND_PACE: "AC + (BAC - EV) / (CPI · SPI)",
    Estimating.BOTTOM_UP: "AC + ETC",
}
UNITS = {Measure.COST: N_("money"), Measure.WORK: N_("hours of work"), Measure.DURATION: N_("hours of duration")}


@click.command(help=_("Earned value of a plan: PV EV AC SV CV SPI CPI EAC ETC VAC TCPI and earned schedule."))
@click.argument("plan", type=PLAN)
@click.option(
    "--data-date",
    type=DATE,
    help=_("As of when; without a time: the end of that day. Default: the plan's status date."),
)
@click.option("--baseline", type=click.IntRange(0, 10), default=0, show_default=True, help=_("Number of the baseline."))
@click.option(
    "--rule",
    type=click.Choice([r.value for r in Rule if r is not Rule.MILESTONES]),
    default=Rule.PERCENT.value,
    show_default=True,
    help=_("How tasks earn their budget."),
)
@click.option("--start", type=DATE, help=_("Start of a workbook that has no date."))
@click.option("--json", "as_json", is_flag=True, help=_("One JSON document on stdout."))
def evm(
    plan: Path, data_date: datetime | None, baseline: int, rule: str, start: datetime | None, as_json: bool
) -> None:
    names: dict[int, str] = {}
    try:
        read = read_plan(plan, start)
        names = {t.uid: t.name for t in read.tasks}
        critical_path(read)  # its refusals come before a question for the date
        when = end_of_day(data_date) or read.status_date or read.data_date
        if when is None:
            raise Refused(_("The plan has no status date. Name one: --data-date 2026-12-31."))
        found = earned_value(read, when, baseline=baseline, rule=Rule(rule))
    except PlanError as error:
        raise Refused(refusal_words(error, names)) from error
    if as_json:
        click.echo(json.dumps(document(read, found), ensure_ascii=False))
        return
    show(read, found)


def document(plan: Plan, found: EarnedValue) -> dict[str, Any]:
    """The answer as JSON. Values in `measure` (money of the plan's currency, or hours); times in working days."""
    names = {t.uid: t.name for t in plan.tasks}
    time = found.schedule
    return {
        "data_date": found.data_date.isoformat(),
        "measure": found.measure.value,
        "currency": plan.currency,
        **values(found.total),
        "ES": number(time.es),
        "AT": number(time.at),
        "PD": number(time.planned),
        "SV(t)": number(time.sv),
        "SPI(t)": number(time.spi),
        "start_planned": found.start_planned.isoformat(),
        "finish_planned": found.finish_planned.isoformat(),
        "finish_by_pace": found.finish_by_pace and found.finish_by_pace.isoformat(),
        "finish_computed": found.finish_computed.isoformat(),
        "tasks": [{"uid": uid, "name": names[uid], **values(own)} for uid, own in found.tasks.items()],
        "curve": [
            {"date": p.date.isoformat(), "PV": number(p.pv), "EV": number(p.ev), "AC": number(p.ac)}
            for p in found.curve
        ],
        "notes": [{"code": code.value, "tasks": list(uids)} for code, uids in found.notes],
    }


def values(own: Indicators) -> dict[str, Any]:
    family = own.eac_family
    return {
        "BAC": number(own.bac),
        "PV": number(own.pv),
        "EV": number(own.ev),
        "AC": number(own.ac),
        "SV": number(own.sv),
        "CV": number(own.cv),
        "SPI": number(own.spi),
        "CPI": number(own.cpi),
        "EAC": number(own.eac),
        "ETC": number(own.etc),
        "VAC": number(own.vac),
        "TCPI": number(own.tcpi_bac),
        "TCPI_EAC": number(own.tcpi_eac),
        "EAC_family": {METHODS[method]: number(value) for method, value in family.items() if value is not None},
    }


def number(value: Decimal | None) -> float | None:
    return None if value is None else round(float(value), 6)


def show(plan: Plan, found: EarnedValue) -> None:
    own, time, console = found.total, found.schedule, Console()
    title = _("%(name)s: earned value on %(date)s, in %(unit)s")
    unit = plan.currency or _(UNITS[found.measure]) if found.measure is Measure.COST else _(UNITS[found.measure])
    shown = {"name": plan.name or _("Plan"), "date": f"{found.data_date:%Y-%m-%d %H:%M}", "unit": unit}
    table = Table(title=title % shown, title_justify="left")
    for heading in (_("Figure"), _("Value"), _("Figure"), _("Value")):
        table.add_column(heading, justify="right" if heading == _("Value") else "left")
    rows = [
        ("BAC", amount(own.bac), "SPI", index(own.spi)),
        ("PV", amount(own.pv), "CPI", index(own.cpi)),
        ("EV", amount(own.ev), "TCPI (BAC)", index(own.tcpi_bac)),
        ("AC", amount(own.ac), "TCPI (EAC)", index(own.tcpi_eac)),
        ("SV", amount(own.sv), _("ES (days)"), index(time.es)),
        ("CV", amount(own.cv), _("AT (days)"), index(time.at)),
        ("ETC", amount(own.etc), _("SV(t) (days)"), index(time.sv)),
        ("VAC", amount(own.vac), "SPI(t)", index(time.spi)),
    ]
    for row in rows:
        table.add_row(*row)
    for method, value in own.eac_family.items():
        if value is not None:
            table.add_row("EAC", amount(value), METHODS[method], "←" if method is own.method else "")
    console.print(table)
    for text, when in (
        (_("Finish of the baseline: %(date)s"), found.finish_planned),
        (_("Finish at the pace so far: %(date)s"), found.finish_by_pace),
        (_("Finish as the plan computes: %(date)s"), found.finish_computed),
    ):
        click.echo(text % {"date": f"{when:%Y-%m-%d %H:%M}" if when else "—"})
    names = {t.uid: t.name for t in plan.tasks}
    for code, uids in found.notes:
        tasks = ", ".join(f"{uid} {names[uid]}".strip() for uid in uids)
        click.echo(_(NOTES[code]) % {"tasks": tasks, "date": plan.status_date or ""}, err=True)


def amount(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:,.2f}"


def index(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:.2f}"
