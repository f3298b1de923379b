"""BPMN 2.0 XML: written with its drawing, read as bpmn-js and other editors write it."""

from __future__ import annotations

import xml.etree.ElementTree as Xml
from dataclasses import replace
from pathlib import Path

from defusedxml.ElementTree import fromstring

from golive.engines.mining.model.bpmn import Box, Bpmn, BpmnError, Flow, Kind, Node

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"

_TAGS = {
    Kind.START: "startEvent",
    Kind.END: "endEvent",
    Kind.TASK: "task",
    Kind.EVENT: "intermediateThrowEvent",
    Kind.XOR: "exclusiveGateway",
    Kind.AND: "parallelGateway",
    Kind.OR: "inclusiveGateway",
}
_KINDS = {tag: kind for kind, tag in _TAGS.items()} | {
    "intermediateCatchEvent": Kind.EVENT,
    "boundaryEvent": Kind.EVENT,
    "eventBasedGateway": Kind.XOR,
    "complexGateway": Kind.OR,
    "callActivity": Kind.TASK,
    **dict.fromkeys(
        ("userTask", "serviceTask", "manualTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask"),
        Kind.TASK,
    ),
}
POOL = 30.0  # width of the strip with the name of the whole
_NESTED = ("subProcess", "adHocSubProcess", "transaction")


def write_bpmn(model: Bpmn, path: Path) -> None:
    path.write_bytes(bpmn_xml(model))


def bpmn_xml(model: Bpmn) -> bytes:
    for prefix, uri in (("bpmn", MODEL), ("bpmndi", DI), ("dc", DC), ("di", DD)):
        Xml.register_namespace(prefix, uri)
    root = Xml.Element(f"{{{MODEL}}}definitions", id="Definitions_1", targetNamespace="http://bpmn.io/schema/bpmn")
    process = Xml.SubElement(root, f"{{{MODEL}}}process", id="Process_1", isExecutable="false")
    if model.name:
        process.set("name", model.name)
    if model.lanes:
        _write_lanes(root, process, model)
    for node in model.nodes.values():
        _write_node(process, model, node)
    for flow in model.flows:
        item = Xml.SubElement(
            process, f"{{{MODEL}}}sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target
        )
        if flow.name:
            item.set("name", flow.name)
    _write_drawing(root, model)
    Xml.indent(root)
    text: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _write_node(process: Xml.Element, model: Bpmn, node: Node) -> None:
    item = Xml.SubElement(process, f"{{{MODEL}}}{'boundaryEvent' if node.attached else _TAGS[node.kind]}", id=node.id)
    if node.name:
        item.set("name", node.name)
    if node.attached:
        item.set("attachedToRef", node.attached)
        item.set("cancelActivity", "true" if node.interrupts else "false")
    for flow in model.flows:
        if flow.target == node.id:
            Xml.SubElement(item, f"{{{MODEL}}}incoming").text = flow.id
    for flow in model.flows:
        if flow.source == node.id:
            Xml.SubElement(item, f"{{{MODEL}}}outgoing").text = flow.id
    if node.repeats:
        Xml.SubElement(item, f"{{{MODEL}}}standardLoopCharacteristics")


def _write_lanes(root: Xml.Element, process: Xml.Element, model: Bpmn) -> None:
    """A pool of one participant whose lanes refer to their nodes; its elements come before the process's own."""
    pool = Xml.Element(f"{{{MODEL}}}collaboration", id="Collaboration_1")
    root.insert(0, pool)
    Xml.SubElement(pool, f"{{{MODEL}}}participant", id="Participant_1", name=model.name or "", processRef="Process_1")
    lanes = Xml.SubElement(process, f"{{{MODEL}}}laneSet", id="LaneSet_1")
    for number, name in enumerate(model.lanes, 1):
        lane = Xml.SubElement(lanes, f"{{{MODEL}}}lane", id=f"Lane_{number}", name=name)
        for node in model.nodes.values():
            if node.lane == name:
                Xml.SubElement(lane, f"{{{MODEL}}}flowNodeRef").text = node.id


