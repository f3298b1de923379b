"""Lanes: a drawn model sorted into bands by who does its steps, the columns of the drawing kept.

Steps keep their place from left to right and go down into the band of their lane; events and gateways go to the band of the
step before them. Within a band what stood at one height stays at one height, so nothing overlaps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from golive.engines.mining.model.bpmn import Box, Bpmn, Kind
from golive.engines.mining.model.bpmn_routes import Routes, cuts

LABEL, PAD, STUB = 30.0, 20.0, 14.0
Point = tuple[float, float]


def with_lanes(model: Bpmn, lane_of: Mapping[str, str], other: str = "—") -> Bpmn:
    """`lane_of`: task name → lane, lanes from top to bottom; a task that it lacks goes to `other`. Fewer than two lanes: the
    model as it is."""
    nodes = model.nodes
    lanes = {key: lane_of.get(node.name) or other for key, node in nodes.items() if node.kind is Kind.TASK}
    names = [name for name in dict.fromkeys([*lane_of.values(), other]) if name in lanes.values()]
    if len(names) < 2:
        return model
    for key in sorted(nodes, key=lambda k: model.boxes[k].x):
        if key not in lanes:
            lanes[key] = _neighbour(model, key, lanes) or names[0]
    boxes, bands = _banded(model, lanes, names)
    left = min(box.x for box in boxes.values()) - PAD - LABEL
    right = max(box.x + box.width for box in boxes.values()) + PAD
    held = {name: Box(left, top, right - left, height) for name, (top, height) in bands.items()}
    routes = Routes(list(boxes.values()), STUB / 2, PAD / 2)
    lines = {flow.id: _line(routes, boxes[flow.source], boxes[flow.target]) for flow in model.flows}
    marked = {key: replace(node, lane=lanes[key]) for key, node in nodes.items()}
    return replace(model, nodes=marked, boxes=boxes, lines=lines, lanes=held)


def _neighbour(model: Bpmn, key: str, lanes: Mapping[str, str]) -> str:
    """The lane of what comes before, else of the nearest step behind."""
    before = [flow.source for flow in model.flows if flow.target == key and flow.source in lanes]
    if before:
        return lanes[max(before, key=lambda k: model.boxes[k].x)]
    seen, edge = {key}, [key]
    while edge:
        edge = [f.target for f in model.flows if f.source in edge and f.target not in seen]
        seen |= set(edge)
        for found in edge:
            if model.nodes[found].kind is Kind.TASK:
                return lanes[found]
    return ""


def _banded(
    model: Bpmn, lanes: Mapping[str, str], names: list[str]
) -> tuple[dict[str, Box], dict[str, tuple[float, float]]]:
    boxes: dict[str, Box] = {}
    bands: dict[str, tuple[float, float]] = {}
    top = PAD
    for name in names:
        own = [key for key in model.boxes if lanes[key] == name]
        centres = {key: model.boxes[key].y + model.boxes[key].height / 2 for key in own}
        rows: list[list[str]] = []
        for key in sorted(own, key=lambda k: centres[k]):
            # A row takes what does not stand in the way of the others of the row.
            row = next((row for row in rows if all(_apart(model.boxes[key], model.boxes[o]) for o in row)), None)
            if row is None:
                rows.append([key])
            else:
                row.append(key)
        height = PAD
        for row in rows:
            tall = max(model.boxes[key].height for key in row)
            for key in row:
                box = model.boxes[key]
                boxes[key] = replace(box, y=top + height + (tall - box.height) / 2)
            height += tall + PAD
        bands[name] = (top, height)
        top += height
    return boxes, bands


def _apart(a: Box, b: Box) -> bool:
    return a.x + a.width + STUB <= b.x or b.x + b.width + STUB <= a.x


def _line(routes: Routes, a: Box, b: Box) -> list[Point]:
    """At right angles: a plain way that cuts through no box, else one searched for around them."""
    plain = min(_ways(a, b), key=lambda way: (cuts(way, routes.boxes), len(way)))
    if not cuts(plain, routes.boxes):
        return plain
    return routes.way(a, b) or plain


def _ways(a: Box, b: Box) -> list[list[Point]]:
    start, end = (a.x + a.width, a.y + a.height / 2), (b.x, b.y + b.height / 2)
    found = []
    if end[0] - start[0] >= STUB:
        if start[1] == end[1]:
            found.append([start, end])
        for turn in (end[0] - STUB, start[0] + STUB, (start[0] + end[0]) / 2):
            found.append([start, (turn, start[1]), (turn, end[1]), end])
    over, under = (a.x + a.width / 2, a.y), (a.x + a.width / 2, a.y + a.height)
    into_top, into_foot = (b.x + b.width / 2, b.y), (b.x + b.width / 2, b.y + b.height)
    for lane in (max(a.y + a.height, b.y + b.height) + PAD / 2, a.y + a.height + PAD / 2, b.y + b.height + PAD / 2):
        if lane > a.y + a.height and lane > b.y + b.height:
            found.append([under, (under[0], lane), (into_foot[0], lane), into_foot])
        elif a.y + a.height < lane < b.y:
            found.append([under, (under[0], lane), (into_top[0], lane), into_top])
        elif b.y + b.height < lane < a.y:
            found.append([over, (over[0], lane), (into_foot[0], lane), into_foot])
    above = min(a.y, b.y) - PAD / 2
    found.append([over, (over[0], above), (into_top[0], above), into_top])
    return found
