"""BPMN 2.0 as much as processes of a company need: events, tasks, gateways, flows; and what it means as a Petri net.

Meaning: Dijkman, Dumas, Ouyang, "Semantics and analysis of business process models in BPMN" (2008), with inclusive
gateways as every non-empty set of their ways.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from golive.engines.mining.model.net import PetriNet, _Builder, reduced

MOST_WAYS = 6  # of an inclusive gateway: 2^n - 1 transitions


class Kind(StrEnum):
    START = "start"
    END = "end"
    TASK = "task"
    EVENT = "event"  # between start and end
    XOR = "xor"
    AND = "and"
    OR = "or"


@dataclass(frozen=True)
class Node:
    """`attached`: the task on whose border an event sits. `repeats`: the task has a loop or multi-instance marker."""

    id: str
    kind: Kind
    name: str = ""
    lane: str = ""
    attached: str = ""
    interrupts: bool = True
    repeats: bool = False


@dataclass(frozen=True)
class Flow:
    id: str
    source: str
    target: str
    name: str = ""


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Bpmn:
    """`boxes` and `lines`: the drawing, by id of node and flow. `lanes`: drawn bands by name, from top to bottom.
    `ignored`: what was read but has no meaning here."""

    nodes: dict[str, Node]
    flows: tuple[Flow, ...]
    name: str = ""
    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    lanes: dict[str, Box] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    def tasks(self) -> list[Node]:
        return [node for node in self.nodes.values() if node.kind is Kind.TASK]


class BpmnError(ValueError):
    """A model that cannot be used. `code` says what is wrong, `detail` where."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def net_of_bpmn(model: Bpmn, activities: frozenset[str] = frozenset()) -> PetriNet:
    """The Petri net of a model. Tasks are seen in a log by their name; events only where a log knows their name.

    BpmnError: `no_start`, `no_end`, `too_many_ways` at an inclusive gateway.
    """
    net = _Meaning(model, activities)
    return reduced(net.build())


class _Meaning:
    def __init__(self, model: Bpmn, activities: frozenset[str]) -> None:
        self.model = model
        self.activities = activities
        self.net = _Builder()
        self.source, self.sink = self.net.place(), self.net.place()
        self.incoming: dict[str, list[int]] = defaultdict(list)
        self.outgoing: dict[str, list[int]] = defaultdict(list)

    def build(self) -> PetriNet:
        nodes = self.model.nodes.values()
        for flow in self.model.flows:
            place = self.net.place()
            self.outgoing[flow.source].append(place)
            self.incoming[flow.target].append(place)
        ends = 0
        for node in nodes:
            if node.attached:
                continue
            if node.kind is Kind.END or not self.outgoing[node.id]:
                ends += 1
            self._add(node)
        starts = [node for node in nodes if not self.incoming[node.id] and not node.attached]
        if not starts:
            raise BpmnError("no_start", self.model.name)
        if not ends:
            raise BpmnError("no_end", self.model.name)
        # Several ends may each have received a token of parallel ways.
        finals = tuple({self.sink: n} for n in range(1, ends + 1))
        return PetriNet(self.net.places, tuple(self.net.transitions), {self.source: 1}, finals)

    def _add(self, node: Node) -> None:
        into = self.incoming[node.id] or [self.source]
        out = self.outgoing[node.id] or [self.sink]
        if node.kind is Kind.AND:
            self.net.add(None, into, out, node.id)
        elif node.kind is Kind.OR:
            self._inclusive(node, into, out)
        elif node.kind is Kind.XOR:
            entry = self._joined(into, node)
            for way in out:
                self.net.add(None, [entry], [way], node.id)
        else:
            self._step(node, self._joined(into, node), out)

    def _joined(self, into: list[int], node: Node) -> int:
        """One place before a node: several flows into it mean that any of them leads on."""
        if len(into) == 1:
            return into[0]
        place = self.net.place()
        for way in into:
            self.net.add(None, [way], [place], node.id)
        return place

    def _step(self, node: Node, entry: int, out: list[int]) -> None:
        label = node.name or node.id if node.kind is Kind.TASK else None
        if node.kind is not Kind.TASK and node.name in self.activities:
            label = node.name
        if node.repeats:
            done = self.net.place()
            self.net.add(label, [entry], [done], node.id)
            self.net.add(None, [done], [entry], node.id)
            self.net.add(None, [done], out, node.id)
        else:
            self.net.add(label, [entry], out, node.id)
        for event in self.model.nodes.values():
            if event.attached == node.id:
                ways = self.outgoing[event.id] or [self.sink]
                seen = event.name if event.name in self.activities else None
                if event.interrupts:
                    self.net.add(seen, [entry], ways, event.id)
                else:
                    self.net.add(label, [entry], [*out, *ways], node.id)

    def _inclusive(self, node: Node, into: list[int], out: list[int]) -> None:
        if max(len(into), len(out)) > MOST_WAYS:
            raise BpmnError("too_many_ways", node.name or node.id)
        if len(into) > 1 and len(out) > 1:
            middle = [self.net.place()]
            self._some(into, middle, node)
            into = middle
        if len(into) > 1:
            self._some(into, out, node)
        else:
            for ways in _subsets(out):
                self.net.add(None, into, ways, node.id)

    def _some(self, into: list[int], out: list[int], node: Node) -> None:
        for ways in _subsets(into):
            self.net.add(None, ways, out, node.id)


def _subsets(places: list[int]) -> Iterator[tuple[int, ...]]:
    for size in range(1, len(places) + 1):
        yield from combinations(places, size)