def _write_drawing(root: Xml.Element, model: Bpmn) -> None:
    diagram = Xml.SubElement(root, f"{{{DI}}}BPMNDiagram", id="BPMNDiagram_1")
    about = "Collaboration_1" if model.lanes else "Process_1"
    plane = Xml.SubElement(diagram, f"{{{DI}}}BPMNPlane", id="BPMNPlane_1", bpmnElement=about)
    if model.lanes:
        bands = list(model.lanes.values())
        whole = Box(bands[0].x - POOL, bands[0].y, bands[0].width + POOL, sum(band.height for band in bands))
        for key, band in [("Participant_1", whole), *((f"Lane_{n}", band) for n, band in enumerate(bands, 1))]:
            _shape(plane, key, band).set("isHorizontal", "true")
    for key, box in model.boxes.items():
        shape = _shape(plane, key, box)
        if model.nodes[key].kind is Kind.XOR:
            shape.set("isMarkerVisible", "true")
    for key, points in model.lines.items():
        edge = Xml.SubElement(plane, f"{{{DI}}}BPMNEdge", id=f"{key}_di", bpmnElement=key)
        for x, y in points:
            Xml.SubElement(edge, f"{{{DD}}}waypoint", x=_number(x), y=_number(y))


def _shape(plane: Xml.Element, key: str, box: Box) -> Xml.Element:
    shape = Xml.SubElement(plane, f"{{{DI}}}BPMNShape", id=f"{key}_di", bpmnElement=key)
    sizes = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    Xml.SubElement(shape, f"{{{DC}}}Bounds", {name: _number(value) for name, value in sizes.items()})
    return shape


def _number(value: float) -> str:
    return f"{value:g}"


def read_bpmn(text: bytes) -> Bpmn:
    """The process with most tasks; embedded subprocesses unfolded, shapes that nothing joins left out.

    BpmnError: `not_bpmn`, `no_process`, `broken_flow`.
    """
    try:
        root = fromstring(text)
    except Exception as error:
        raise BpmnError("not_bpmn", str(error)) from error
    for item in root.iter():
        item.tag = item.tag.rpartition("}")[2]
    if root.tag != "definitions":
        raise BpmnError("not_bpmn", f"<{root.tag}>")
    processes = [_process(item) for item in root.iter("process")]
    found = max(processes, key=lambda model: len(model.tasks()), default=None)
    if found is None or not found.nodes:
        raise BpmnError("no_process")
    boxes, lines = _drawing(root, found)
    bands = {name: band for key, name in _lane_names(root).items() if (band := _bounds(root, key)) is not None}
    return replace(found, boxes=boxes, lines=lines, lanes=bands)


def _lane_names(root: Xml.Element) -> dict[str, str]:
    return {lane.get("id", ""): lane.get("name", "") for lane in root.iter("lane")}


def _bounds(root: Xml.Element, key: str) -> Box | None:
    for shape in root.iter("BPMNShape"):
        bounds = shape.find("Bounds")
        if shape.get("bpmnElement") == key and bounds is not None:
            return _box(bounds)
    return None


