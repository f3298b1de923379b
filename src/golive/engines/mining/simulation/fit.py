"""A simulation model from a log and a net: ways by alignment, waits and work as observed, arrivals week by week."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from golive.engines.mining.conformance import Alignment, Conformance, align
from golive.engines.mining.log import EventLog
from golive.engines.mining.log.sql_text import quoted
from golive.engines.mining.model.net import PetriNet
from golive.engines.mining.simulation.model import Draw, Model, SimulationError, Step, constant, empirical
from golive.engines.worktime import Calendar, Timeline, always_on

Values = npt.NDArray[np.float64]
MOST = 20_000  # cases looked at
WEEK = 7 * 1440
MINUTE_US = 60_000_000


@dataclass(frozen=True)
class Fit:
    """`cycle`: minutes of the clock of the cases of the log that were aligned; `times`: activity → executions a case."""

    model: Model
    conformance: Conformance
    cycle: Values
    times: dict[str, float] = field(default_factory=dict)


def fit(
    log: EventLog,
    net: PetriNet,
    calendar: Calendar | None = None,
    amount: str | None = None,
    shortest: int | None = None,
    seconds: float = 60.0,
) -> Fit:
    """Learn a model. Waits are counted from what made a step possible (by the net), in working time of `calendar`.

    Without begins in the log a step's whole time is waiting and its work 0, until a scenario says otherwise.
    SimulationError `no_cases` when nothing could be aligned.
    """
    clock = calendar or always_on()
    cases = _cases(log)
    variants: dict[tuple[str, ...], int] = defaultdict(int)
    for case in cases:
        variants[case.trace] += 1
    found = align(variants, net, shortest=shortest, seconds=seconds)
    if not found.alignments:
        raise SimulationError("no_cases", "")
    line = clock.utc
    plans = {trace: _plan(net, alignment) for trace, alignment in found.alignments.items()}
    fired = np.zeros(len(net.transitions))
    delays: dict[str, list[float]] = defaultdict(list)
    services: dict[str, list[float]] = defaultdict(list)
    cycle: list[float] = []
    for case in cases:
        plan = plans.get(case.trace)
        if plan is None:
            continue
        cycle.append(case.ends[-1] - case.begins[0])
        _observe(case, plan, line, delays, services)
    for trace, plan in plans.items():
        for number in plan.fired:
            fired[number] += variants[trace]
    steps = {
        label: Step(empirical(np.array(delays[label])), empirical(np.array(services[label])))
        for label in sorted(net.labels())
    }
    begins = np.sort(np.array([case.begins[0] for case in cases]))
    model = Model(net, tuple(fired), steps, weekly(begins), clock, amounts=_amounts(log, amount))
    aligned = found.aligned_cases
    times: dict[str, float] = defaultdict(float)
    for trace in plans:
        for label in trace:
            times[label] += variants[trace] / aligned
    return Fit(model, found, np.array(cycle), dict(times))


@dataclass(frozen=True)
class _Case:
    """`begins`: of events, their completion where no begin is known; both in minutes since 1970."""

    trace: tuple[str, ...]
    begins: list[int]
    ends: list[int]
    known: list[bool]


def _cases(log: EventLog) -> list[_Case]:
    every = max(1, -(-log.cases // MOST))
    rows = log.rows(
        f"""SELECT case_id, act, ts // {MINUTE_US}, coalesce(least(start, ts), ts) // {MINUTE_US}, start IS NOT NULL
        FROM step WHERE hash(case_id) % {every} = 0 ORDER BY case_id, pos"""
    )
    out: list[_Case] = []
    last: int | None = None
    parts: list[tuple[str, int, int, bool]] = []
    names = log.activities

    def close() -> None:
        if parts:
            labels, begins, ends, known = zip(*parts, strict=True)
            out.append(_Case(labels, list(begins), list(ends), list(known)))

    for case, act, end, begin, known in rows:
        if case != last:
            close()
            parts, last = [], case
        parts.append((names[act], int(begin), int(end), bool(known)))
    close()
    return out


@dataclass(frozen=True)
class _Plan:
    """Of a variant: `fired` transitions in order; `enabler`: for each event that fits, the event that made it possible
    (-1: the begin of the case)."""

    fired: tuple[int, ...]
    enabler: dict[int, int]


def _plan(net: PetriNet, alignment: Alignment) -> _Plan:
    """Tokens carry the last event that had a part in them; a step is possible when its latest token is there."""
    tokens: dict[int, list[int]] = defaultdict(list)
    for place, n in net.initial.items():
        tokens[place] = [-1] * n
    fired: list[int] = []
    enabler: dict[int, int] = {}
    for event, number in alignment.moves:
        if number is None:
            continue
        step = net.transitions[number]
        latest = max((tokens[p].pop(0) for p in step.inputs if tokens[p]), default=-1)
        fired.append(number)
        if event is not None:
            enabler[event] = latest
            latest = event
        for place in step.outputs:
            tokens[place].append(latest)
    return _Plan(tuple(fired), enabler)


def _observe(
    case: _Case, plan: _Plan, line: Timeline, delays: dict[str, list[float]], services: dict[str, list[float]]
) -> None:
    """The first event is the arrival itself: it waits for nothing."""
    for event, before in plan.enabler.items():
        begin, label = case.begins[event], case.trace[event]
        since = case.ends[before] if before >= 0 else case.begins[0]
        delays[label].append(max(line.work(begin) - line.work(since), 0))
        services[label].append(max(line.work(case.ends[event]) - line.work(begin), 0) if case.known[event] else 0.0)


def weekly(begins: Values) -> Draw:
    """Arrivals of whole weeks drawn from those observed, so that weekdays, hours and their unrest stay as they are.

    The first and last week, which the log may hold in part, are left out where there are enough.
    """
    minutes = begins.astype(np.int64)
    of = (minutes - 4 * 1440) // WEEK  # 1970-01-05 was a Monday
    weeks = [minutes[of == number] - (number * WEEK + 4 * 1440) for number in range(int(of.min()), int(of.max()) + 1)]
    if len(weeks) > 8:
        weeks = weeks[1:-1]
    origin = int(of.max() + 1) * WEEK + 4 * 1440

    def draw(rng: np.random.Generator, n: int) -> Values:
        parts: list[Values] = []
        got, at = 0, 0
        while got < n:
            week = weeks[int(rng.integers(0, len(weeks)))]
            parts.append(np.sort(week) + origin + at * WEEK)
            got, at = got + len(week), at + 1
        return np.concatenate(parts)[:n].astype(np.float64)

    return draw


def poisson(mean_minutes: float, origin: int = 0) -> Draw:
    """Arrivals without memory, so many minutes apart on average."""
    return lambda rng, n: origin + np.cumsum(rng.exponential(mean_minutes, n))


def faster(arrivals: Draw, factor: float) -> Draw:
    """The same pattern with so many times the cases: each is kept or doubled by chance."""

    def draw(rng: np.random.Generator, n: int) -> Values:
        drawn = arrivals(rng, int(n / factor * 1.3) + 50)
        copies = int(factor) + (rng.random(len(drawn)) < factor - int(factor))
        out: Values = np.repeat(drawn, copies)[:n]
        return out

    return draw


def _amounts(log: EventLog, amount: str | None) -> Values:
    if amount is None:
        return np.zeros(0)
    each = log.attribute(amount)
    table = "case_attr" if each.scope == "case" else "event_attr"
    sql = f"SELECT try_cast({quoted(each.column)} AS DOUBLE) AS v FROM {table}"
    if each.scope == "event":
        sql = f"SELECT any_value(v) AS v FROM (SELECT s.case_id, try_cast(e.{quoted(each.column)} AS DOUBLE) AS v FROM step s JOIN event_attr e ON e.seq = s.seq) WHERE v IS NOT NULL GROUP BY case_id"
    found = log.con.execute(f"SELECT v FROM ({sql}) WHERE v IS NOT NULL").fetchnumpy()
    return np.asarray(found["v"], dtype=np.float64)


def no_wait() -> Draw:
    return constant(0.0)
