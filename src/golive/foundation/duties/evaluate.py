"""Compute what everybody owes in a project, and write down what changed.

The number of queries depends on how many evidence queries there are, never on the number of obligations.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from golive.foundation import clock, use_cases
from golive.foundation.accounts.models import Project
from golive.foundation.duties import registry
from golive.foundation.duties.catalogue import Duty
from golive.foundation.duties.holding.assignments import ensure_assignments, members_of
from golive.foundation.duties.holding.tailored import held
from golive.foundation.duties.models import Assignment, Pulse, Waiver
from golive.foundation.duties.noticing import signals
from golive.foundation.duties.reckoning.people import Roll, roll_of
from golive.foundation.duties.reckoning.rules import Docket, judge, unconnected
from golive.foundation.duties.reckoning.store import Changes, Ledger, prior_of
from golive.foundation.duties.reckoning.windows import Timing, Window, windows_of
from golive.foundation.duties.registry import Evidence, Occurrence

log = logging.getLogger("golive.duties")
STALE = timedelta(minutes=10)
FRAME = ("projects.", "accounts.", "duties.")  # use cases that may matter to every duty


def evaluate(project: Project, duty_ids: Collection[str] | None = None) -> Changes:
    """Bring the obligations of a project (or only those of some duties) up to date. Idempotent: a second run changes
    nothing. While a project is on hold its clocks stand still and facts go on being seen; a closed one is left alone."""
    now = clock.now()
    with transaction.atomic():
        pulse = _locked_pulse(project)
        project = Project.objects.get(pk=project.pk)
        note_hold(pulse, project, now)
        changes = Changes()
        if project.state != Project.State.CLOSED:
            changes = _evaluate(project, timing_of(project, pulse, now), duty_ids)
            if duty_ids is None and project.state != Project.State.ON_HOLD:
                signals.refresh(project)
        if duty_ids is None:
            pulse.dirty, pulse.stale, pulse.evaluated_at = False, [], now
        else:
            pulse.stale = [d for d in pulse.stale if d not in duty_ids]
        pulse.save()
    return changes


def fresh(project: Project) -> None:
    """Evaluate what something happened to since, or all if that was ten minutes ago."""
    pulse = Pulse.objects.filter(project=project).first()
    now = clock.now()
    # In the demo time may also be turned back.
    if (
        pulse is None
        or pulse.dirty
        or pulse.evaluated_at is None
        or not (pulse.evaluated_at <= now < pulse.evaluated_at + STALE)
    ):
        evaluate(project)
    elif pulse.stale:
        evaluate(project, frozenset(pulse.stale))


def evaluate_all() -> int:
    """Every project whose clocks run; for the schedule. One that fails does not keep the others waiting."""
    done = 0
    for project in Project.objects.exclude(state=Project.State.CLOSED).order_by("id"):
        try:
            evaluate(project)
            done += 1
        except Exception:
            log.exception("the duties of project %s could not be evaluated", project.code)
    return done


def mark_dirty(project: Any, name: str = "") -> None:
    """Something was done in the project: the duties it may matter to are computed anew when somebody looks."""
    if project is None:
        return
    pulse = Pulse.objects.filter(project_id=project.pk).first()
    if pulse is None:
        if not name.startswith("projects."):
            return
        pulse = Pulse.objects.create(project_id=project.pk)  # so that a stop is dated by the act, not by a look
    if not name or name.startswith(FRAME):
        if name.startswith("projects."):
            note_hold(pulse, Project.objects.get(pk=project.pk), clock.now())
        pulse.dirty = True
        pulse.save(update_fields=["dirty", "held_since", "held"])
    elif touched := set(registry.touched_by(name)) - set(pulse.stale):
        pulse.stale = [*pulse.stale, *sorted(touched)]
        pulse.save(update_fields=["stale"])


def listen() -> None:
    if mark_dirty not in use_cases.AFTER:
        use_cases.AFTER.append(mark_dirty)


def timing_of(project: Project, pulse: Pulse | None, now: datetime) -> Timing:
    held = pulse.held if pulse else []
    since = pulse.held_since if pulse else None
    return Timing(
        calendar=registry.calendar_of(project),
        start=project.start_date,
        go_live=project.go_live_date,
        phases=tuple(registry.phases_of(project)),
        now=since or now,
        held=tuple((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in held),
        seen=now,
    )


def note_hold(pulse: Pulse, project: Project, now: datetime) -> None:
    """Remember when the project's clocks stopped, on hold or closed, and when they went on."""
    if project.state in (Project.State.ON_HOLD, Project.State.CLOSED):
        pulse.held_since = pulse.held_since or now
    elif pulse.held_since is not None:
        pulse.held = [*pulse.held, [pulse.held_since.isoformat(), now.isoformat()]]
        pulse.held_since = None


