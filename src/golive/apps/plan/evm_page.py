"""Earned value in words and figures: what each index says, and what the numbers cannot say yet."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from golive.apps.plan.engine_io.costs import Earned, Estimating, EvmNote, Indicators, Measure
from golive.foundation.accounts.models import Project, User

GOOD, FAIR = Decimal("1.0"), Decimal("0.9")

ESTIMATES = {
    Estimating.REST_AS_BUDGETED: lambda: _("The rest costs what was budgeted"),
    Estimating.RATE_SO_FAR: lambda: _("The rest costs as much more or less as so far (CPI)"),
    Estimating.RATE_AND_PACE: lambda: _("Everything at the cost and pace so far (CPI × SPI)"),
    Estimating.REST_AT_RATE_AND_PACE: lambda: _("The rest at the cost and pace so far"),
}


def amount(found: Earned, value: Decimal | None) -> str:
    """Yuan in ten thousands, or hours."""
    if value is None:
        return "—"
    if not found.in_money:
        return _("%(n)s h") % {"n": f"{value:,.1f}".replace("-", "−")}
    if (get_language() or "").startswith("zh"):
        return f"{value / 10_000:,.2f} 万元".replace("-", "−")
    return f"¥{value / 1000:,.1f}K".replace("-", "−")


def index(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def tone(value: Decimal | None) -> str:
    return "" if value is None or value >= GOOD else "warn" if value >= FAIR else "bad"


def axis(found: Earned) -> Callable[[float], str]:
    return lambda value: f"{value / 10_000:,.0f}" if found.in_money else f"{value:,.0f}"


def kpis(project: Project, found: Earned) -> list[dict[str, Any]]:
    """SPI and CPI for a home page."""
    url = reverse("plan:earned_value", args=[project.code])
    total = found.total
    return [
        {
            "name": _("Schedule index (SPI)"),
            "value": index(total.spi),
            "note": _pace(total),
            "tone": tone(total.spi),
            "url": url,
        },
        {
            "name": _("Cost index (CPI)"),
            "value": index(total.cpi),
            "note": _rate(total),
            "tone": tone(total.cpi),
            "url": url,
        },
    ]


def _pace(row: Indicators) -> str:
    if row.spi is None:
        return _("nothing was to be done yet")
    facts = {"n": f"{row.spi * 100:.0f}"}
    return _("%(n)s%% of the planned value is earned") % facts


def _rate(row: Indicators) -> str:
    if row.cpi is None:
        return _("nothing is spent yet")
    return _("each yuan spent earned %(n)s") % {"n": index(row.cpi)}


def context(project: Project, found: Earned) -> dict[str, Any]:
    total, schedule = found.total, found.value.schedule
    family = total.eac_family
    names = {p.pk: p.name for p in project.phases.all()}  # type: ignore[attr-defined]
    return {
        "main": [
            (_("Budget at completion (BAC)"), amount(found, total.bac), ""),
            (_("Planned value (PV)"), amount(found, total.pv), ""),
            (_("Earned value (EV)"), amount(found, total.ev), ""),
            (_("Actual cost (AC)"), amount(found, total.ac), ""),
            (_("Estimate at completion (EAC)"), amount(found, total.eac), tone(total.cpi)),
        ],
        "kpis": [*kpis(project, found), *_more(found)],
        "variances": _variances(found),
        "estimates": [
            (
                words(),
                amount(found, family[way]),
                amount(found, None if family[way] is None else total.bac - (family[way] or 0)),
            )
            for way, words in ESTIMATES.items()
        ],
        "phases": [_phase(found, names.get(key or 0, _("Of no phase")), row) for key, row in _ordered(found, names)],
        "curve": [
            (found.moment(p.date), amount(found, p.pv), amount(found, p.ev), amount(found, p.ac))
            for p in found.value.curve
        ],
        "notes": _notes(project, found),
        "finish_planned": found.moment(found.value.finish_planned),
        "finish_by_pace": found.moment(found.value.finish_by_pace),
        "finish_computed": found.moment(found.value.finish_computed),
        "es_days": f"{schedule.es:.1f}",
        "at_days": f"{schedule.at:.1f}",
    }


def _more(found: Earned) -> list[dict[str, Any]]:
    total, schedule = found.total, found.value.schedule
    late = f"{schedule.sv:+.1f}".replace("-", "−")
    return [
        {
            "name": _("Schedule index in time (SPI(t))"),
            "value": index(schedule.spi),
            "note": _("%(days)s working days against the plan") % {"days": late},
            "tone": tone(schedule.spi),
        },
        {
            "name": _("To-complete index (TCPI)"),
            "value": index(total.tcpi_bac),
            "note": _("how cheaply the rest must be done to keep the budget"),
            "tone": "warn" if (total.tcpi_bac or 0) > Decimal("1.1") else "",
        },
    ]


def _variances(found: Earned) -> list[tuple[str, str, str]]:
    total = found.total
    rows = (
        (_("Schedule variance (SV = EV − PV)"), total.sv),
        (_("Cost variance (CV = EV − AC)"), total.cv),
        (_("Estimate to complete (ETC = EAC − AC)"), total.etc),
        (_("Variance at completion (VAC = BAC − EAC)"), total.vac),
    )
    return [(name, amount(found, value), "bad" if value is not None and value < 0 else "") for name, value in rows]


def _ordered(found: Earned, names: dict[int, str]) -> list[tuple[int | None, Indicators]]:
    order = {pk: n for n, pk in enumerate(names)}
    return sorted(found.phases.items(), key=lambda row: order.get(row[0] or 0, len(order)))


def _phase(found: Earned, name: str, row: Indicators) -> dict[str, Any]:
    cells = [amount(found, v) for v in (row.bac, row.pv, row.ev, row.ac, row.sv, row.cv)]
    indexes = [(index(v), tone(v)) for v in (row.spi, row.cpi)]
    return {"name": name, "cells": cells, "indexes": indexes, "done": row.percent_earned}


def _notes(project: Project, found: Earned) -> list[tuple[str, str]]:
    """What the figures rest on, and what they lack, each with the page where that is mended."""
    costs, rates = (reverse(f"plan:{name}", args=[project.code]) for name in ("costs", "rates"))
    said: list[tuple[str, str]] = []
    if found.value.measure is Measure.WORK:
        said.append((_("No budget is booked, so everything is measured in hours of work."), costs))
    elif found.value.measure is Measure.DURATION:
        said.append(
            (_("No budget is booked and nobody is assigned, so everything is measured in hours of duration."), costs)
        )
    for task in found.unknown_tasks[:5]:
        url = reverse("plan:tasks-detail", args=[project.code, task.pk])
        said.append((_("“%(task)s” is not in the approved baseline: it has no budget.") % {"task": str(task)}, url))
    if any(code is EvmNote.NO_ACTUALS for code, _uids in found.value.notes):
        said.append((_("Nothing is booked as spent: there is no cost index yet."), costs))
    people = {u.pk: str(u) for u in User.objects.filter(pk__in=found.ledger.unpriced)} if found.in_money else {}
    for who, minutes in found.ledger.unpriced.items() if found.in_money else ():
        facts = {"person": people[who], "hours": f"{minutes / 60:.1f}"}
        said.append((_("%(person)s has no rate: %(hours)s hours are not in the actual cost.") % facts, rates))
    return said
