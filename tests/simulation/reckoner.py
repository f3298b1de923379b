"""docs/duty-rules.md reckoned a second time, slowly and without looking at how the product does it.

`Reckoner.look(world)` takes everything that is known at a moment and answers with every obligation as it should stand
then. It remembers what it answered before, because the law does: what was proved, what was seen overdue, what was
missing. The product's own modules of the engine are not used; the data of the catalogue and the official days are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from tests.simulation.almanac import DAY, Almanac, due_after, due_in, period_of
from tests.simulation.known import Held, Line, Member, What, Where, Window, World

PERIODIC = ("daily", "weekly", "monthly", "quarterly")
AHEAD, SOON = timedelta(days=35), timedelta(days=3)
OPEN = ("upcoming", "due", "partly", "overdue", "waived", "unconnected")
DONE = ("met", "met_late")


class Reckoner:
    def __init__(self) -> None:
        self.lines: dict[What, Line] = {}
        self.accountable: dict[Where, list[tuple[int | None, datetime]]] = {}
        self.forgotten: set[tuple[Where, int, datetime]] = set()  # names of people who left since
        self.almanacs: dict[Any, Almanac] = {}

    def look(self, world: World, only: frozenset[str] | None = None) -> dict[What, Line]:
        """Every obligation at `world.now`. `only`: the duties that are looked at; the others stay as they were."""
        if world.closed:
            return self.lines
        self.notice(world)
        owed = {}
        for where in self.accountable:
            if self.is_held(where) and (only is None or where[0] in only):
                duty = world.held[where[0]]
                for window in self.windows(duty, where[1]):
                    owed[(*where, window.key)] = (window, duty)
        for what, (window, duty) in owed.items():
            self.lines[what] = self.judge(what, window, duty, self.lines.get(what))
        for what, line in list(self.lines.items()):
            if what not in owed and (only is None or what[0] in only):
                self.lines[what] = self.gone(what, line)
        return self.lines

    def notice(self, world: World) -> None:
        """What is known now, and who answers for what."""
        mark = (world.zone, tuple(sorted(world.special.items())))
        if mark not in self.almanacs:
            self.almanacs[mark] = Almanac(world.zone, world.special)
        self.almanac = self.almanacs[mark]
        self.world, self.today = world, self.almanac.day(world.now)
        self.clock = world.stops[-1][0] if world.stops and world.stops[-1][1] is None else world.now
        self.name_people(world.now)

    # -- who answers

    def current(self) -> list[Member]:
        return [m for m in self.world.members if m.active and m.on(self.today)]

    def places(self, duty: Held) -> list[str]:
        if duty.by == "department":
            found = {m.department for m in self.current() if m.department and m.party in (duty.party, "B", "E")}
            return sorted(f"department:{pk}" for pk in found) or [""]
        if duty.by == "module":
            return sorted(f"module:{key}" for key in duty.modules) or [""]
        if duty.by == "person":
            return sorted({f"person:{m.person}" for m in self.current() if m.party == duty.party}) or [""]
        return [""]

    def name_people(self, now: datetime) -> None:
        """Who is accountable, and since when that is known."""
        for duty in self.world.held.values():
            for place in self.places(duty):
                where = (duty.id, place)
                named = [(person, at) for spot, person, at in self.world.named if spot == where]
                history = self.accountable.setdefault(where, [])
                for person, at in named:
                    if (person, at) not in history:
                        history.append((person, at))
                if named and named[-1][0] not in {m.person for m in self.current()}:
                    self.forgotten.add((where, *named[-1]))
                if named and (where, *named[-1]) in self.forgotten:
                    named = []
                person = self.who_answers(duty, place, named)
                if not history or history[-1][0] != person:
                    history.append((person, now))

    def who_answers(self, duty: Held, place: str, named: list[tuple[int, datetime]]) -> int | None:
        here = self.current()
        if named:
            return named[-1][0]
        if place.startswith("person:"):
            return int(place.split(":")[1])
        if place.startswith("department:"):
            there = [m for m in here if m.department == int(place.split(":")[1])]
            mine = [m for m in there if m.party == duty.party] or [m for m in there if m.party in ("B", "E")]
        else:
            mine = [m for m in here if m.party == duty.party]
        return mine[0].person if mine else None

    def is_held(self, where: Where) -> bool:
        duty = self.world.held.get(where[0])
        return duty is not None and where[1] in self.places(duty) and where not in self.world.off

    # -- from when to when

    def windows(self, duty: Held, place: str) -> Iterator[Window]:
        evidence = self.world.evidence.get(duty.id)
        for number, (cadence, rule, days) in enumerate(duty.terms):
            main = number == 0
            connected = evidence is not None and (main or cadence == "event" or duty.id not in self.world.main_only)
            if cadence == "event":
                made = self.events(duty, place, rule, main) if connected else iter(())
            elif cadence in PERIODIC:
                made = self.periods(duty, cadence, rule, main)
            elif cadence == "after_go_live":
                made = self.days_after(duty, days, main)
            else:
                made = self.stretches(duty, cadence, main)
            if connected:
                yield from (w for w in made if evidence.since is None or w.due >= evidence.since)
            else:  # of periods only what comes next
                coming = [replace(w, connected=False) for w in made if w.due >= self.clock]
                yield from coming[:1] if cadence in PERIODIC else coming

    def spans(self, duty: Held) -> list[Any]:
        return sorted((p for p in self.world.phases if p.key in duty.phases), key=lambda p: (p.start, p.end))

    def evening(self, day: date) -> datetime:
        return self.almanac.at(self.almanac.working_day_before(day), "18:00")

    def stretches(self, duty: Held, cadence: str, main: bool) -> Iterator[Window]:
        spans = self.spans(duty)
        for n, span in enumerate(spans):
            planned = self.evening(span.end)
            opens = min(self.almanac.at(span.start), planned)
            due = self.after_stops(opens, planned, span.dated_at)
            since = opens if n else None
            until = self.almanac.at(spans[n + 1].start) if n + 1 < len(spans) else None
            yield Window(span.key, opens, due, self.graced(due, duty), cadence, main, since, until, len(spans) == 1)

    def running(self, duty: Held) -> tuple[datetime, datetime | None] | None:
        """While the phases of a duty run; of a duty without phases, or while none are laid out, from the start on."""
        start, spans = self.almanac.at(self.world.start), self.spans(duty)
        if spans:
            end = self.almanac.at(max(s.end for s in spans) + DAY)
            return max(start, self.almanac.at(spans[0].start)), end
        if not duty.phases or (not self.world.phases and "requirements" in duty.phases):
            return start, None
        return None

    def periods(self, duty: Held, cadence: str, rule: str, main: bool) -> Iterator[Window]:
        running = self.running(duty)
        if running is None:
            return
        made: list[Window] = []
        for window in self.rounds(duty, cadence, rule, *running):
            if window.due >= self.clock + AHEAD and any(w.due >= self.clock for w in made):
                break
            made.append(replace(window, main=main))
        made = [w for w in made if not self.fell_into_a_stop(w.due)]
        for window, following in zip(made, [*made[1:], None], strict=True):
            yield replace(window, until=following.since if following else None)

    def rounds(self, duty: Held, cadence: str, rule: str, begin: datetime, end: datetime | None) -> Iterator[Window]:
        """One window a period in which the duty runs when it is due."""
        day = self.almanac.day(begin) - 100 * DAY
        last = max(self.clock, begin) + timedelta(days=200)
        while True:
            key, first, after = period_of(cadence, day)
            if self.almanac.at(first) > last:
                return
            due = due_in(self.almanac, rule.split(), first, after)
            if due is not None and begin <= due and (end is None or due < end):
                opens = min(self.almanac.at(first), self.almanac.at(self.almanac.day(due)))
                yield Window(key, opens, due, self.graced(due, duty), cadence, True, opens)
            day = after

    def days_after(self, duty: Held, days: tuple[int, ...], main: bool) -> Iterator[Window]:
        opens = self.almanac.at(self.world.go_live)
        for n, count in enumerate(days):
            due = self.evening(self.world.go_live + count * DAY)
            until = due if n + 1 < len(days) else None
            yield Window(f"D{count}", opens, due, self.graced(due, duty), "after_go_live", main, opens, until)
            opens = due

    def events(self, duty: Held, place: str, rule: str, main: bool) -> Iterator[Window]:
        given: set[str] = set()
        for event in self.world.evidence[duty.id].occurrences:
            if event.key not in given and self.event_place(duty, event) == place:
                given.add(event.key)
                due = event.due_at or due_after(self.almanac, rule.split(), event.opened_at)
                due = self.after_stops(event.opened_at, due)
                opens = min(event.opened_at, due)
                yield Window(event.key, opens, due, self.graced(due, duty), "event", main, event=event)

    def event_place(self, duty: Held, event: Any) -> str | None:
        """Its own place; where the duty is held nowhere by that name, the first place that owes it."""
        places = self.places(duty)
        if event.place in places:
            return str(event.place)
        return next((p for p in places if (duty.id, p) not in self.world.off), None)

    def after_stops(self, opens: datetime, due: datetime, dated: datetime | None = None) -> datetime:
        for begin, end in self.world.stops:
            if end is not None and opens <= begin < due and (dated is None or dated <= begin):
                due = self.almanac.later(minute(end), self.almanac.left(begin, due))
        return due

    def graced(self, due: datetime, duty: Held) -> datetime:
        """So many working hours after due; what was left of them when a stop began, after its end."""
        grace = self.almanac.later(due, 60 * duty.grace)
        for begin, end in self.world.stops:
            if end is not None and due <= begin < grace:
                grace = self.almanac.later(minute(end), self.almanac.left(begin, grace))
        return grace

    def fell_into_a_stop(self, due: datetime) -> bool:
        return any(end is not None and begin <= due < end for begin, end in self.world.stops)

    # -- whose facts count

    def counts(self, who: int | None, at: datetime, where: Where, duty: Held) -> bool:
        if who is None or self.counts_himself(who, at, where, duty):
            return True
        day = self.almanac.day(at)
        return any(
            c.stand_in == who
            and c.first <= day <= c.last
            and (c.ended is None or at < c.ended)
            and (not c.duties or duty.id in c.duties)
            and self.counts_himself(c.person, at, where, duty)
            for c in self.world.covers
        )

    def counts_himself(self, who: int, at: datetime, where: Where, duty: Held) -> bool:
        history = self.accountable[where]
        if who == history[-1][0]:
            return True
        for n, (person, since) in enumerate(history):
            until = history[n + 1][1] if n + 1 < len(history) else None
            if person == who and since <= at and (until is None or at < until):
                return True
        named = {
            person
            for spot, person, since, until in self.world.letters
            if spot == where and since <= at and (until is None or at < until)
        }
        if named:
            return who in named
        day, (kind, _, pk) = self.almanac.day(at), where[1].partition(":")
        if kind == "person":
            return who == int(pk)
        return any(
            m.person == who
            and m.on(day)
            and m.party in duty.responsible
            and (kind != "department" or m.department in (None, int(pk)))
            for m in self.world.members
        )

    # -- the state

    def judge(self, what: What, window: Window, duty: Held, before: Line | None) -> Line:
        where = what[:2]
        if before is not None and before.state in ("withdrawn", "unconnected"):
            before = None  # what is owed again begins anew
        owner = self.accountable[where][-1][0]
        if window.event is not None and window.event.person_id is not None:
            owner = window.event.person_id
        line = Line("", window.opens, window.due, window.grace, owner, event=window.event is not None)
        line.acting = self.stand_in(owner, duty)
        if not window.connected:
            line.state = "unconnected"
            return line
        line.counting, proof, line.missing, line.drift = self.proof(where, window, duty, before)
        if before is not None and before.state in DONE and proof is not None:
            return replace(before, missing=line.missing, drift=line.drift)
        if proof is not None:
            proof = min(proof, self.clock)  # on hold: what the project's clock shows
            if before is not None and before.state == "overdue" and before.due == window.due and proof <= window.due:
                proof = self.clock
            line.state, line.met_at, line.acting = "met" if proof <= window.due else "met_late", proof, None
            return line
        if before is not None:
            line.lost_at = self.world.now if before.state in DONE else before.lost_at
        if any(self.clock < self.almanac.at(day + DAY) for day in self.world.waived.get(what, ())):
            line.state = "waived"
        else:
            line.state = open_state(window.opens, window.due, line.counting, self.clock)
        return line

    def proof(
        self, where: Where, window: Window, duty: Held, before: Line | None
    ) -> tuple[bool, datetime | None, int, frozenset[int]]:
        """Whether anything counts, the moment of proof, how much is missing, and who did it in vain."""
        kept = before.person if before is not None and before.state in DONE else None

        def right(who: int | None, at: datetime) -> bool:
            return (kept is not None and who == kept) or self.counts(who, at, where, duty)

        if window.event is not None:
            event = window.event
            if event.closed_at is None or event.closed_at > self.world.now:
                return False, None, 0, frozenset()
            if event.closed_by is None or event.closed_by == event.person_id or right(event.closed_by, event.closed_at):
                return True, event.closed_at, 0, frozenset()
            return False, None, 0, frozenset({event.closed_by})
        evidence = self.world.evidence[duty.id]
        facts = [
            f
            for f in evidence.facts
            if f.at <= self.world.now and not f.aside and where[1] in ("", f.place) and self.of_window(f, window, duty)
        ]
        good = [f.at for f in facts if right(f.who_id, f.at)]
        drift = frozenset(f.who_id for f in facts if not right(f.who_id, f.at))
        missing = self.missing(where[1], window, duty, before)
        complete = evidence.complete
        if isinstance(complete, dict):
            by_place = complete.get(where[1]) if window.main else None
            complete = complete.get(window.key, by_place)
        elif not window.main:
            complete = None
        fine = not missing if complete is None else complete
        if not good or not fine:
            return bool(good), None, missing, drift
        return True, max(good) if window.cadence not in PERIODIC else min(good), missing, drift

    def missing(self, place: str, window: Window, duty: Held, before: Line | None) -> int:
        over = window.until is not None and self.clock >= window.until
        general = window.main and (not over or (before is not None and before.missing > 0))
        wanted = [m for m in self.world.evidence[duty.id].missing if not m.place or place in ("", m.place)]
        return sum(1 for m in wanted if (general if not m.period else m.period == window.key))

    def of_window(self, fact: Any, window: Window, duty: Held) -> bool:
        if fact.period and not self.foreign(fact.period, duty):
            return fact.period == window.key
        if not window.main or window.alone:
            return window.main
        return (window.since is None or window.since <= fact.at) and (window.until is None or fact.at < window.until)

    def foreign(self, period: str, duty: Held) -> bool:
        """Whether it names a period of a cadence that the duty does not have here."""
        shape = re.sub(r"\d", "9", period)
        cadence = {"9999-W99": "weekly", "9999-99": "monthly", "9999-Q9": "quarterly", "9999-99-99": "daily"}.get(shape)
        return cadence is not None and cadence not in [term[0] for term in duty.terms]

    def stand_in(self, person: int | None, duty: Held) -> int | None:
        for c in self.world.covers:
            over = c.ended is not None and c.ended <= self.world.now
            mine = c.person == person and (not c.duties or duty.id in c.duties)
            if mine and c.first <= self.today <= c.last and not over:
                return c.stand_in
        return None

    def gone(self, what: What, line: Line) -> Line:
        """No longer owed: what is open ends; what was done stays, unless the record of the event is gone or elsewhere."""
        vanished = line.event and line.state in DONE and self.asked(what[0]) and what[:2] not in self.world.off
        if line.state in OPEN or vanished:
            return replace(line, state="withdrawn", acting=None, met_at=None)
        return line

    def asked(self, duty_id: str) -> bool:
        """Whether anything owes the duty, so that its evidence was read."""
        duty = self.world.held.get(duty_id)
        owing = [p for p in self.places(duty) if (duty_id, p) not in self.world.off] if duty else []
        return bool(owing) and duty_id in self.world.evidence


def minute(moment: datetime) -> datetime:
    """Working time is counted in whole minutes; seconds are dropped."""
    return moment.replace(second=0, microsecond=0)


def open_state(opens: datetime, due: datetime, counting: bool, now: datetime) -> str:
    """What is neither proved nor waived."""
    if now > due:
        return "overdue"
    if counting:
        return "partly"
    if now >= opens or (due - opens > DAY and now >= due - SOON):
        return "due"
    return "upcoming"
