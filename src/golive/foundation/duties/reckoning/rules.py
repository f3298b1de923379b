"""What state an obligation is in: a pure function of its window, the evidence, what was seen before, and the time.

* Nothing is met by silence: without a fact no state is "met".
* Only facts of the right people count (`people`); those of others are named beside it and prove nothing.
* Once proved, it stays proved as of that moment while the evidence stands; when evidence goes, it falls back.
* What has been seen overdue can at best become "met late" by facts that were backdated or by what ceased to be missing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from golive.foundation.duties.reckoning.windows import Window
from golive.foundation.duties.registry import Evidence, Fact, Missing, Occurrence
from golive.foundation.duties.states import DONE, State

SOON = timedelta(days=3)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Prior:
    """What was written at the last evaluation."""

    state: str
    opens: datetime
    due: datetime
    grace: datetime
    met_at: datetime | None = None
    lost_at: datetime | None = None  # when evidence that had proved it was found gone
    lacked: bool = False  # whether something was missing
    person: int | None = None  # who owed it

    @property
    def done(self) -> bool:
        return self.state in DONE


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state and what it rests on. `drift`: facts of people whose facts do not count."""

    key: str
    opens: datetime
    due: datetime
    grace: datetime
    state: State
    met_at: datetime | None = None
    lost_at: datetime | None = None
    facts: tuple[Fact, ...] = ()
    missing: tuple[Missing, ...] = ()
    drift: tuple[Fact, ...] = ()


class Facts:
    """Facts ordered for look-up by window."""

    def __init__(self) -> None:
        self.named: dict[str, list[Fact]] = {}
        self.undated: list[Fact] = []

    def add(self, fact: Fact, *, dated: bool = False) -> None:
        """`dated`: it goes by its time, whatever period it names."""
        if fact.period and not dated:
            self.named.setdefault(fact.period, []).append(fact)
        else:
            self.undated.append(fact)

    def order(self) -> None:
        self.undated.sort(key=_at)

    def within(self, window: Window, known: datetime) -> list[Fact]:
        """Facts of the window that are known at a moment, in order of time."""
        found = [f for f in self.named.get(window.key, ()) if f.at <= known]
        if window.main and self.undated:
            begin = 0 if window.alone else bisect_left(self.undated, window.since, key=_at)
            end = len(self.undated) if window.alone else bisect_left(self.undated, window.until, key=_at)
            found += [f for f in self.undated[begin:end] if f.at <= known]
        if len(found) > 1:
            found.sort(key=_at)
        return found


def _at(fact: Fact) -> datetime:
    return fact.at


def grain_of(period: str) -> str:
    """The cadence whose periods are named like that: "2026-W47" is weekly; "" for phases and records."""
    return next((cadence for cadence, pattern in GRAINS.items() if pattern.fullmatch(period)), "") if period else ""


GRAINS = {
    "weekly": re.compile(r"\d{4}-W\d\d"),
    "monthly": re.compile(r"\d{4}-\d\d"),
    "quarterly": re.compile(r"\d{4}-Q\d"),
    "daily": re.compile(r"\d{4}-\d\d-\d\d"),
}


Counts = Callable[[int | None, datetime], bool]  # whether what somebody did at a moment counts


@dataclass(slots=True)
class Docket:
    """The evidence of one duty at one place. Place "" takes that of every place.

    `grains`: the cadences of the duty as the project holds it, None for any. A project that holds a weekly duty monthly
    has facts that name weeks: those go by their time, and what is missing in a week is nothing to it."""

    evidence: Evidence
    place: str
    counts: Counts = lambda who, at: True
    grains: frozenset[str] | None = None
    good: Facts = field(default_factory=Facts)
    drift: Facts = field(default_factory=Facts)
    missing: dict[str, list[Missing]] = field(default_factory=dict)  # by period, "" for those of none

    def __post_init__(self) -> None:
        for fact in self.evidence.facts:
            if self.place in ("", fact.place):
                right = fact.aside or self.counts(fact.who_id, fact.at)
                (self.good if right else self.drift).add(fact, dated=self._foreign(fact.period))
        self.good.order()
        self.drift.order()
        for gap in self.evidence.missing:
            if (not gap.place or self.place in ("", gap.place)) and not self._foreign(gap.period):
                self.missing.setdefault(gap.period, []).append(gap)

    def _foreign(self, period: str) -> bool:
        """Whether a period is of a cadence that the duty does not have here."""
        grain = grain_of(period)
        return self.grains is not None and grain != "" and grain not in self.grains

    def gaps(self, window: Window, prior: Prior | None, now: datetime) -> list[Missing]:
        """What is missing for the window. A gap without a period binds a period that is over only if it already
        kept it open."""
        if not self.missing:
            return []
        found = self.missing.get(window.key, [])
        general = self.missing.get("", [])
        if not general or not window.main:
            return found
        settled = not window.alone and now >= window.until and not (prior is not None and prior.lacked)
        return found if settled else [*general, *found]

    def complete(self, window: Window) -> bool | None:
        said = self.evidence.complete
        if isinstance(said, dict):
            return said.get(window.key, said.get(self.place) if window.main else None)
        return said if window.main else None


