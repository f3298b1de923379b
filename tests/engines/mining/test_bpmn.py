"""BPMN written with a drawing, read back, and read as people draw it."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings

from golive.engines.mining.conformance import align
from golive.engines.mining.model.bpmn import Bpmn, BpmnError, Kind, net_of_bpmn
from golive.engines.mining.model.bpmn_file import bpmn_xml, read_bpmn
from golive.engines.mining.model.bpmn_layout import bpmn_of_tree
from golive.engines.mining.model.net import net_of_tree
from golive.engines.mining.model.pnml import PnmlError, read_pnml, write_pnml
from golive.engines.mining.model.tree import choice, leaf, loop, parallel, sequence
from tests.engines.mining.test_discovery import played
from tests.engines.mining.trees import language, trees

HEAD = '<?xml version="1.0"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"><bpmn:process id="P">'
TAIL = "</bpmn:process></bpmn:definitions>"


def drawn(body: str) -> Bpmn:
    return read_bpmn((HEAD + body + TAIL).encode())


def flows(*pairs: str) -> str:
    ends = (pair.split(">") for pair in pairs)
    return "".join(f'<bpmn:sequenceFlow id="f{i}" sourceRef="{a}" targetRef="{b}"/>' for i, (a, b) in enumerate(ends))


def words(body: str, longest: int = 5) -> set[tuple[str, ...]]:
    return played(net_of_bpmn(drawn(body)), longest)


TASKS = "".join(f'<bpmn:userTask id="{k}" name="{k}"/>' for k in "abcd")
ENDS = '<bpmn:startEvent id="s"/><bpmn:endEvent id="e"/>'


@settings(max_examples=40, deadline=None)
@given(trees())
def test_a_written_model_means_what_the_tree_means(tree):
    model = read_bpmn(bpmn_xml(bpmn_of_tree(tree)))
    assert played(net_of_bpmn(model), 4) == language(tree, 4, rounds=4)


@settings(max_examples=60, deadline=None)
@given(trees("abcdefgh"))
def test_nothing_overlaps_and_every_line_touches_what_it_joins(tree):
    model = read_bpmn(bpmn_xml(bpmn_of_tree(tree)))
    assert model.boxes.keys() == model.nodes.keys()
    for a, b in combinations(model.boxes.values(), 2):
        apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
        assert apart, (a, b)
    for flow in model.flows:
        points = model.lines[flow.id]
        assert on_border(model.boxes[flow.source], points[0]), (flow, points)
        assert on_border(model.boxes[flow.target], points[-1]), (flow, points)
        for (x1, y1), (x2, y2) in pairwise(points):
            assert abs(x1 - x2) < 1e-6 or abs(y1 - y2) < 1e-6, "lines go along the axes"


def on_border(box, point):
    x, y = point
    inside = box.x - 1e-6 <= x <= box.x + box.width + 1e-6 and box.y - 1e-6 <= y <= box.y + box.height + 1e-6
    edge = min(abs(x - box.x), abs(x - box.x - box.width), abs(y - box.y), abs(y - box.y - box.height)) < 1e-6
    return inside and edge


def test_gateways_as_people_draw_them():
    xor = ENDS + TASKS + '<bpmn:exclusiveGateway id="x"/>' + flows("s>x", "x>a", "x>b", "a>c", "b>c", "c>e")
    assert words(xor) == {("a", "c"), ("b", "c")}, "two flows into a task: either leads on"
    both = '<bpmn:parallelGateway id="p"/><bpmn:parallelGateway id="q"/>'
    assert words(ENDS + TASKS + both + flows("s>p", "p>a", "p>b", "a>q", "b>q", "q>e")) == {("a", "b"), ("b", "a")}
    some = '<bpmn:inclusiveGateway id="p"/><bpmn:inclusiveGateway id="q"/>'
    found = words(ENDS + TASKS + some + flows("s>p", "p>a", "p>b", "a>q", "b>q", "q>e"))
    assert found == {("a",), ("b",), ("a", "b"), ("b", "a")}


def test_ways_back_boundary_events_and_loop_markers():
    back = ENDS + TASKS + '<bpmn:exclusiveGateway id="x"/>' + flows("s>a", "a>x", "x>a", "x>e")
    assert words(back, 3) == {("a",), ("a", "a"), ("a", "a", "a")}
    bound = ENDS + TASKS + '<bpmn:boundaryEvent id="t" attachedToRef="a"/>' + flows("s>a", "a>b", "b>e", "t>c", "c>e")
    assert words(bound) == {("a", "b"), ("c",)}
    marked = ENDS + '<bpmn:task id="a" name="a"><bpmn:standardLoopCharacteristics/></bpmn:task>' + flows("s>a", "a>e")
    assert words(marked, 2) == {("a",), ("a", "a")}


def test_subprocesses_are_unfolded():
    inner = '<bpmn:startEvent id="s2"/><bpmn:task id="b2" name="b"/><bpmn:endEvent id="e2"/>'
    inner += '<bpmn:sequenceFlow id="g1" sourceRef="s2" targetRef="b2"/><bpmn:sequenceFlow id="g2" sourceRef="b2" targetRef="e2"/>'
    body = ENDS + TASKS + f'<bpmn:subProcess id="u">{inner}</bpmn:subProcess>' + flows("s>a", "a>u", "u>c", "c>e")
    assert words(body) == {("a", "b", "c")}


def test_an_event_is_seen_where_the_log_knows_its_name():
    body = ENDS + TASKS + '<bpmn:intermediateCatchEvent id="i" name="goods in"/>' + flows("s>a", "a>i", "i>e")
    assert played(net_of_bpmn(drawn(body)), 3) == {("a",)}
    assert played(net_of_bpmn(drawn(body), frozenset({"goods in"})), 3) == {("a", "goods in")}


def test_two_ends_of_parallel_ways_are_an_end():
    body = ENDS + TASKS + '<bpmn:endEvent id="e3"/><bpmn:parallelGateway id="p"/>'
    assert {("a", "b"), ("b", "a")} <= words(body + flows("s>p", "p>a", "p>b", "a>e", "b>e3"))
    found = align({("a", "b"): 1}, net_of_bpmn(drawn(body + flows("s>p", "p>a", "p>b", "a>e", "b>e3"))))
    assert found.fitness == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"no xml", "not_bpmn"),
        (b"<svg/>", "not_bpmn"),
        ((HEAD + TAIL).encode(), "no_process"),
        ((HEAD + ENDS + flows("s>nowhere") + TAIL).encode(), "broken_flow"),
    ],
)
def test_what_is_no_model_is_refused(text, code):
    with pytest.raises(BpmnError) as refused:
        read_bpmn(text)
    assert refused.value.code == code


def test_a_model_that_only_runs_in_circles_is_refused():
    with pytest.raises(BpmnError) as refused:
        net_of_bpmn(drawn(TASKS + flows("a>b", "b>c", "c>d", "d>a")))
    assert refused.value.code == "no_start"


def test_an_entity_bomb_is_refused():
    bomb = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><definitions>&b;</definitions>'
    with pytest.raises(BpmnError):
        read_bpmn(bomb)


def test_pnml_keeps_the_net(tmp_path):
    net = net_of_tree(
        sequence(leaf("a"), parallel(leaf("b"), choice(leaf("c"), leaf("d"))), loop(leaf("e"), leaf("f")))
    )
    write_pnml(net, tmp_path / "net.pnml")
    again = read_pnml((tmp_path / "net.pnml").read_bytes())
    assert again.initial == net.initial and again.finals == net.finals
    assert [(t.label, t.inputs, t.outputs) for t in again.transitions] == [
        (t.label, t.inputs, t.outputs) for t in net.transitions
    ]
    with pytest.raises(PnmlError):
        read_pnml(b"<x/>")


def test_kinds_survive():
    model = bpmn_of_tree(parallel(leaf("a"), choice(leaf("b"), leaf("c"))))
    kinds = sorted(node.kind for node in read_bpmn(bpmn_xml(model)).nodes.values())
    assert kinds == sorted([Kind.START, Kind.END, Kind.AND, Kind.AND, Kind.XOR, Kind.XOR, *[Kind.TASK] * 3])
