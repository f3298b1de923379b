"""One obligation as a row of a list: words in the reader's language, links, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse

from golive.foundation import clock
from golive.foundation.duties import explain
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.holding.tailored import held
from golive.foundation.duties.models import Assignment, Obligation
from golive.foundation.duties.permissions import sight
from golive.foundation.duties.registry import connected
from golive.foundation.duties.states import OPEN, State

SHOWN = 3  # proofs and missing things in a row; the duty's page has them all


@dataclass(slots=True)
class Line:
    """`title` and `period`: the duty and what it is due for; of an event, what happened and the duty. `url`: the record of
    the event, else `page`, that of the obligation. `more`: so many other open ones of the same duty stand behind this
    one. `hidden`: proofs not for this reader. `acting`: who sees to it for the person; `for_another`: the reader does."""

    duty: Duty
    title: str
    period: str
    cadence: str
    state: str
    status: str
    due: datetime | None
    person: str
    place: str
    why: str
    url: str
    page: str = ""
    row: Obligation | None = None
    evidence: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    action: dict[str, str] | None = None
    connected: bool = True
    hidden: bool = False
    more: int = 0
    acting: str = ""
    for_another: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom lines are written: asked once for a whole page."""

    actor: Any
    project: Any
    places: dict[str, str]
    may_see: Callable[[Duty], bool]
    now: datetime
    duties: Mapping[str, Duty]  # as the project holds them


def reader(actor: Any, project: Any, places: dict[str, str]) -> Reader:
    return Reader(actor, project, places, sight(actor, project), clock.now(), held(project).duties)


def lines(rows: Iterable[Obligation], to: Reader) -> list[Line]:
    """Rows as lines; several in the same state, of one cadence of a duty at one place, become one line."""
    made: list[Line] = []
    first: dict[tuple[object, ...], Line] = {}
    for row in rows:
        if row.duty_id not in DUTIES:
            continue
        same = (row.duty_id, row.place, row.state, explain.kind_of(row))
        if "label" not in row.why and same in first:
            first[same].more += 1
            continue
        line = line_of(row, to)
        first.setdefault(same, line)
        made.append(line)
    return made


def line_of(row: Obligation, to: Reader) -> Line:
    duty = to.duties.get(row.duty_id, DUTIES[row.duty_id])
    page = address("duties:obligation", to.project, pk=row.pk)
    doer = row.acting_id or row.person_id
    sees = to.may_see(duty) or to.actor.pk in (row.person_id, doer)
    open_ = row.state in OPEN
    event = sees and "label" in row.why
    period = explain.period_name(row)
    return Line(
        duty=duty,
        title=period if event else str(duty.title),
        period=str(duty.title) if event else "" if "label" in row.why else period,
        cadence=explain.cadence_of_row(row, duty),
        state=row.state,
        status=explain.status_words(row, to.now),
        due=row.due_at,
        person=str(row.person) if row.person_id else "",
        place=to.places.get(row.place, ""),
        why=explain.sentence(row),
        url=(event and row.why.get("url")) or page,
        page=page,
        row=row,
        evidence=_shown(explain.facts_of(row)[::-1]) if sees else [],
        missing=_wanted(row, duty) if sees else [],
        action=action_of(duty, to.project) if open_ and doer == to.actor.pk else None,
        connected=row.state != State.UNCONNECTED,
        hidden=not sees and bool(row.why.get("facts") or row.why.get("missing")),
        acting=str(row.acting) if row.acting_id and doer != to.actor.pk else "",
        for_another=doer == to.actor.pk and row.person_id != doer,
    )


def idle_line(assignment: Assignment, project: Any, places: dict[str, str]) -> Line:
    """A duty that has no obligation yet: nothing has triggered it, or its evidence is not connected."""
    duty = DUTIES[assignment.duty_id]
    linked = connected(duty.id)
    return Line(
        duty=duty,
        title=str(duty.title),
        period="",
        cadence=explain.cadence_of(duty),
        state="upcoming" if linked else "unconnected",
        status="",
        due=None,
        person=str(assignment.accountable or ""),
        place=places.get(assignment.place, ""),
        why=str(duty.evidence),
        url=address("duties:duty", project, duty=duty.id),
        connected=linked,
    )


def action_of(duty: Duty, project: Any) -> dict[str, str] | None:
    """The button to the page on which the duty is performed; none while that page is not built."""
    url = address(duty.page, project) if duty.page else ""
    return {"label": str(duty.action), "url": url} if url else None


def address(page: str, project: Any, **more: str | int) -> str:
    try:
        return reverse(page, kwargs={"project": project.code, **more})
    except NoReverseMatch:
        return ""


def _wanted(row: Obligation, duty: Duty) -> list[str]:
    """What is missing by name; of an overdue duty nobody has begun, what would prove it."""
    named = [m["text"] for m in explain.missing_of(row)][:SHOWN]
    return named or ([str(duty.evidence)] if row.state == State.OVERDUE and not row.why.get("facts") else [])


def _shown(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"label": f["label"], "url": f["url"]} for f in facts[:SHOWN]]
