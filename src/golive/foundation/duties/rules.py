"""What state an obligation is in: a pure function of its window, the evidence, what was seen before, and the time.

* Nothing is met by silence: without a fact no state is "met".
* Once proved, it stays proved as of that moment while the evidence stands; when evidence goes, it falls back.
* What has been seen overdue can at best become "met late" by facts that were backdated or by what ceased to be missing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from golive.foundation.duties.registry import Evidence, Fact, Missing
from golive.foundation.duties.states import DONE, State
from golive.foundation.duties.windows import Window

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

    @property
    def done(self) -> bool:
        return self.state in DONE


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state and what it rests on."""

    key: str
    opens: datetime
    due: datetime
    grace: datetime
    state: State
    met_at: datetime | None = None
    lost_at: datetime | None = None
    facts: tuple[Fact, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(slots=True)
class Docket:
    """The evidence of one duty at one place, ordered for look-up by window. Place "" takes that of every place."""

    evidence: Evidence
    place: str
    named: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    undated: list[Fact] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def __post_init__(self) -> None:
        for fact in self.evidence.facts:
            if self.place in ("", fact.place):
                (self.named[fact.period] if fact.period else self.undated).append(fact)
        self.undated.sort(key=lambda f: f.at)
        self.missing = [m for m in self.evidence.missing if not m.place or self.place in ("", m.place)]

    def facts(self, window: Window) -> list[Fact]:
        found = list(self.named.get(window.key, ()))
        if window.main:
            if window.alone:
                found += self.undated
            else:
                begin = bisect_left(self.undated, window.since, key=lambda f: f.at)
                end = bisect_left(self.undated, window.until, key=lambda f: f.at)
                found += self.undated[begin:end]
        return sorted(found, key=lambda f: f.at)

    def gaps(self, window: Window, prior: Prior | None, now: datetime) -> list[Missing]:
        """What is missing for the window. A gap without a period binds a period that is over only if it already
        kept it open."""
        settled = now >= window.until and not (prior is not None and prior.lacked)
        general = window.main and (window.alone or (now >= window.opens and not settled))
        return [m for m in self.missing if m.period == window.key or (general and not m.period)]

    def complete(self, window: Window) -> bool | None:
        said = self.evidence.complete
        if isinstance(said, dict):
            return said.get(window.key, said.get(self.place) if window.main else None)
        return said if window.main else None


def judge(window: Window, docket: Docket, prior: Prior | None, now: datetime, *, waived: bool = False) -> Verdict:
    """The verdict on one window."""
    if window.event is not None:
        closed = window.event.closed_at
        proof = closed if closed is not None and closed <= now else None
        return _verdict(window, proof, (), (), prior, now, waived)
    facts = [f for f in docket.facts(window) if f.at <= now]
    gaps = docket.gaps(window, prior, now)
    said = docket.complete(window)
    proved = bool(facts) and (not gaps if said is None else said)
    proof = None
    if proved:
        proof = facts[0].at if window.periodic else facts[-1].at
    return _verdict(window, proof, tuple(facts), tuple(gaps), prior, now, waived)


def unconnected(window: Window) -> Verdict:
    return Verdict(window.key, window.opens, window.due, window.grace, State.UNCONNECTED)


def _verdict(
    window: Window,
    proof: datetime | None,
    facts: tuple[Fact, ...],
    gaps: tuple[Missing, ...],
    prior: Prior | None,
    now: datetime,
    waived: bool,
) -> Verdict:
    dates = (window.key, window.opens, window.due, window.grace)
    if proof is None:
        lost = (now if prior.done else prior.lost_at) if prior else None
        state = State.WAIVED if waived else _open_state(window, bool(facts), now)
        return Verdict(*dates, state, None, lost, facts, gaps)
    if prior is not None and prior.done:  # what is done keeps its dates, wherever its phase moves
        kept = (window.key, prior.opens, prior.due, prior.grace)
        return Verdict(*kept, State(prior.state), prior.met_at, None, facts, gaps)
    if prior is not None and prior.state == State.OVERDUE and prior.due == window.due and proof <= window.due:
        proof = now
    return Verdict(*dates, State.MET if proof <= window.due else State.MET_LATE, proof, None, facts, gaps)


def _open_state(window: Window, some: bool, now: datetime) -> State:
    if now > window.due:
        return State.OVERDUE
    if some:
        return State.PARTLY
    soon = window.due - now <= SOON and window.due - window.opens > ONE_DAY  # tomorrow's backup is not due today
    return State.DUE if now >= window.opens or soon else State.UPCOMING
