"""Compute what everybody owes in a project, and write down what changed.

The number of queries depends on how many evidence queries there are, never on the number of obligations.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from golive.foundation import clock, use_cases
from golive.foundation.accounts.models import Project
from golive.foundation.duties import registry
from golive.foundation.duties.assignments import ensure_assignments, members_of
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.models import Assignment, Pulse, Waiver
from golive.foundation.duties.registry import Evidence, Occurrence
from golive.foundation.duties.reminders import remind
from golive.foundation.duties.rules import Docket, judge, unconnected
from golive.foundation.duties.store import Changes, Ledger, prior_of
from golive.foundation.duties.windows import Timing, Window, windows_of

log = logging.getLogger("golive.duties")
STALE = timedelta(minutes=10)
STANDING_STILL = (Project.State.ON_HOLD, Project.State.CLOSED)


def evaluate(project: Project) -> Changes:
    """Bring the obligations of a project up to date. Idempotent: a second run changes nothing."""
    now = clock.now()
    with transaction.atomic():
        pulse = _locked_pulse(project)
        project = Project.objects.get(pk=project.pk)
        changes = Changes()
        if project.state in STANDING_STILL:
            pulse.held_since = pulse.held_since or now
        else:
            _resume(pulse, now)
            changes = _evaluate(project, timing_of(project, pulse, now))
        pulse.dirty, pulse.evaluated_at = False, now
        pulse.save()
    return changes


def fresh(project: Project) -> None:
    """Evaluate if something happened since, or ten minutes ago."""
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
    """Something was done in the project: its duties are computed anew when somebody looks."""
    if project is not None:
        Pulse.objects.filter(project_id=project.pk, dirty=False).update(dirty=True)


def listen() -> None:
    if mark_dirty not in use_cases.AFTER:
        use_cases.AFTER.append(mark_dirty)


def timing_of(project: Project, pulse: Pulse | None, now: datetime) -> Timing:
    held = pulse.held if pulse else []
    return Timing(
        calendar=registry.calendar_of(project),
        start=project.start_date,
        go_live=project.go_live_date,
        phases=tuple(registry.phases_of(project)),
        now=now,
        held=tuple((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in held),
    )


def _locked_pulse(project: Project) -> Pulse:
    Pulse.objects.get_or_create(project_id=project.pk)
    return Pulse.objects.select_for_update().get(project_id=project.pk)


def _resume(pulse: Pulse, now: datetime) -> None:
    if pulse.held_since is not None:
        pulse.held = [*pulse.held, [pulse.held_since.isoformat(), now.isoformat()]]
        pulse.held_since = None


def _evaluate(project: Project, timing: Timing) -> Changes:
    members = members_of(project)
    assignments = ensure_assignments(project, members)
    ledger = Ledger(project, timing.now)
    waived = _waived(project, timing)
    by_duty: dict[str, list[Assignment]] = {}
    for assignment in assignments:
        if assignment.switched_off_at is None:
            by_duty.setdefault(assignment.duty_id, []).append(assignment)
    for duty_id, places in by_duty.items():
        _judge_duty(duty_id, places, project, timing, ledger, waived)
    ledger.withdraw_the_rest({a.pk: a.duty_id for a in assignments if a.switched_off_at})
    changes = ledger.save()
    remind(project, list(ledger.rows.values()) + changes.new, members, timing)
    return changes


def _judge_duty(
    duty_id: str, places: list[Assignment], project: Project, timing: Timing, ledger: Ledger, waived: set[int]
) -> None:
    duty = DUTIES[duty_id]
    query = registry.EVIDENCE.get(duty_id)
    if query is None:
        for window in windows_of(duty, timing, connected=False):
            for assignment in places:
                ledger.put(assignment, unconnected(window), None)
        return
    try:
        evidence = query(project)
    except Exception:
        log.exception("the evidence of %s in project %s could not be read", duty_id, project.code)
        ledger.leave_alone(duty_id)
        return
    windows = [
        w for w in windows_of(duty, timing, evidence.occurrences) if evidence.since is None or w.due >= evidence.since
    ]
    if duty_id in registry.MAIN_ONLY:
        for window in (w for w in windows if not w.main and w.event is None and w.due >= timing.now):
            for assignment in places:
                ledger.put(assignment, unconnected(window), None)
        windows = [w for w in windows if w.main or w.event is not None]
    for assignment in places:
        _judge_place(assignment, places, windows, evidence, timing, ledger, waived)


def _judge_place(
    assignment: Assignment,
    places: list[Assignment],
    windows: list[Window],
    evidence: Evidence,
    timing: Timing,
    ledger: Ledger,
    waived: set[int],
) -> None:
    docket = Docket(evidence, assignment.place)
    for window in windows:
        if window.event is not None and _place_of(window.event, places) is not assignment:
            continue
        row = ledger.row(assignment, window.key)
        excused = row is not None and row.pk in waived
        ledger.put(assignment, judge(window, docket, prior_of(row), timing.now, waived=excused), window.event)


def _place_of(event: Occurrence, places: list[Assignment]) -> Assignment:
    """Where an event is owed: at its own place, otherwise wherever the duty is held first."""
    return next((a for a in places if a.place == event.place), places[0])


def _waived(project: Project, timing: Timing) -> set[int]:
    today = timing.now.astimezone(timing.calendar.zone).date()
    rows = Waiver.objects.filter(obligation__project=project, until__gte=today)
    return set(rows.values_list("obligation_id", flat=True))
