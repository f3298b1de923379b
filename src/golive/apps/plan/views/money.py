"""Pages of money: the cost sheet, earned value, the month that is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.plan import costs, curves, evm_page, services
from golive.apps.plan.engine_io.costs import earned
from golive.apps.plan.forms_money import MonthForm
from golive.apps.plan.models import CostLine, CostMonth
from golive.apps.plan.permissions import may_view_costs, may_view_rates
from golive.foundation import clock
from golive.foundation.accounts.models import Project, User
from golive.foundation.pages import acts, done, reads
from golive.foundation.use_cases import may

WAN = 10_000


@reads("plan.cost_sheet", permission=may_view_costs)
def cost_sheet(request: HttpRequest, project: Project) -> HttpResponse:
    """Phases by classes; ?unit=yuan shows every fen, else ten thousands. Every figure opens its lines."""
    sheet = costs.sheet(project)
    unit = "yuan" if request.GET.get("unit") == "yuan" else "wan"
    context = {
        "sheet": sheet,
        "blocks": [
            {
                "phase": b.phase,
                "cells": [_shown(project, c, unit) for c in b.cells],
                "total": _shown(project, b.total, unit),
            }
            for b in sheet.blocks
        ],
        "classes": [_shown(project, c, unit) for c in sheet.classes],
        "total": _shown(project, sheet.total, unit),
        "alarms": [_shown(project, c, unit) for c in sheet.alarms],
        "unit": unit,
        "units": [("wan", _("10,000 yuan")), ("yuan", _("Yuan"))],
        "months": list(CostMonth.objects.filter(project=project).select_related("by").order_by("-month")[:6]),
        "unpriced": _unpriced(sheet.ledger.unpriced),
        "may_book": may("plan.add_cost", request.user, project),
        "may_rates": may_view_rates(request.user, project),
        "month": clock.today(project.timezone).isoformat()[:7],
    }
    return render(request, "plan/cost_sheet.html", context)


def _shown(project: Project, cell: costs.Cell, unit: str) -> dict[str, Any]:
    """A line of the sheet: figures with the address of what makes them."""
    money = _in_wan if unit == "wan" else _in_yuan
    kinds = CostLine.Kind
    links = {
        "budget": _lines(project, cell, kinds.BUDGET),
        "committed": _lines(project, cell, kinds.COMMITTED),
        "actual": _lines(project, cell, kinds.ACTUAL),
        "time": _times(project, cell),
    }
    return {
        "cell": cell,
        "label": cell.label if cell.cost_class else "",
        "figures": [
            {"name": name, "text": money(getattr(cell, key)), "url": links[key], "value": getattr(cell, key)}
            for key, name in (("budget", _("Budget")), ("committed", _("Commitments")), ("actual", _("Spent")))
        ],
        "time": money(cell.time) if cell.time else "",
        "time_url": links["time"],
        "forecast": money(cell.forecast),
        "remaining": money(cell.remaining),
        "over": f"{cell.over:+.1%}".replace("-", "−") if cell.over is not None and cell.remaining < 0 else "",
    }


def _lines(project: Project, cell: costs.Cell, kind: str) -> str:
    asked = {"kind": kind, "counted": "on"}
    if cell.cost_class:
        asked["cost_class"] = cell.cost_class
    if cell.phase:
        asked["phase"] = str(cell.phase.pk)
    return f"{reverse('plan:costs', args=[project.code])}?{urlencode(asked)}"


def _times(project: Project, cell: costs.Cell) -> str:
    asked = {"counted": "on"} | ({"phase": str(cell.phase.pk)} if cell.phase else {})
    return f"{reverse('plan:times', args=[project.code])}?{urlencode(asked)}"


def _in_wan(fen: int) -> str:
    return f"{Decimal(fen) / 100 / WAN:,.2f}".replace("-", "−")


def _in_yuan(fen: int) -> str:
    return f"{Decimal(fen) / 100:,.2f}".replace("-", "−")


def _unpriced(minutes: dict[int, int]) -> list[tuple[str, str]]:
    """Who worked so many hours that no rate makes a cost of."""
    names = {u.pk: str(u) for u in User.objects.filter(pk__in=minutes)} if minutes else {}
    return [(names[who], f"{n / 60:.1f}") for who, n in minutes.items()]


@reads("plan.earned_value", permission=may_view_costs)
def earned_value(request: HttpRequest, project: Project) -> HttpResponse:
    found = earned(project)
    if found is None:
        return render(request, "plan/earned_value.html", {"found": None})
    named: Callable[[float], str] = evm_page.axis(found)
    points = [(found.moment(p.date), float(p.pv), _number(p.ev), _number(p.ac)) for p in found.value.curve]
    zone = found.calendar.zone
    local = [(d.astimezone(zone), pv, ev, ac) for d, pv, ev, ac in points if d]
    picture = curves.s_curve(
        local,
        (_("Planned value (PV)"), _("Earned value (EV)"), _("Actual cost (AC)")),
        (clock.now().astimezone(zone), _("Today")),
        named,
    )
    context = {"found": found, "picture": picture, **evm_page.context(project, found)}
    return render(request, "plan/earned_value.html", context)


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


@acts("plan.confirm_costs")
def confirm_costs(request: HttpRequest, project: Project) -> HttpResponse:
    if not may("plan.confirm_costs", request.user, project):
        raise PermissionDenied
    here = reverse("plan:cost_sheet", args=[project.code])
    month = clock.today(project.timezone).isoformat()[:7]
    form = MonthForm(request.POST if request.method == "POST" else None, initial={"month": month})
    if form.is_valid():
        row = services.confirm_costs(request.user, project, **form.cleaned_data)
        return done(request, here, _("The costs of %(month)s are confirmed.") % {"month": row.month})
    context = {"form": form, "title": _("Confirm the costs of a month"), "cancel_url": here}
    return render(request, "plan/form.html", context, status=422 if form.is_bound else 200)
