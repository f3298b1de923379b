"""Duties in the API: mine, the matrix of all parties, the list of what is owed, figures, forecast and portfolio."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from golive.foundation import clock
from golive.foundation.duties import queries
from golive.foundation.duties.evaluate import fresh
from golive.foundation.duties.figures.figures import Figure
from golive.foundation.duties.figures.figures import figures as figures_of
from golive.foundation.duties.figures.forecast import forecast as forecast_of
from golive.foundation.duties.figures.listing import Owed, OwedList
from golive.foundation.duties.figures.portfolio import portfolio as portfolio_of
from golive.foundation.duties.figures.trend import trend
from golive.foundation.duties.matrix.matrix import Row
from golive.foundation.duties.matrix.matrix import matrix as matrix_of
from golive.foundation.duties.views.past import past_day
from golive.foundation.operations import InProject
from golive.foundation.pages import anybody_signed_in, reads

router = Router()
everywhere = Router()  # over all projects of the caller


class DutyOut(Schema):
    duty: str
    group: str  # overdue, due, running, done, upcoming, unconnected
    title: str
    period: str
    state: str
    due: datetime | None
    place: str
    why: str
    missing: list[str]
    url: str


class MatrixOut(Schema):
    duty: str
    party: str
    name: str
    cadence: str
    state: str
    people: list[str]
    gap: bool  # nobody answers for it somewhere
    next_due: datetime | None
    overdue: int
    done: int
    connected: bool
    url: str


@router.get("duties/mine", url_name="duties-mine", response=list[DutyOut])
@reads("duties.mine")
def mine(request: HttpRequest, project: InProject) -> list[dict[str, Any]]:
    """What the caller owes, as on his first page."""
    fresh(project)
    groups = queries.mine(request.user, project).groups
    return [_line(line, group["key"]) for group in groups for line in group["lines"]]


def _line(line: Any, group: str) -> dict[str, Any]:
    plain = {name: getattr(line, name) for name in ("title", "period", "state", "due", "place", "why", "url")}
    return plain | {"duty": line.duty.id, "group": group, "missing": [str(m) for m in line.missing]}


@router.get("duties", url_name="duties-matrix", response=list[MatrixOut])
@reads("duties.matrix")
def matrix(request: HttpRequest, project: InProject) -> list[dict[str, Any]]:
    """Every duty of every party with its state now."""
    fresh(project)
    return [_row(row) for _party, rows in matrix_of(project).parties for row in rows]


def _row(row: Row) -> dict[str, Any]:
    names = ("cadence", "state", "gap", "next_due", "overdue", "done", "connected", "url")
    plain = {name: getattr(row, name) for name in names}
    people = [p["name"] for p in row.people if p["name"]]
    return plain | {"duty": row.duty.id, "party": row.duty.party, "name": str(row.duty.title), "people": people}


class OwedQuery(Schema):
    """What is left out is not asked for; what makes no sense is left out."""

    state: str = ""  # of an obligation; or open, judged (met or should have been), counted (those and waived)
    party: str = ""
    person: str = ""  # id; 0: nobody
    duty: str = ""
    place: str = ""  # "department:7"; "-": the whole project
    phase: str = ""
    since: date | None = None
    until: date | None = None
    sort: Literal["", "due", "-due"] = ""
    on: date | None = None  # as known at the end of this past day
    after: str = ""  # `next` of the page before


class OwedOut(Schema):
    id: int
    duty: str
    title: str
    period: str
    party: str
    place: str
    person: int | None
    name: str
    stand_in: str
    state: str
    due: datetime
    met_at: datetime | None
    why: str
    missing: list[str]  # empty where the caller may not see what proves the duty
    url: str


class OwedPage(Schema):
    total: int
    next: str  # empty on the last page
    items: list[OwedOut]


@router.get("duties/obligations", url_name="duties-obligations", response=OwedPage)
@reads("duties.obligations")
def obligations(request: HttpRequest, project: InProject, asked: Query[OwedQuery]) -> dict[str, Any]:
    """Everything that is owed, a page at a time, as on its page."""
    fresh(project)
    _day, moment = past_day(project, asked.on)
    listing = OwedList(request.user, project, request.GET, moment)
    rows, mark = listing.page()
    return {"total": listing.total, "next": mark, "items": [_owed(r) for r in rows]}


def _owed(owed: Owed) -> dict[str, Any]:
    line, row = owed.line, owed.line.row
    assert row is not None
    plain = {name: getattr(line, name) for name in ("title", "period", "place", "state", "due", "why", "url")}
    people = {"person": row.person_id, "name": line.person, "stand_in": owed.stand_in, "party": line.duty.party}
    return plain | people | {"id": row.pk, "duty": line.duty.id, "met_at": row.met_at, "missing": line.missing}


class MonthOut(Schema):
    month: str
    n: int
    rate: float | None  # met in time, of what was met or should have been; as known at the month's end


class FigureOut(Schema):
    key: str
    name: str
    due: int
    n: int
    met: int
    late: int
    overdue: int
    waived: int
    rate: float | None
    lateness: float | None  # median, in working minutes
    ahead: int  # falls due in the next 30 days
    hours: float  # its effort
    months: list[MonthOut]


@router.get("duties/figures", url_name="duties-figures", response=list[FigureOut])
@reads("duties.figures")
def figures(
    request: HttpRequest,
    project: InProject,
    by: Literal["party", "person", "duty", "phase", "department"] = "party",
    on: date | None = None,
) -> list[dict[str, Any]]:
    """How much was owed, and how much of it was done in time."""
    fresh(project)
    _day, moment = past_day(project, on)
    trends = {} if by == "phase" else trend([project], moment or clock.now(), by=by)
    return [_figure(f, trends.get((project.pk, f.key), [])) for f in figures_of(project, by, moment)]


def _figure(figure: Figure, months: list[Figure]) -> dict[str, Any]:
    names = ("name", "due", "n", "met", "late", "overdue", "waived", "rate", "lateness", "ahead", "hours")
    key = "" if figure.key is None else str(figure.key)
    return {name: getattr(figure, name) for name in names} | {"key": key, "months": [_month(m) for m in months]}


def _month(figure: Figure) -> dict[str, Any]:
    return {"month": figure.key, "n": figure.n, "rate": figure.rate}


class LoadOut(Schema):
    person: int | None
    name: str
    day: date
    count: int
    hours: float
    over: bool  # more than the person has time for on that day


@router.get("duties/forecast", url_name="duties-forecast", response=list[LoadOut])
@reads("duties.forecast")
def forecast(request: HttpRequest, project: InProject, on: date | None = None) -> list[dict[str, Any]]:
    """What falls due in the next 30 days, by person and day."""
    fresh(project)
    found = forecast_of(project, past_day(project, on)[1])
    return [
        {"person": r.key, "name": r.name, "day": d.day.day, "count": d.count, "hours": d.hours, "over": d.over}
        for r in found.rows
        for d in r.days
        if d.count
    ]


class StandingOut(Schema):
    project: str
    name: str
    go_live_date: date
    overdue: int
    due_in_7_days: int
    n: int
    rate: float | None  # of the last 90 days
    weakest_party: str
    contradictions: int
    gaps: int
    months: list[MonthOut]


@everywhere.get("portfolio", url_name="portfolio", response=list[StandingOut])
@reads("duties.portfolio", permission=anybody_signed_in)
def portfolio(request: HttpRequest) -> list[dict[str, Any]]:
    """The caller's projects at a glance, the one with most overdue first."""
    return [
        {
            "project": s.project.code,
            "name": s.project.name,
            "go_live_date": s.project.go_live_date,
            "overdue": s.late,
            "due_in_7_days": s.soon,
            "n": s.recent.n,
            "rate": s.recent.rate,
            "weakest_party": s.worst.key if s.worst else "",
            "contradictions": s.contradictions,
            "gaps": s.gaps,
            "months": [_month(m) for m in s.trend],
        }
        for s in portfolio_of(request.user)
    ]
