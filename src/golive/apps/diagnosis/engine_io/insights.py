"""What a manager asks beyond the map: approvals, controls, people, waiting, conformance; as plain JSON, each figure with its n
and a reference to the cases behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from golive.engines.mining import analyse as engine
from golive.engines.mining.analyse import Facts
from golive.engines.mining.analyse.rework import activities_back, back_sql
from golive.engines.mining.conformance import align, cases_sql, deviations, traces_of
from golive.engines.mining.conformance.alignments import ModelDeadEnd
from golive.engines.mining.discovery import discover
from golive.engines.mining.findings.names import IDENTITY, NOBODY
from golive.engines.mining.model.bpmn import BpmnError, net_of_bpmn
from golive.engines.mining.model.bpmn_file import read_bpmn
from golive.engines.mining.model.net import PetriNet, net_of_tree
from golive.engines.mining.simulation import Taken, net_to_be
from golive.engines.mining.statistics import wilson

NAMED, ROWS, WEEKS = 500, 15, 104  # cases named behind a figure, rows of a table, weeks of open cases
NOISE = 0.2  # of the rarest ways: a picture of everything is a picture of nothing
COVERED = 0.95  # of the cases, by the most frequent variants
SECONDS = 20.0  # for the alignments with one model


@dataclass(frozen=True)
class Model:
    """A process that the log is held against: `name` of a design with its version, or none for the one discovered.
    `taken`: what its scenario takes away from the picture."""

    name: str
    bpmn: str
    taken: Taken


@dataclass
class Book:
    """The cases behind figures, under short references."""

    facts: Facts
    kept: dict[str, Any] = field(default_factory=dict)

    def cases(self, sql: str) -> dict[str, Any]:
        found = self.facts.evidence(sql)
        if not found.count:
            return {"ref": "", "cases": 0}
        ref = f"e{len(self.kept) + 1}"
        self.kept[ref] = {"n": found.count, "cases": list(found.keys[:NAMED])}
        return {"ref": ref, "cases": found.count}


def insights_of(facts: Facts, models: Sequence[Model]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(insights, the cases behind them by reference)."""
    book = Book(facts)
    found = {
        "unit": "working" if facts.business else "calendar",
        "cases": facts.cases,
        "approvals": _approvals(facts, book),
        "controls": _controls(facts, book),
        "people": _people(facts, book),
        "waiting": _waiting(facts, book),
        "causes": _causes(facts, book),
        "step_causes": _step_causes(facts, book),
        "conformance": _conformance(facts, book, models),
    }
    return found, book.kept


def _rate(hits: int, n: int) -> dict[str, Any]:
    share = wilson(hits, n)
    return {"share": share.value, "low": share.low, "high": share.high}


def _approvals(facts: Facts, book: Book) -> dict[str, Any]:
    levels = [
        {
            "name": level.name,
            "n": level.decisions,
            "rejected": level.rejected,
            **_rate(level.rejected, level.decisions),
            "median": level.median,
            "p90": level.p90,
            "of_time": level.days / facts.all_days,
            "deciders": level.deciders,
            "quick": level.quick / level.by_people if level.by_people else None,
            **book.cases(level.cases_sql),
            "rejected_ref": book.cases(level.rejected_sql)["ref"] if level.rejected else "",
        }
        for level in engine.approval_levels(facts)
    ]
    bands = [
        {
            "up_to": band.up_to,
            "n": band.cases,
            "levels": band.levels,
            "median": band.median_days,
            "rejected": band.rejected,
            "by_level": [{"name": name, "n": n, "rejected": no, "median": wait} for name, n, no, wait in band.by_level],
            **book.cases(band.cases_sql),
        }
        for band in engine.bands(facts)
    ]
    chain = engine.chains(facts)
    told = {"n": chain.cases, "median": chain.median, "most": chain.most} if chain else None
    return {"levels": levels, "bands": bands, "chain": told, "amount": facts.config.amount}


def _controls(facts: Facts, book: Book) -> list[dict[str, Any]]:
    rules = (
        ("four_eyes", engine.four_eyes),
        ("skipped", engine.skipped),
        ("wrong_order", engine.wrong_order),
        ("late", engine.late_changes),
    )
    return [
        {
            "kind": kind,
            "first": broken.first,
            "second": broken.second,
            "n": broken.concerned,
            "times": broken.times,
            **_rate(broken.cases, broken.concerned),
            "people": [list(each) for each in broken.people[:5]],
            **(book.cases(broken.sql) if broken.cases else {"ref": "", "cases": 0}),
        }
        for kind, rule in rules
        for broken in rule(facts)
        if broken.concerned
    ]


