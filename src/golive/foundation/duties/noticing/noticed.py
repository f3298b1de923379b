"""Reads of what the engine noticed: who may see which, and the page of signals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from golive.foundation import clock, use_cases
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Membership, User
from golive.foundation.duties.forms import SignalAnswerForm
from golive.foundation.duties.models import Signal
from golive.foundation.words import Words

ORDER = ("contradiction", "silence", "gap", "overload", "conflict", "double", "drift")
MATRIX = ("gap", "double", "overload", "conflict")  # what tailoring mends
LATELY = timedelta(days=30)
SHOWN = 30
ICONS = {
    "contradiction": "scale",
    "silence": "message-circle",
    "gap": "user-plus",
    "overload": "clock-exclamation",
    "conflict": "ban",
    "double": "users",
    "drift": "route",
}


def visible_signals(actor: Any) -> QuerySet[Signal]:
    """All for the client's own people; a vendor's or a consultant's see what names them or is about their party."""
    mine = Membership.objects.filter(
        access.current(), person=actor.pk, project=OuterRef("project"), party=OuterRef("party")
    )
    rows = Signal.objects.filter(project__in=access.projects_of(actor)).filter(
        Q(project__in=access.projects_as(actor, *INSIDE)) | Q(person=actor.pk) | Q(other=actor.pk) | Exists(mine)
    )
    return rows.select_related("project", "person", "other", "answered_by").order_by("seen_at", "id")


@dataclass(slots=True)
class Noticed:
    """A signal in the reader's language. `act`: the use case that accepts its proposal with one click: {name, assignment
    or duty, fields}; `left`, `right`: the two sides of a contradiction."""

    row: Signal
    text: str
    proposal: str = ""
    act: dict[str, Any] | None = None
    left: str = ""
    right: str = ""
    form: Any = None


@dataclass(slots=True)
class Bundle:
    """The signals of one kind."""

    kind: str
    label: str
    icon: str
    rows: list[Noticed] = field(default_factory=list)


def open_signals(actor: Any, project: Any, *kinds: str) -> list[Bundle]:
    """What is so now, by kind, the gravest kind first."""
    bundles = {k: Bundle(k, str(Signal.Kind(k).label), ICONS[k]) for k in ORDER if not kinds or k in kinds}
    assigns = use_cases.may("duties.assign", actor, project)
    for row in visible_signals(actor).filter(project=project, ended_at=None, kind__in=bundles):
        bundles[row.kind].rows.append(noticed(row, actor, assigns))
    return [b for b in bundles.values() if b.rows]


def over(actor: Any, project: Any) -> list[Noticed]:
    """What ended in the last 30 days."""
    rows = visible_signals(actor).filter(project=project, ended_at__gte=clock.now() - LATELY)
    return [noticed(r, actor, False) for r in rows.order_by("-ended_at", "-id")[:SHOWN]]


def noticed(row: Signal, actor: Any, assigns: bool) -> Noticed:
    made = Noticed(row, Words.from_json(row.text).render(), Words.from_json(row.proposal).render())
    if row.kind == Signal.Kind.CONTRADICTION:
        params = row.text["params"]
        made.left, made.right = (Words.from_json(params[k]).render() for k in ("claim", "against"))
    if assigns:
        made.act = _act(row)
    own = row.answered_by_id in (None, actor.pk)
    if row.ended_at is None and own and use_cases.may("duties.answer_signal", actor, row):
        made.form = SignalAnswerForm(initial={"answer": row.answer}, auto_id=f"s{row.pk}_%s")
    return made


def _act(row: Signal) -> dict[str, Any] | None:
    proposal = row.proposal or {}
    if given := proposal.get("assign"):
        return {"assign": given["duty"], "fields": {"accountable": given["person"], "place": given["place"]}}
    if given := proposal.get("give"):
        return {"give": given["assignment"], "fields": {"person": given["person"], "letter": given["letter"]}}
    return None


def people_of(project: Any) -> QuerySet[User]:
    """Who has a place in the project today."""
    places = Membership.objects.filter(access.current(), project=project)
    return User.objects.filter(pk__in=places.values("person"), is_active=True).order_by("id")
