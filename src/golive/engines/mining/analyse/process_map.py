"""The map: activities and which follows which, how often, in how many cases, and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from golive.engines.mining.analyse.spread import WIDTH, Spread, spread_of, spread_sql
from golive.engines.mining.log import EventLog

NODES_SQL = f"""
SELECT act, count(*), count(CASE WHEN pos = 0 THEN 1 END), count(CASE WHEN nxt IS NULL THEN 1 END), {spread_sql("ts - start")}
FROM step GROUP BY act ORDER BY act
"""
NODE_CASES_SQL = "SELECT act, count(*) FROM (SELECT DISTINCT case_id, act FROM step) x GROUP BY act ORDER BY act"
EDGES_SQL = f"""
SELECT act, nxt, count(*), {spread_sql("nts - ts")} FROM step WHERE nxt IS NOT NULL GROUP BY act, nxt ORDER BY act, nxt
"""
EDGE_CASES_SQL = """
SELECT act, nxt, count(*) FROM (SELECT DISTINCT case_id, act, nxt FROM step WHERE nxt IS NOT NULL) x
GROUP BY act, nxt ORDER BY act, nxt
"""
EDGES_BUSINESS_SQL = f"""
SELECT s.act, s.nxt, {spread_sql("b.biz_next_us")} FROM step s JOIN step_biz b ON b.case_id = s.case_id AND b.pos = s.pos
WHERE s.nxt IS NOT NULL GROUP BY s.act, s.nxt ORDER BY s.act, s.nxt
"""
FREQUENCY_SQL = "SELECT act, nxt, count(*) FROM step WHERE nxt IS NOT NULL GROUP BY act, nxt ORDER BY act, nxt"


@dataclass(frozen=True)
class Node:
    """`service`: begin to completion, where a begin is known. `starts`, `ends`: cases that begin, end with it."""

    activity: str
    events: int
    starts: int
    ends: int
    cases: int | None
    service: Spread | None

    def as_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"activity": self.activity, "events": self.events, "cases": self.cases}
        return {**out, "starts": self.starts, "ends": self.ends, "service": self.service and self.service.as_json()}


@dataclass(frozen=True)
class Edge:
    """`time`: completion to completion, calendar time; `business`: the same in working time, with a calendar."""

    source: str
    target: str
    frequency: int
    cases: int | None
    time: Spread
    business: Spread | None

    def as_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"source": self.source, "target": self.target, "frequency": self.frequency}
        business = self.business.as_json() if self.business else None  # frequency, mean, median … stand side by side
        return {**out, "cases": self.cases, **self.time.as_json(), "business": business}


@dataclass(frozen=True)
class ProcessMap:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def as_json(self) -> dict[str, Any]:
        return {"nodes": [n.as_json() for n in self.nodes], "edges": [e.as_json() for e in self.edges]}


def process_map(log: EventLog, cases: bool = True) -> ProcessMap:
    """Edges by falling frequency. `cases`: count cases as well as events (costs about twice as much again).

    Business time is there when `add_business_time` was called for the log.
    """
    names = log.activities
    node_cases = dict(log.rows(NODE_CASES_SQL)) if cases else {}
    edge_cases = {(a, b): n for a, b, n in log.rows(EDGE_CASES_SQL)} if cases else {}
    business = {(a, b): spread_of(v) for a, b, *v in log.rows(EDGES_BUSINESS_SQL)} if log.has("step_biz") else {}
    nodes = [
        Node(names[act], events, starts, ends, node_cases.get(act), spread_of(service))
        for act, events, starts, ends, *service in log.rows(NODES_SQL)
    ]
    edges = []
    for act, nxt, n, *time in log.rows(EDGES_SQL):
        spread = spread_of(time[:WIDTH])
        assert spread is not None
        key = (act, nxt)
        edges.append(Edge(names[act], names[nxt], n, edge_cases.get(key), spread, business.get(key)))
    edges.sort(key=lambda e: (-e.frequency, e.source, e.target))
    nodes.sort(key=lambda n: (-n.events, n.activity))
    return ProcessMap(tuple(nodes), tuple(edges))
