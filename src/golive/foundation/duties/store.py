"""Verdicts into rows: only what differs is written, and every change of state or date is kept as history."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from golive.foundation import bulk
from golive.foundation.accounts.models import Project
from golive.foundation.duties.models import Assignment, Obligation, StateChange
from golive.foundation.duties.registry import Fact, Missing, Occurrence
from golive.foundation.duties.rules import Prior, Verdict
from golive.foundation.duties.states import DONE, State
from golive.foundation.words import as_words

SHOWN = 12  # facts and missing things kept with a row; their number is kept in full
FIELDS = [
    "assignment",
    "opens_at",
    "due_at",
    "grace_until",
    "person",
    "acting",
    "state",
    "state_since",
    "met_at",
    "why",
    "version",
]
Key = tuple[str, str, str]  # duty id, place, period


@dataclass(slots=True)
class Changes:
    """What one evaluation found different."""

    new: list[Obligation] = field(default_factory=list)
    changed: list[Obligation] = field(default_factory=list)
    history: list[StateChange] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.new or self.changed)


def prior_of(row: Obligation | None) -> Prior | None:
    """What the rules need to know of the last evaluation; nothing if the obligation had been withdrawn."""
    if row is None or row.state in (State.WITHDRAWN, State.UNCONNECTED):
        return None
    lost = row.why.get("lost_at")
    return Prior(
        row.state,
        row.opens_at,
        row.due_at,
        row.grace_until,
        row.met_at,
        lost_at=datetime.fromisoformat(lost) if lost else None,
        lacked=bool(row.why.get("missing_count")),
    )


Acting = Callable[[int | None], int | None]


class Ledger:
    """The obligations of one project (or of some duties of it), as they were and as they become."""

    def __init__(self, project: Project, now: datetime, duty_ids: Collection[str] | None = None) -> None:
        self.project, self.now = project, now
        rows = Obligation.objects.filter(project=project)
        if duty_ids is not None:
            rows = rows.filter(duty_id__in=duty_ids)
        self.rows: dict[Key, Obligation] = {(o.duty_id, o.place, o.key): o for o in rows.order_by()}
        self.changes = Changes()
        self._seen: set[Key] = set()
        self._untouched: set[str] = set()

    def row(self, assignment: Assignment, key: str) -> Obligation | None:
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
        values = {
            "assignment_id": assignment.pk,
            "opens_at": verdict.opens,
            "due_at": verdict.due,
            "grace_until": verdict.grace,
            "person_id": person,
            "acting_id": None if done else acting(person),
            "state": verdict.state.value,
            "met_at": verdict.met_at,
            "why": why(verdict, event),
        }
        if row is None:
            row = Obligation(
                project_id=self.project.pk, duty_id=key[0], place=key[1], key=key[2], state_since=self.now, **values
            )
            self.changes.new.append(row)
            self._note(row, "")
        else:
            self._update(row, values)

    def withdraw_the_rest(self, switched_off: Collection[int]) -> None:
        """What is open and no longer follows from anything is not owed any more; what was done stays."""
        for key, row in self.rows.items():
            gone_event = row.state in DONE and "label" in row.why  # the record that proved it no longer exists
            ended = row.state == State.WITHDRAWN or (row.state in DONE and not gone_event)
            if key in self._seen or ended or row.duty_id in self._untouched:
                continue
            code = "switched_off" if row.assignment_id in switched_off else "not_owed"
            if gone_event and code == "switched_off":
                continue
            values = {"state": State.WITHDRAWN.value, "met_at": None, "acting_id": None}
            self._update(row, {**values, "why": {**row.why, "withdrawn": code}})

    def _update(self, row: Obligation, values: dict[str, Any]) -> None:
        was, due, person = row.state, row.due_at, row.person_id
        if all(getattr(row, name) == value for name, value in values.items()):
            return
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        self.changes.changed.append(row)
        if row.state != was:
            row.state_since = self.now
        if row.state != was or row.due_at != due or row.person_id != person:
            self._note(row, was)

    def _note(self, row: Obligation, was: str) -> None:
        self.changes.history.append(
            StateChange(
                obligation=row,
                project_id=self.project.pk,
                at=self.now,
                was=was,
                became=row.state,
                opens_at=row.opens_at,
                due_at=row.due_at,
                grace_until=row.grace_until,
                met_at=row.met_at,
                person_id=row.person_id,
                why=row.why,
            )
        )

    def save(self) -> Changes:
        """As many statements for ten rows as for ten thousand."""
        self._save_new()
        bulk.update(Obligation, self.changes.changed, FIELDS)
        for change in self.changes.history:
            change.obligation_id = change.obligation.pk
        bulk.insert(StateChange, self.changes.history)
        return self.changes

    def _save_new(self) -> None:
        if not self.changes.new:
            return
        bulk.insert(Obligation, self.changes.new)
        duties = {o.duty_id for o in self.changes.new}
        rows = Obligation.objects.filter(project=self.project, duty_id__in=duties).order_by()
        ids = {(d, place, key): pk for pk, d, place, key in rows.values_list("pk", "duty_id", "place", "key")}
        for row in self.changes.new:
            row.pk = ids[row.duty_id, row.place, row.key]


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
