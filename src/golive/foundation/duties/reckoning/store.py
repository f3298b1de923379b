"""Verdicts into rows: only what differs is written, and every change of state or date is kept as history."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from golive.foundation import bulk
from golive.foundation.accounts.models import Project
from golive.foundation.duties.models import Assignment, Obligation, StateChange
from golive.foundation.duties.reckoning.rules import Prior, Verdict
from golive.foundation.duties.registry import Fact, Missing, Occurrence
from golive.foundation.duties.states import DONE, State
from golive.foundation.words import as_words

SHOWN = 12  # facts and missing things kept with a row; their number is kept in full
Key = tuple[str, str, str]  # duty id, place, period
Acting = Callable[[int | None], int | None]


@dataclass(slots=True)
class Row:
    """An obligation as one evaluation needs it; the attributes are the table's columns. `why` is written, not read."""

    assignment_id: int
    duty_id: str
    place: str
    key: str
    opens_at: datetime
    due_at: datetime
    grace_until: datetime
    person_id: int | None
    acting_id: int | None
    state: str
    state_since: datetime
    met_at: datetime | None
    lost_at: datetime | None
    missing_count: int
    by_event: bool
    why_code: str
    version: int = 1
    pk: int = 0
    project_id: int = 0
    why: dict[str, Any] = field(default_factory=dict)


READ = [f.name for f in fields(Row) if f.name not in ("project_id", "why")]
COMPARED = READ[:1] + READ[4:10] + READ[11:16]
WRITTEN = [*(n.removesuffix("_id") for n in COMPARED), "state_since", "version", "why"]


@dataclass(slots=True)
class Change:
    """A row of StateChange, before it is written."""

    row: Row
    project_id: int
    at: datetime
    was: str
    became: str
    opens_at: datetime
    due_at: datetime
    grace_until: datetime
    met_at: datetime | None
    person_id: int | None
    why: dict[str, Any]

    @property
    def obligation_id(self) -> int:
        return self.row.pk


@dataclass(slots=True)
class Changes:
    """What one evaluation found different."""

    new: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    history: list[Change] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed)


def prior_of(row: Row | None) -> Prior | None:
    """What the rules need to know of the last evaluation; nothing if the obligation had been withdrawn."""
    if row is None or row.state in (State.WITHDRAWN, State.UNCONNECTED):
        return None
    return Prior(
        row.state,
        row.opens_at,
        row.due_at,
        row.grace_until,
        row.met_at,
        lost_at=row.lost_at,
        lacked=row.missing_count > 0,
        person=row.person_id,
    )


