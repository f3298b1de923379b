"""Duties in the API: mine, and the matrix of all parties."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from golive.foundation.duties import queries
from golive.foundation.duties.evaluate import fresh
from golive.foundation.duties.matrix import Row
from golive.foundation.duties.matrix import matrix as matrix_of
from golive.foundation.operations import InProject
from golive.foundation.pages import reads

router = Router()


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
    return plain | {"duty": row.duty.id, "party": row.duty.party, "name": str(row.duty), "people": people}
