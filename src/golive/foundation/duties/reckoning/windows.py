"""From when to when a duty is owed: pure functions from cadence, phases and working calendar to windows of time."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from golive.engines.worktime import Calendar, NoWorkingTime, Rule, due_after, occurrences
from golive.foundation.duties.catalogue import Duty, Term
from golive.foundation.duties.registry import Occurrence, PhaseSpan

AHEAD = timedelta(days=35)
EVENING = 18 * 60  # a phase is over at 18:00 of its last working day
ALWAYS = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """One time a duty is owed. Facts without a period belong to the window in whose [since, until) they lie; `alone`:
    all of them do; `main`: of the duty's main cadence (facts of its other cadences name their period)."""

    key: str
    opens: datetime
    due: datetime
    grace: datetime
    since: datetime
    until: datetime
    periodic: bool = False
    alone: bool = False
    main: bool = True
    event: Occurrence | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """What the project's clocks say. `held`: when the project stood still. While it does, `now` is when that began,
    and `seen` goes on."""

    calendar: Calendar
    start: date
    go_live: date
    phases: tuple[PhaseSpan, ...]
    now: datetime
    held: tuple[tuple[datetime, datetime], ...] = field(default=())
    seen: datetime | None = None

    @property
    def known(self) -> datetime:
        """Up to when facts are known."""
        return self.seen or self.now

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.calendar.zone).date()

    def midnight(self, day: date) -> datetime:
        return self.calendar.instant(day, 0)

    def evening(self, day: date) -> datetime:
        """18:00 of `day`, or of the last working day before it."""
        with suppress(NoWorkingTime):
            day = self.calendar.prev_working_day(day)
        return self.calendar.instant(day, EVENING)

    def stood_still(self, moment: datetime) -> bool:
        return any(a <= moment < b for a, b in self.held)

    def resumed(self, due: datetime, running_since: datetime) -> datetime:
        """`due` after the project stood still: what was running when a stop began keeps the working time it had left."""
        for begin, end in self.held:
            if running_since <= begin < due:
                due = self.calendar.add(end, self.calendar.minutes_between(begin, due))
        return due

    def grace(self, due: datetime, working_hours: int) -> datetime:
        """When the grace after `due` ends."""
        return self.resumed(self.calendar.add(due, working_hours * 60), due) if working_hours else due

    def span(self, duty: Duty) -> tuple[datetime, datetime] | None:
        """When a recurring duty runs: from the first to the last of its phases, never before the project."""
        begin = self.midnight(self.start)
        if not duty.phases:
            return begin, NEVER
        mine = [p for p in self.phases if p.key in duty.phases]
        if not mine:  # phases not planned yet: what begins with the project begins now
            return (begin, NEVER) if not self.phases and "requirements" in duty.phases else None
        first, last = min(p.start for p in mine), max(p.end for p in mine)
        return max(begin, self.midnight(first)), self.midnight(last + timedelta(days=1))


def windows_of(
    duty: Duty, timing: Timing, events: Iterable[Occurrence] = (), *, connected: bool = True
) -> list[Window]:
    """Every window of `duty` up to 35 days ahead, and the next one if that is later.

    A duty whose evidence is not connected shows only what comes next: its past cannot be judged.
    """
    found: list[Window] = []
    for number, term in enumerate(duty.terms):
        if term.is_event:
            made = [_event(duty, term, event, timing) for event in events]
        elif term.is_periodic:
            made = _periodic(duty, term, timing, only_next=not connected)
        elif term.is_state:
            made = _phases(duty, timing)
        else:
            made = _after_go_live(duty, term, timing)
        found += made if number == 0 else [replace(w, main=False) for w in made]
    return found if connected else [w for w in found if w.due >= timing.now]


def _phases(duty: Duty, timing: Timing) -> list[Window]:
    spans = [p for p in timing.phases if p.key in duty.phases]
    made = []
    for number, phase in enumerate(spans):
        planned = timing.evening(phase.end)
        opens = min(timing.midnight(phase.start), planned)
        due = timing.resumed(planned, max(opens, phase.dated_at or opens))
        last = number == len(spans) - 1
        made.append(
            Window(
                key=phase.key,
                opens=opens,
                due=due,
                grace=timing.grace(due, duty.grace),
                since=ALWAYS if number == 0 else opens,  # work done early counts for the first phase
                until=NEVER if last else timing.midnight(spans[number + 1].start),
                alone=len(spans) == 1,
            )
        )
    return made


def _periodic(duty: Duty, term: Term, timing: Timing, *, only_next: bool) -> list[Window]:
    span = timing.span(duty)
    if span is None or term.rule is None:
        return []
    begin, end = span
    horizon = min(end, timing.now + AHEAD)
    found = []
    if begin < horizon and not only_next:
        found = occurrences(term.rule, begin, horizon, timing.calendar)
    if not found or found[-1].due < timing.now:  # always show when it comes round next
        later = max(begin, timing.now)
        found += [
            o for o in occurrences(term.rule, later, later + timedelta(days=100), timing.calendar) if o.due < end
        ][:1]
    kept = [o for o in found if not timing.stood_still(o.due)]
    begins = [min(o.start, timing.midnight(timing.day(o.due))) for o in kept]  # a closure may move due before it
    return [
        Window(o.key, since, o.due, timing.grace(o.due, duty.grace), since, until, periodic=True)
        for o, since, until in zip(kept, begins, [*begins[1:], NEVER], strict=False)
    ]


def _after_go_live(duty: Duty, term: Term, timing: Timing) -> list[Window]:
    base = timing.midnight(timing.go_live)
    made, opens = [], base
    for days in term.days:
        day = due_after(Rule("days", days), base, timing.calendar)
        due = timing.evening(timing.day(day))
        grace = timing.grace(due, duty.grace)
        made.append(Window(f"D{days}", opens, due, grace, since=opens, until=due))
        opens = due
    return made[:-1] + [replace(w, until=NEVER) for w in made[-1:]]


def _event(duty: Duty, term: Term, event: Occurrence, timing: Timing) -> Window:
    assert term.rule is not None
    due = timing.resumed(event.due_at or due_after(term.rule, event.opened_at, timing.calendar), event.opened_at)
    return Window(
        key=event.key,
        opens=min(event.opened_at, due),
        due=due,
        grace=timing.grace(due, duty.grace),
        since=event.opened_at,
        until=NEVER,
        event=event,
    )
