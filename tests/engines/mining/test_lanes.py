"""Lanes: who does a step, read from the log, and the picture sorted into bands; the meaning of the model stays."""

from __future__ import annotations

from itertools import combinations

from golive.engines.mining.discovery import discover
from golive.engines.mining.findings.roles import roles_of_activities
from golive.engines.mining.log import EventLog, LogMapping
from golive.engines.mining.model.bpmn import Box, Kind
from golive.engines.mining.model.bpmn_file import bpmn_xml, read_bpmn
from golive.engines.mining.model.bpmn_lanes import with_lanes
from golive.engines.mining.model.bpmn_layout import bpmn_of_tree

WAYS = [
    (("申请", "初审", "终审", "下单"), 60),
    (("申请", "初审", "下单"), 30),
    (("申请", "驳回", "申请", "初审", "下单"), 10),
]
ROLES = {"申请": "车间", "初审": "采购部", "驳回": "采购部", "终审": "总经办"}


def _overlap(a: Box, b: Box) -> bool:
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height


def test_every_node_lies_in_the_band_of_its_lane_and_on_no_other() -> None:
    flat = bpmn_of_tree(discover(WAYS, 0.0), "采购")
    model = with_lanes(flat, ROLES)
    assert list(model.lanes) == ["车间", "采购部", "总经办", "—"]  # the order given; a step that nobody claims last
    for key, box in model.boxes.items():
        band = model.lanes[model.nodes[key].lane]
        assert band.y <= box.y and box.y + box.height <= band.y + band.height
        assert band.x <= box.x and box.x + box.width <= band.x + band.width
    assert not any(_overlap(a, b) for a, b in combinations(model.boxes.values(), 2))
    for node in model.nodes.values():
        if node.kind is Kind.TASK:
            assert node.lane == ROLES.get(node.name, "—")
    assert model.flows == flat.flows  # the meaning is that of the flat picture


def test_lanes_survive_the_file_and_one_lane_is_no_lane() -> None:
    model = with_lanes(bpmn_of_tree(discover(WAYS, 0.0), "采购"), ROLES)
    back = read_bpmn(bpmn_xml(model))
    assert back.lanes == model.lanes and back.nodes == model.nodes and back.boxes == model.boxes
    flat = bpmn_of_tree(discover(WAYS, 0.0))
    assert with_lanes(flat, dict.fromkeys(ROLES, "车间") | {"下单": "车间"}) is flat


def test_roles_are_read_from_the_log_and_placeholders_are_none() -> None:
    rows = []
    for case in range(4):
        for n, (step, role) in enumerate([("申请", "车间"), ("审批", "采购部"), ("归档", "UNDEFINED")]):
            rows.append((f"C{case}", step, f"2026-03-0{case + 1} 0{n + 1}:00", role))
    mapping = LogMapping(("case",), ("step",), "at")
    with EventLog.from_rows(rows, mapping, ("case", "step", "at", "部门")) as log:
        assert roles_of_activities(log) == {"申请": "车间", "审批": "采购部"}
    with EventLog.from_rows([(*row[:3], "同一") for row in rows], mapping, ("case", "step", "at", "部门")) as log:
        assert roles_of_activities(log) == {}
