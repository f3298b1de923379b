"""No line of a drawn process runs through a box, in pictures without and with lanes, of made and of real logs."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from golive.engines.mining.conformance import traces_of
from golive.engines.mining.discovery import discover
from golive.engines.mining.findings.roles import roles_of_activities
from golive.engines.mining.model.bpmn import Box, Bpmn
from golive.engines.mining.model.bpmn_lanes import with_lanes
from golive.engines.mining.model.bpmn_layout import bpmn_of_tree
from golive.engines.mining.model.bpmn_routes import Routes, crosses
from golive.engines.mining.read import read_log
from tests.shared_data import shared

LOGS = (
    "DomesticDeclarations.xes.gz",
    "InternationalDeclarations.xes.gz",
    "PermitLog.xes.gz",
    "PrepaidTravelCost.xes.gz",
    "RequestForPayment.xes.gz",
    "helpdesk.xes.gz",
    "interval_event_log.csv",
    "receipt.xes.gz",
    "roadtraffic100traces.xes",
    "running-example.xes",
)
QUICK = ("roadtraffic100traces.xes", "running-example.xes")


def sound(model: Bpmn) -> None:
    """Lines begin and end on the border of their nodes, run at right angles, and through no box."""
    for flow in model.flows:
        points = model.lines[flow.id]
        for point, key in ((points[0], flow.source), (points[-1], flow.target)):
            box = model.boxes[key]
            inside = box.x < point[0] < box.x + box.width and box.y < point[1] < box.y + box.height
            near = box.x <= point[0] <= box.x + box.width and box.y <= point[1] <= box.y + box.height
            assert near and not inside, (flow, point, box)
        for p, q in pairwise(points):
            assert p[0] == q[0] or p[1] == q[1], (flow, p, q)
            for key, box in model.boxes.items():
                assert not crosses(p, q, box), (flow, key, points)


def drawn(name: str, noise: float) -> None:
    with read_log(shared(f"mining/xes/{name}")) as log:
        traces, roles = traces_of(log)[0], roles_of_activities(log)
        activities = sorted(log.activities.values())
    kept = dict(list(traces.items())[:300])
    flat = bpmn_of_tree(discover(kept, noise), name)
    sound(flat)
    if roles:
        sound(with_lanes(flat, roles))
    chance = random.Random(7)  # lanes without any sense are the hardest to draw
    for lanes in (2, 5):
        sound(with_lanes(flat, {name: f"lane {chance.randrange(lanes)}" for name in activities}))


@pytest.mark.parametrize("name", QUICK)
def test_small_logs(name: str) -> None:
    drawn(name, 0.0)


@pytest.mark.slow
@pytest.mark.parametrize("noise", [0.0, 0.2])
@pytest.mark.parametrize("name", LOGS)
def test_all_logs(name: str, noise: float) -> None:
    drawn(name, noise)


def test_around_a_wall() -> None:
    boxes = {"a": Box(0, 0, 100, 80), "b": Box(300, 0, 100, 80), "wall": Box(150, -200, 50, 480)}
    points = Routes(list(boxes.values()), 7, 10).way(boxes["a"], boxes["b"])
    assert points is not None and len(points) <= 6 and points[0] in ((100, 40), (50, 80), (50, 0))
    assert not any(crosses(p, q, box) for p, q in pairwise(points) for box in boxes.values())
    assert crosses((100, 40), (300, 40), boxes["wall"])
