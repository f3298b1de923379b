"""Pages of figures: the parties, the list of what is owed, the next 30 days, figures by group, and all projects."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from golive.foundation import clock
from golive.foundation.duties.evaluate import fresh
from golive.foundation.duties.figures.figure_rows import figure_rows, percent, spark, tone, urls_of
from golive.foundation.duties.figures.figures import BY, figures, total
from golive.foundation.duties.figures.forecast import forecast
from golive.foundation.duties.figures.listing import OwedList
from golive.foundation.duties.figures.owed_excel import owed_workbook
from golive.foundation.duties.figures.party_board import party_board
from golive.foundation.duties.figures.portfolio import portfolio
from golive.foundation.duties.figures.trend import trend
from golive.foundation.duties.views.past import past, shown_day
from golive.foundation.pages import anybody_signed_in, reads

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@reads("duties.parties")
def parties(request: HttpRequest, project: Any) -> HttpResponse:
    fresh(project)
    shown = shown_day(request, project)
    cards, everything = party_board(project, shown["today"], shown["on"], shown["moment"])
    urls = urls_of(project, shown["today"], shown["on"])
    return render(request, "duties/parties.html", {**shown, "cards": cards, "kpis": _kpis(everything, urls)})


def _kpis(figure: Any, urls: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": _("On time"),
            "value": percent(figure.rate),
            "note": f"n = {figure.n}",
            "tone": tone(figure.rate),
            "url": urls["judged"],
        },
        {
            "name": _("Overdue"),
            "value": figure.overdue,
            "tone": "bad" if figure.overdue else "",
            "url": urls["overdue"],
        },
        {"name": _("Met late"), "value": figure.late, "url": urls["late"]},
        {"name": _("Waived"), "value": figure.waived, "url": urls["waived"]},
        {
            "name": _("Next 30 days"),
            "value": figure.ahead,
            "note": _("%(hours)s h of work") % {"hours": f"{figure.hours:g}"},
            "url": urls["ahead"],
        },
    ]


@reads("duties.figures")
def groups(request: HttpRequest, project: Any) -> HttpResponse:
    """Figures by person, duty, phase, department or party."""
    fresh(project)
    shown = shown_day(request, project)
    by = request.GET.get("by", "")
    by = by if by in BY else "person"
    found = figures(project, by, shown["moment"])
    trends = trend([project], shown["moment"] or clock.now(), by=by) if by != "phase" else {}
    rows = figure_rows(project, found, by, today=shown["today"], on=shown["on"], trends=trends)
    names = {
        "person": _("By person"),
        "party": _("By party"),
        "duty": _("By duty"),
        "phase": _("By phase"),
        "department": _("By department"),
    }
    (last,) = figure_rows(project, [total(found)], "", today=shown["today"], on=shown["on"])
    kinds = [{"key": key, "label": label, "active": key == by} for key, label in names.items()]
    return render(request, "duties/figures.html", {**shown, "rows": rows, "total": last, "kinds": kinds, "by": by})


@reads("duties.obligations")
def obligations(request: HttpRequest, project: Any) -> HttpResponse:
    fresh(project)
    shown = shown_day(request, project)
    listing = OwedList(request.user, project, request.GET, shown["moment"])
    rows, mark = listing.page()
    pager = {
        "total": f"{listing.total:,}",
        "first_url": listing.address(after=None) if request.GET.get("after") else "",
        "next_url": listing.address(after=mark) if mark else "",
    }
    context = {
        "rows": rows,
        "listing": listing,
        "pager": pager,
        "query": listing.address(after=None),
        "sort_url": listing.address(sort="due" if listing.falls else "-due", after=None),
    }
    return render(request, "duties/obligations.html", {**shown, **context})


@reads("duties.obligations_excel")
def obligations_excel(request: HttpRequest, project: Any) -> HttpResponse:
    """All rows that the same address of the page shows, page by page."""
    fresh(project)
    day, moment = past(request, project)
    listing = OwedList(request.user, project, request.GET, moment)
    day = day or clock.today(project.timezone)
    title = f"{project.name}　{_('What is owed')}　{_('As of %(day)s') % {'day': day.isoformat()}}"
    response = HttpResponse(owed_workbook(listing, title), content_type=XLSX)
    name = quote(f"应尽事项-{project.code}-{day}.xlsx")
    response.headers["Content-Disposition"] = f"attachment; filename=\"owed.xlsx\"; filename*=UTF-8''{name}"
    return response


@reads("duties.forecast")
def ahead(request: HttpRequest, project: Any) -> HttpResponse:
    """The next 30 days by day and person."""
    fresh(project)
    shown = shown_day(request, project)
    found = forecast(project, shown["moment"], shown["on"])
    return render(request, "duties/forecast.html", {**shown, "forecast": found})


@reads("duties.portfolio", permission=anybody_signed_in)
def all_projects(request: HttpRequest) -> HttpResponse:
    """All projects of the reader at a glance."""
    found = portfolio(request.user)
    rows = [{"standing": s, "spark": spark(s.trend), "tone": tone(s.recent.rate)} for s in found]
    return render(request, "duties/portfolio.html", {"rows": rows})