def _people(facts: Facts, book: Book) -> dict[str, Any]:
    doers = [
        {
            "activity": each.activity,
            "n": each.events,
            "by_people": each.by_people,
            "by_systems": each.by_systems,
            "people": each.people,
            "top": each.top,
            "share": each.top_share,
            **(book.cases(each.top_sql) if each.top else {"ref": "", "cases": 0}),
        }
        for each in engine.doers(facts)[: 2 * ROWS]
    ]
    back = engine.people_back(facts)
    steps = [
        {"first": b.first, "second": b.second, "n": b.times, **book.cases(_back(facts, b.first, b.second))}
        for b in activities_back(facts.log)[:ROWS]
    ]
    return {
        "doers": doers,
        "back": {"n": back.times, **(book.cases(back.sql) if back.cases else {"ref": "", "cases": 0})},
        "pairs": [{"first": b.first, "second": b.second, "n": b.times, "cases": b.cases} for b in back.pairs[:ROWS]],
        "steps_back": steps,
    }


def _back(facts: Facts, first: str, second: str) -> str:
    return back_sql(facts.known[first], facts.known[second])


def _waiting(facts: Facts, book: Book) -> dict[str, Any]:
    known = facts.known
    before = [
        {
            "activity": each.activity,
            "n": each.wait.n,
            "median": each.wait.median_us / facts.day_us,
            "p90": each.wait.p90_us / facts.day_us,
            "of_time": each.wait.total_us / facts.day_us / facts.all_days,
            **book.cases(
                f"SELECT case_id FROM fact WHERE act = {known[each.activity]} AND wait_us >= {each.wait.p90_us}"
            ),
        }
        for each in engine.waiting(facts)[:ROWS]
    ]
    batches = [
        {
            "activity": each.activity,
            "n": each.events,
            "days": each.days,
            "arrive": each.arrive,
            "top": each.top,
            "top_days": each.top_days,
            "median": each.median,
            **book.cases(each.sql),
        }
        for each in engine.batches(facts)[:ROWS]
    ]
    hours = engine.working_hours(facts.log)
    return {
        "before": before,
        "batches": batches,
        "open": [each.as_json() for each in engine.open_cases(facts.log)[-WEEKS:]],
        "hours": [list(day) for day in hours.people],
        "outside": hours.outside,
    }


def _causes(facts: Facts, book: Book) -> list[dict[str, Any]]:
    return [
        {
            "attribute": cause.attribute,
            "value": cause.value,
            "n": cause.cases,
            "slow": cause.slow,
            "lift": cause.lift,
            "p": cause.p,
            **_rate(cause.slow, cause.cases),
            **book.cases(cause.sql),
        }
        for cause in engine.root_causes(facts, IDENTITY, NOBODY)[:ROWS]
    ]


def _step_causes(facts: Facts, book: Book) -> list[dict[str, Any]]:
    return [
        {
            "activity": cause.activity,
            "again": cause.again,
            "n": cause.cases,
            "slow": cause.slow,
            "lift": cause.lift,
            "p": cause.p,
            **_rate(cause.slow, cause.cases),
            **book.cases(cause.sql),
        }
        for cause in engine.step_causes(facts)[:ROWS]
    ]


def _conformance(facts: Facts, book: Book, models: Sequence[Model]) -> list[dict[str, Any]]:
    """Against the process discovered from the log's own most frequent ways, and against each design."""
    traces, durations = traces_of(facts.log)
    nets = [("", net_of_tree(discover(frequent_ways(traces), NOISE)))]
    for model in models:
        try:
            nets.append((model.name, net_to_be(net_of_bpmn(read_bpmn(model.bpmn.encode())), model.taken)))
        except BpmnError:
            continue  # a picture that could not run is told where it is drawn
    return [_held(facts, book, name, net, traces, durations) for name, net in nets]


def frequent_ways(traces: dict[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    """Those that cover nearly all cases."""
    kept, seen, every = {}, 0, sum(traces.values())
    for trace, cases in traces.items():
        kept[trace] = cases
        seen += cases
        if seen >= COVERED * every:
            break
    return kept


def _held(facts: Facts, book: Book, name: str, net: PetriNet, traces: Any, durations: Any) -> dict[str, Any]:
    try:
        found = align(traces, net, seconds=SECONDS)
    except ModelDeadEnd:
        return {"model": name, "dead_end": True, "deviations": []}
    told = deviations(found, traces, durations)[:ROWS]
    price = facts.config.cost_per_day
    return {
        "model": name,
        "fitness": found.fitness,
        "perfect": found.perfect_share,
        "n": found.aligned_cases,
        "not_aligned": found.not_aligned_share,
        "deviations": [
            {
                "text": {"zh": each.zh, "en": each.en},
                "times": each.times,
                "share": each.share.value,
                "days": each.total_days,
                "fen": None if price is None else round(max(each.total_days, 0) * price * 100),
                **book.cases(cases_sql(each.variants)),
            }
            for each in told
        ],
    }