def _locked_pulse(project: Project) -> Pulse:
    Pulse.objects.get_or_create(project_id=project.pk)
    return Pulse.objects.select_for_update().get(project_id=project.pk)


@dataclass(slots=True)
class Sitting:
    """One evaluation of a project: what all its duties are judged with."""

    project: Project
    timing: Timing
    ledger: Ledger
    roll: Roll
    waived: set[int]

    def acting(self, duty: Duty) -> Callable[[int | None], int | None]:
        if not self.roll.covers:
            return _nobody
        return lambda owner: self.roll.acting(duty.id, owner, self.timing.known)

    def judge_duty(self, duty: Duty, held_at: list[Assignment]) -> None:
        places = [a for a in held_at if a.switched_off_at is None]
        if not places:
            return
        if not registry.connected(duty.id):
            self._put_unconnected(windows_of(duty, self.timing, connected=False), duty, places)
            return
        try:
            evidence = registry.answer(duty.id, self.project)
        except Exception:
            log.exception("the evidence of %s in project %s could not be read", duty.id, self.project.code)
            self.ledger.leave_alone(duty.id)
            return
        self.ledger.asked.add(duty.id)
        windows = windows_of(duty, self.timing, evidence.occurrences)
        if evidence.since is not None:
            windows = [w for w in windows if w.due >= evidence.since]
        if duty.id in registry.MAIN_ONLY:
            coming = windows_of(duty, self.timing, connected=False)
            self._put_unconnected([w for w in coming if not w.main], duty, places)
            windows = [w for w in windows if w.main or w.event is not None]
        for assignment in places:
            mine = [w for w in windows if w.event is None or _place_of(w.event, held_at, places) is assignment]
            self._judge_place(duty, assignment, mine, evidence)

    def _put_unconnected(self, windows: list[Window], duty: Duty, places: list[Assignment]) -> None:
        for window in windows:
            for assignment in places:
                self.ledger.put(assignment, unconnected(window), None, self.acting(duty))

    def _judge_place(
        self,
        duty: Duty,
        assignment: Assignment,
        windows: list[Window],
        evidence: Evidence,
    ) -> None:
        timing, ledger, acting = self.timing, self.ledger, self.acting(duty)
        docket = Docket(
            evidence,
            assignment.place,
            lambda who, at: self.roll.counts(duty, assignment, who, at),
            frozenset(t.cadence for t in duty.terms),
        )
        once = {w.key: w for w in reversed(windows)}  # an event that an app gives twice is owed once
        for window in reversed(once.values()):
            row = ledger.row(assignment, window.key)
            excused = row is not None and row.pk in self.waived
            verdict = judge(window, docket, prior_of(row), timing.now, waived=excused, known=timing.known)
            ledger.put(assignment, verdict, window.event, acting)


def _evaluate(project: Project, timing: Timing, duty_ids: Collection[str] | None) -> Changes:
    held_duties = held(project)
    members = members_of(project)
    assignments = ensure_assignments(project, held_duties, members)
    ledger = Ledger(project, timing.known, duty_ids)
    roll = roll_of(project, timing.calendar.zone)
    sitting = Sitting(project, timing, ledger, roll, _waived(project, timing))
    by_duty: dict[str, list[Assignment]] = {}
    for assignment in assignments:
        if duty_ids is None or assignment.duty_id in duty_ids:
            by_duty.setdefault(assignment.duty_id, []).append(assignment)
    for duty_id, held_at in by_duty.items():
        sitting.judge_duty(held_duties.duties[duty_id], held_at)
    ledger.withdraw_the_rest({a.pk for a in assignments if a.switched_off_at})
    return ledger.save()


def _nobody(owner: int | None) -> None:
    return None


def _place_of(event: Occurrence, held_at: list[Assignment], places: list[Assignment]) -> Assignment:
    """Where an event is owed: at its own place (which may be switched off), otherwise at the first of `places`."""
    return next((a for a in held_at if a.place == event.place), places[0])


def _waived(project: Project, timing: Timing) -> set[int]:
    today = timing.now.astimezone(timing.calendar.zone).date()
    rows = Waiver.objects.filter(obligation__project=project, until__gte=today)
    return set(rows.values_list("obligation_id", flat=True))
