"""A process tree as a drawn BPMN model: blocks inside blocks, so that nothing crosses and nothing overlaps.

Each block knows its size and the height at which it is entered and left. Ways back (loops) are drawn below the body
from right to left, by mirroring their block.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from golive.engines.mining.model.bpmn import Box, Bpmn, Flow, Kind, Node
from golive.engines.mining.model.tree import Operator, Tree

TASK, GATEWAY, EVENT = (100.0, 80.0), (50.0, 50.0), (36.0, 36.0)
GAP_X, GAP_Y, LINE = 50.0, 30.0, 20.0
MARGIN = 60.0

Point = tuple[float, float]


@dataclass
class _Block:
    """Shapes and lines from (0, 0) to (width, height); entered left and left right at height `axis`.

    `first` and `last` are the nodes to join; None for a block that is only a line.
    """

    width: float
    height: float
    axis: float
    first: str | None = None
    last: str | None = None
    boxes: dict[str, Box] = field(default_factory=dict)
    lines: list[tuple[str, str, list[Point]]] = field(default_factory=list)

    def moved(self, x: float, y: float) -> _Block:
        boxes = {key: replace(b, x=b.x + x, y=b.y + y) for key, b in self.boxes.items()}
        lines = [(a, b, [(px + x, py + y) for px, py in points]) for a, b, points in self.lines]
        return replace(self, boxes=boxes, lines=lines)

    def mirrored(self) -> _Block:
        boxes = {key: replace(b, x=self.width - b.x - b.width) for key, b in self.boxes.items()}
        lines = [(a, b, [(self.width - px, py) for px, py in points]) for a, b, points in self.lines]
        return replace(self, boxes=boxes, lines=lines)

    def take(self, other: _Block) -> None:
        self.boxes |= other.boxes
        self.lines += other.lines


def bpmn_of_tree(tree: Tree, name: str = "") -> Bpmn:
    """The drawn model. Its language is the tree's."""
    drawing = _Drawing()
    parts = [drawing.node(Kind.START, EVENT), drawing.block(tree), drawing.node(Kind.END, EVENT)]
    whole = drawing.row(parts).moved(MARGIN, MARGIN)
    flows = tuple(Flow(f"Flow_{i}", a, b) for i, (a, b, _) in enumerate(whole.lines, 1))
    lines = {flow.id: points for flow, (_, _, points) in zip(flows, whole.lines, strict=True)}
    return Bpmn(drawing.nodes, flows, name, whole.boxes, lines)