class Ledger:
    """The obligations of one project (or of some duties of it), as they were and as they become."""

    def __init__(self, project: Project, now: datetime, duty_ids: Collection[str] | None = None) -> None:
        self.project, self.now = project, now
        self._all = Obligation.objects.filter(project=project).order_by()
        if duty_ids is not None:
            self._all = self._all.filter(duty_id__in=duty_ids)
        self.rows: dict[Key, Row] = {(r[1], r[2], r[3]): Row(*r) for r in self._all.values_list(*READ)}
        self.changes = Changes()
        self._seen: set[Key] = set()
        self._untouched: set[str] = set()
        self.asked: set[str] = set()  # duties whose evidence was read

    def row(self, assignment: Assignment, key: str) -> Row | None:
        return self.rows.get((assignment.duty_id, assignment.place, key))

    def leave_alone(self, duty_id: str) -> None:
        """Nothing could be found out about this duty now: its rows stay as they are."""
        self._untouched.add(duty_id)

    def put(self, assignment: Assignment, verdict: Verdict, event: Occurrence | None, acting: Acting) -> None:
        """Write a verdict down. `acting(owner)`: who stands in for the owner at present."""
        key = (assignment.duty_id, assignment.place, verdict.key)
        self._seen.add(key)
        row = self.rows.get(key)
        person = (event.person_id if event else None) or assignment.accountable_id
        done = verdict.state in DONE
        if row is not None and done and row.state in DONE:
            person = row.person_id  # who did it stays who did it
        reasons = why(verdict, event)
        found = Row(
            assignment.pk,
            *key,
            verdict.opens,
            verdict.due,
            verdict.grace,
            person,
            None if done else acting(person),
            verdict.state.value,
            self.now,
            verdict.met_at,
            verdict.lost_at,
            len(verdict.missing),
            event is not None,
            code_of(reasons),
            project_id=self.project.pk,
            why=reasons,
        )
        if row is None:
            self.changes.new.append(found)
            self._note(found, "")
        else:
            self._update(row, found)

    def withdraw_the_rest(self, switched_off: Collection[int]) -> None:
        """What is open and no longer follows from anything is not owed any more; what was done stays."""
        gone = [row for key, row in self.rows.items() if key not in self._seen and self._ends(row, switched_off)]
        if not gone:
            return
        reasons = dict(self._all.exclude(state=State.WITHDRAWN).values_list("pk", "why"))
        for row in gone:
            code = "switched_off" if row.assignment_id in switched_off else "not_owed"
            said = {**reasons[row.pk], "withdrawn": code}
            values = {"state": State.WITHDRAWN.value, "met_at": None, "acting_id": None}
            self._update(row, replace(row, **values, why=said, why_code=code_of(said)))

    def _ends(self, row: Row, switched_off: Collection[int]) -> bool:
        if row.state == State.WITHDRAWN or row.duty_id in self._untouched:
            return False
        if row.state not in DONE:
            return True
        # The record that proved it no longer exists, or is owed elsewhere.
        return row.by_event and row.duty_id in self.asked and row.assignment_id not in switched_off

    def _update(self, row: Row, found: Row) -> None:
        if _compared(row) == _compared(found):
            return
        found.pk, found.version, found.project_id = row.pk, row.version + 1, self.project.pk
        changed = row.state != found.state
        found.state_since = self.now if changed else row.state_since
        self.changes.changed.append(found)
        self.rows[found.duty_id, found.place, found.key] = found
        if changed or (row.opens_at, row.due_at, row.person_id) != (found.opens_at, found.due_at, found.person_id):
            self._note(found, row.state)

    def _note(self, row: Row, was: str) -> None:
        self.changes.history.append(
            Change(
                row,
                self.project.pk,
                self.now,
                was,
                row.state,
                row.opens_at,
                row.due_at,
                row.grace_until,
                row.met_at,
                row.person_id,
                row.why,
            )
        )

    def save(self) -> Changes:
        """As many statements for ten rows as for ten thousand."""
        if self.changes.new:
            bulk.insert(Obligation, self.changes.new)
            duties = {row.duty_id for row in self.changes.new}
            saved = Obligation.objects.filter(project=self.project, duty_id__in=duties).order_by()
            ids = {(d, place, key): pk for pk, d, place, key in saved.values_list("pk", "duty_id", "place", "key")}
            for row in self.changes.new:
                row.pk = ids[row.duty_id, row.place, row.key]
        bulk.update(Obligation, self.changes.changed, WRITTEN)
        bulk.insert(StateChange, self.changes.history)
        return self.changes


_compared = attrgetter(*COMPARED)


def code_of(reasons: dict[str, Any]) -> str:
    """A short hash by which two explanations are told apart; they are made of strings and numbers only."""
    return blake2b(repr(reasons).encode(), digest_size=8).hexdigest() if reasons else ""


def why(verdict: Verdict, event: Occurrence | None) -> dict[str, Any]:
    """The explanation as data; `explain` turns it into sentences of the reader's language."""
    found: dict[str, Any] = {}
    if verdict.facts:
        found["facts"] = [_fact(f) for f in verdict.facts[-SHOWN:]]
        found["fact_count"] = len(verdict.facts)
    if verdict.missing:
        found["missing"] = [_missing(m) for m in verdict.missing[:SHOWN]]
        found["missing_count"] = len(verdict.missing)
    if verdict.drift:
        found["drift"] = [_fact(f) for f in verdict.drift[-SHOWN:]]
    if verdict.lost_at:
        found["lost_at"] = verdict.lost_at.isoformat()
    if event is not None:
        found |= {"label": as_words(event.label).to_json(), "url": event.url}
    return found


def _fact(fact: Fact) -> dict[str, Any]:
    value = fact.value if fact.value is None or isinstance(fact.value, str | int | float) else str(fact.value)
    return {
        "at": fact.at.isoformat(),
        "who": fact.who_id,
        "label": as_words(fact.label).to_json(),
        "url": fact.url,
        "value": value,
        "key": fact.key,
    }


def _missing(missing: Missing) -> dict[str, Any]:
    return {"text": as_words(missing.text).to_json(), "url": missing.url}