def judge(
    window: Window,
    docket: Docket,
    prior: Prior | None,
    now: datetime,
    *,
    waived: bool = False,
    known: datetime | None = None,
) -> Verdict:
    """The verdict on one window. `known`: up to when facts are known, when the project's clock stands still at `now`."""
    known = known or now
    if window.event is not None:
        return _judge_event(window, window.event, docket, prior, now, waived, known)
    facts, wrong = _kept(docket.good.within(window, known), docket.drift.within(window, known), prior)
    gaps = docket.gaps(window, prior, now)
    said = docket.complete(window)
    proofs = [f.at for f in facts if not f.aside]
    proved = bool(proofs) and (not gaps if said is None else said)
    proof = None
    if proved:
        proof = min(proofs[0] if window.periodic else proofs[-1], now)
    some = tuple(facts) if proofs else ()
    return _verdict(window, proof, some, tuple(gaps), tuple(wrong), prior, now, waived, known)


def _kept(good: list[Fact], wrong: list[Fact], prior: Prior | None) -> tuple[list[Fact], list[Fact]]:
    """What proved it goes on proving it when somebody else answers for the duty: facts of who owed it then."""
    if not wrong or prior is None or not prior.done or prior.person is None:
        return good, wrong
    kept = [f for f in wrong if f.who_id == prior.person]
    return sorted([*good, *kept], key=_at), [f for f in wrong if f.who_id != prior.person]


def _judge_event(
    window: Window,
    event: Occurrence,
    docket: Docket,
    prior: Prior | None,
    now: datetime,
    waived: bool,
    known: datetime,
) -> Verdict:
    closed = event.closed_at if event.closed_at is not None and event.closed_at <= known else None
    if closed is None:
        return _verdict(window, None, (), (), (), prior, now, waived, known)
    kept = prior.person if prior is not None and prior.done else None
    if event.closed_by in (None, event.person_id, kept) or docket.counts(event.closed_by, closed):
        return _verdict(window, min(closed, now), (), (), (), prior, now, waived, known)
    wrong = Fact(closed, event.closed_by, event.label, event.url, event.place)
    return _verdict(window, None, (), (), (wrong,), prior, now, waived, known)


def unconnected(window: Window) -> Verdict:
    return Verdict(window.key, window.opens, window.due, window.grace, State.UNCONNECTED)


def _verdict(
    window: Window,
    proof: datetime | None,
    facts: tuple[Fact, ...],
    gaps: tuple[Missing, ...],
    wrong: tuple[Fact, ...],
    prior: Prior | None,
    now: datetime,
    waived: bool,
    known: datetime,
) -> Verdict:
    dates = (window.key, window.opens, window.due, window.grace)
    if proof is None:
        lost = (known if prior.done else prior.lost_at) if prior else None
        state = open_state(window.opens, window.due, now, some=bool(facts), waived=waived)
        return Verdict(*dates, state, None, lost, facts, gaps, wrong)
    if prior is not None and prior.done:  # what is done keeps its dates, wherever its phase moves
        kept = (window.key, prior.opens, prior.due, prior.grace)
        return Verdict(*kept, State(prior.state), prior.met_at, None, facts, gaps, wrong)
    if prior is not None and prior.state == State.OVERDUE and prior.due == window.due and proof <= window.due:
        proof = now
    return Verdict(*dates, State.MET if proof <= window.due else State.MET_LATE, proof, None, facts, gaps, wrong)


def open_state(opens: datetime, due: datetime, now: datetime, *, some: bool = False, waived: bool = False) -> State:
    """The state at `now` of what is not proved. `some`: there are facts, but not all that is needed."""
    if waived:
        return State.WAIVED
    if now > due:
        return State.OVERDUE
    if some:
        return State.PARTLY
    soon = due - now <= SOON and due - opens > ONE_DAY  # tomorrow's backup is not due today
    return State.DUE if now >= opens or soon else State.UPCOMING