class _Drawing:
    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}

    def node(self, kind: Kind, size: tuple[float, float], name: str = "") -> _Block:
        prefix = {Kind.TASK: "Task", Kind.START: "Start", Kind.END: "End"}.get(kind, "Gateway")
        key = f"{prefix}_{len(self.nodes) + 1}"
        self.nodes[key] = Node(key, kind, name)
        width, height = size
        return _Block(width, height, height / 2, key, key, {key: Box(0, 0, width, height)})

    def block(self, tree: Tree) -> _Block:
        if tree.operator is None:
            return _Block(LINE, LINE, LINE / 2) if tree.label is None else self.node(Kind.TASK, TASK, tree.label)
        if tree.operator is Operator.SEQUENCE:
            return self.row([self.block(child) for child in tree.children])
        if tree.operator is Operator.LOOP:
            return self.loop(tree)
        return self.fork(tree)

    def row(self, parts: list[_Block]) -> _Block:
        """One after the other on one height."""
        parts = [part for part in parts if part.first is not None] or parts[:1]
        axis = max(part.axis for part in parts)
        below = max(part.height - part.axis for part in parts)
        out = _Block(0, axis + below, axis, parts[0].first, parts[-1].last)
        x, previous = 0.0, None
        for part in parts:
            if previous is not None and previous.last is not None and part.first is not None:
                out.lines.append((previous.last, part.first, [(x, axis), (x + GAP_X, axis)]))
            x += GAP_X if previous is not None else 0
            out.take(part.moved(x, axis - part.axis))
            x += part.width
            previous = part
        out.width = x
        return out

    def fork(self, tree: Tree) -> _Block:
        """Branches below each other between two gateways."""
        kind = Kind.AND if tree.operator is Operator.PARALLEL else Kind.XOR
        split, join = self.node(kind, GATEWAY), self.node(kind, GATEWAY)
        # Doing nothing is a line, and drawn first.
        branches = sorted((self.block(child) for child in tree.children), key=lambda b: b.first is not None)
        inner = max(branch.width for branch in branches)
        left = GATEWAY[0] + GAP_X
        y, placed = 0.0, []
        for branch in branches:
            placed.append((branch, y))
            y += branch.height + GAP_Y
        height = y - GAP_Y
        heights = [top + branch.axis for branch, top in placed]
        axis = max((heights[0] + heights[-1]) / 2, GATEWAY[1] / 2)
        out = _Block(
            left + inner + GAP_X + GATEWAY[0], max(height, axis + GATEWAY[1] / 2), axis, split.first, join.last
        )
        out.take(split.moved(0, axis - GATEWAY[1] / 2))
        out.take(join.moved(out.width - GATEWAY[0], axis - GATEWAY[1] / 2))
        assert split.first is not None and join.first is not None
        for (branch, top), at in zip(placed, heights, strict=True):
            x = left + (inner - branch.width) / 2
            if branch.first is None or branch.last is None:
                out.lines.append((split.first, join.first, _around(out, axis, at)))
                continue
            out.take(branch.moved(x, top))
            out.lines.append((split.first, branch.first, _leave(axis, at, x)))
            out.lines.append((branch.last, join.first, _arrive(axis, at, x + branch.width, out.width)))
        return out

    def loop(self, tree: Tree) -> _Block:
        """The body between two gateways, ways back below it."""
        join, split = self.node(Kind.XOR, GATEWAY), self.node(Kind.XOR, GATEWAY)
        body, *redo = (self.block(child) for child in tree.children)
        inner = max(body.width, *(part.width for part in redo))
        left = GATEWAY[0] + GAP_X
        axis = max(body.axis, GATEWAY[1] / 2)
        out = _Block(left + inner + GAP_X + GATEWAY[0], 0, axis, join.first, split.last)
        out.take(join.moved(0, axis - GATEWAY[1] / 2))
        out.take(split.moved(out.width - GATEWAY[0], axis - GATEWAY[1] / 2))
        assert join.first is not None and split.first is not None
        x = left + (inner - body.width) / 2
        if body.first is None or body.last is None:
            out.lines.append((join.first, split.first, [(GATEWAY[0], axis), (out.width - GATEWAY[0], axis)]))
        else:
            out.take(body.moved(x, axis - body.axis))
            out.lines.append((join.first, body.first, [(GATEWAY[0], axis), (x, axis)]))
            out.lines.append((body.last, split.first, [(x + body.width, axis), (out.width - GATEWAY[0], axis)]))
        y = max(axis + body.height - body.axis, axis + GATEWAY[1] / 2) + GAP_Y
        for part in redo:
            at, x = y + part.axis, left + (inner - part.width) / 2
            right, begin = out.width - GATEWAY[0] / 2, GATEWAY[0] / 2
            down, up = (right, axis + GATEWAY[1] / 2), (begin, axis + GATEWAY[1] / 2)
            if part.first is None or part.last is None:
                out.lines.append((split.first, join.first, [down, (right, at), (begin, at), up]))
            else:
                out.take(part.mirrored().moved(x, y))
                out.lines.append((split.first, part.first, [down, (right, at), (x + part.width, at)]))
                out.lines.append((part.last, join.first, [(x, at), (begin, at), up]))
            y += part.height + GAP_Y
        out.height = y - GAP_Y
        return out


def _leave(axis: float, at: float, x: float) -> list[Point]:
    """From the gateway at the left to a branch."""
    if at == axis:
        return [(GATEWAY[0], axis), (x, axis)]
    if abs(at - axis) < GATEWAY[1] / 2:  # beside the gateway: above or below it there is no room to turn
        return [(GATEWAY[0], axis), (GATEWAY[0] + GAP_X / 2, axis), (GATEWAY[0] + GAP_X / 2, at), (x, at)]
    edge = axis + GATEWAY[1] / 2 * (1 if at > axis else -1)
    return [(GATEWAY[0] / 2, edge), (GATEWAY[0] / 2, at), (x, at)]


def _arrive(axis: float, at: float, x: float, width: float) -> list[Point]:
    if at == axis:
        return [(x, axis), (width - GATEWAY[0], axis)]
    if abs(at - axis) < GATEWAY[1] / 2:
        turn = width - GATEWAY[0] - GAP_X / 2
        return [(x, at), (turn, at), (turn, axis), (width - GATEWAY[0], axis)]
    edge = axis + GATEWAY[1] / 2 * (1 if at > axis else -1)
    return [(x, at), (width - GATEWAY[0] / 2, at), (width - GATEWAY[0] / 2, edge)]


def _around(out: _Block, axis: float, at: float) -> list[Point]:
    """A branch without any node."""
    if at == axis:
        return [(GATEWAY[0], axis), (out.width - GATEWAY[0], axis)]
    return [*_leave(axis, at, GATEWAY[0] + GAP_X), *_arrive(axis, at, out.width - GATEWAY[0] - GAP_X, out.width)]