def _box(bounds: Xml.Element) -> Box:
    x, y, width, height = (float(bounds.get(name, "0")) for name in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


def _process(process: Xml.Element) -> Bpmn:
    read = _Reading()
    for lane in process.iter("lane"):
        read.lanes |= {(ref.text or "").strip(): lane.get("name", "") for ref in lane.iter("flowNodeRef")}
    read.gather(process)
    for node in [node for node in read.nodes.values() if node.attached in read.ends]:
        # What leaves a whole subprocess early is a way beside it.
        read.nodes[node.id] = replace(node, attached="")
        read.flows.append(Flow(f"{node.id}_in", node.attached, node.id))
    for flow in read.flows:
        if flow.source not in read.nodes or flow.target not in read.nodes:
            raise BpmnError("broken_flow", flow.id)
    joined = {end for flow in read.flows for end in (flow.source, flow.target)}
    joined |= {node.id for node in read.nodes.values() if node.attached} | {
        node.attached for node in read.nodes.values()
    }
    loose = [] if len(read.nodes) == 1 else [key for key in read.nodes if key not in joined]
    ignored = [*read.ignored, *(read.nodes.pop(key).name or key for key in loose)]
    return Bpmn(read.nodes, tuple(read.flows), process.get("name", ""), ignored=tuple(ignored))


class _Reading:
    """`ends`: of a subprocess that was unfolded, the node at which it is left."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.flows: list[Flow] = []
        self.ignored: list[str] = []
        self.lanes: dict[str, str] = {}
        self.ends: dict[str, str] = {}

    def gather(self, scope: Xml.Element) -> list[str]:
        """The nodes of this scope by id, without those of subprocesses in it."""
        own: list[str] = []
        flows: list[Flow] = []
        for item in scope:
            key, name = item.get("id", ""), " ".join(item.get("name", "").split())
            if item.tag == "sequenceFlow":
                flows.append(Flow(key, item.get("sourceRef", ""), item.get("targetRef", ""), name))
            elif item.tag in _NESTED and item.get("triggeredByEvent") == "true":
                self.ignored.append(name or key)
            elif item.tag in _NESTED:
                own.append(key)
                self._unfold(item, key, name)
            elif item.tag in _KINDS:
                own.append(key)
                self.nodes[key] = self._node(item, key, name)
        self.flows += [replace(flow, source=self.ends.get(flow.source, flow.source)) for flow in flows]
        return own

    def _node(self, item: Xml.Element, key: str, name: str) -> Node:
        return Node(
            key,
            _KINDS[item.tag],
            name,
            self.lanes.get(key, ""),
            item.get("attachedToRef", ""),
            item.get("cancelActivity", "true") != "false",
            any(child.tag in ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics") for child in item),
        )

    def _unfold(self, item: Xml.Element, key: str, name: str) -> None:
        """A subprocess becomes a gateway at its begin, its inside, and a gateway at its end. Empty: a task."""
        inside = self.gather(item)
        if not inside:
            self.nodes[key] = Node(key, Kind.TASK, name, self.lanes.get(key, ""))
            return
        leave = f"{key}_end"
        self.ends[key] = leave
        self.nodes[key], self.nodes[leave] = Node(key, Kind.XOR), Node(leave, Kind.XOR)
        entered = {flow.target for flow in self.flows}
        left = {flow.source for flow in self.flows}
        for inner in inside:
            node = self.nodes[inner]
            if node.kind in (Kind.START, Kind.END):
                self.nodes[inner] = replace(node, kind=Kind.EVENT)
            last = self.ends.get(inner, inner)
            if inner not in entered and not node.attached:
                self.flows.append(Flow(f"{inner}_in", key, inner))
            if last not in left:
                self.flows.append(Flow(f"{inner}_out", last, leave))


def _drawing(root: Xml.Element, model: Bpmn) -> tuple[dict[str, Box], dict[str, list[tuple[float, float]]]]:
    boxes: dict[str, Box] = {}
    lines: dict[str, list[tuple[float, float]]] = {}
    known = {flow.id for flow in model.flows}
    for shape in root.iter("BPMNShape"):
        bounds = shape.find("Bounds")
        if shape.get("bpmnElement", "") in model.nodes and bounds is not None:
            boxes[shape.get("bpmnElement", "")] = _box(bounds)
    for edge in root.iter("BPMNEdge"):
        if edge.get("bpmnElement", "") in known:
            points = [(float(p.get("x", "0")), float(p.get("y", "0"))) for p in edge.iter("waypoint")]
            lines[edge.get("bpmnElement", "")] = points
    return boxes, lines
