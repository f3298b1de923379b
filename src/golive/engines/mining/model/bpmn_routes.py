"""Lines of a drawing around its boxes: at right angles, with few bends, from side to side.

The way is searched for (A*) on the grid of all corridors beside boxes. Where boxes keep a distance from each other, as in
drawings of lanes, there always is one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from itertools import count, pairwise

from golive.engines.mining.model.bpmn import Box

Point = tuple[float, float]
Place = tuple[int, int]  # of the grid; or a direction on it
BEND = 60.0  # a bend is worth so much of a detour
SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))


def crosses(p: Point, q: Point, box: Box) -> bool:
    """The line runs through the inside of the box; along its border is not through it."""
    return (
        min(p[0], q[0]) < box.x + box.width
        and max(p[0], q[0]) > box.x
        and min(p[1], q[1]) < box.y + box.height
        and max(p[1], q[1]) > box.y
    )


class Routes:
    """Lines between the boxes of one drawing. `gap_x`, `gap_y`: half the distance that boxes keep."""

    def __init__(self, boxes: Sequence[Box], gap_x: float, gap_y: float) -> None:
        self.boxes = boxes
        self.gaps = (gap_x, gap_y)
        self.xs = sorted({x for b in boxes for x in (b.x - gap_x, b.x + b.width / 2, b.x + b.width + gap_x)})
        self.ys = sorted({y for b in boxes for y in (b.y - gap_y, b.y + b.height / 2, b.y + b.height + gap_y)})
        self.free: dict[tuple[int, int, int, int], bool] = {}

    def way(self, source: Box, target: Box) -> list[Point] | None:
        """From box to box; None if there is no way."""
        ends = {place: (port, side) for port, side, place in self._ports(target)}
        goal = (target.x + target.width / 2, target.y + target.height / 2)
        number = count()
        heap: list[tuple[float, int, float, Place, Place, tuple[Point, ...]]] = []
        best: dict[tuple[Place, Place], float] = {}
        for port, side, place in self._ports(source):
            x, y = self._at(place)
            cost = abs(x - port[0]) + abs(y - port[1]) + self._left(x, y, goal)
            # To the right is how a process reads.
            heappush(heap, (cost + (0 if side == (1, 0) else 5), next(number), 0.0, place, side, (port,)))
        while heap:
            _cost, _n, spent, place, heading, path = heappop(heap)
            if best.get((place, heading), float("inf")) <= spent:
                continue
            best[place, heading] = spent
            here = self._at(place)
            if place in ends:
                port, side = ends[place]
                if heading != side:  # not back through where it came from; a bend is allowed
                    return _straight([*path, here, port])
            for step in SIDES:
                if step == (-heading[0], -heading[1]) or (beyond := self._next(place, step)) is None:
                    continue
                x, y = self._at(beyond)
                more = abs(x - here[0]) + abs(y - here[1]) + (BEND if step != heading else 0)
                bent = (*path, here) if step != heading else path
                heappush(heap, (spent + more + self._left(x, y, goal), next(number), spent + more, beyond, step, bent))
        return None

    def _ports(self, box: Box) -> Iterator[tuple[Point, tuple[int, int], tuple[int, int]]]:
        """(point on the border, direction outwards, place of the grid before it), where nothing stands in between."""
        middle = (box.x + box.width / 2, box.y + box.height / 2)
        for side in SIDES:
            port = (middle[0] + side[0] * box.width / 2, middle[1] + side[1] * box.height / 2)
            out = (port[0] + side[0] * self.gaps[0], port[1] + side[1] * self.gaps[1])
            place = (bisect_left(self.xs, out[0] - 1e-9), bisect_left(self.ys, out[1] - 1e-9))
            if not any(crosses(port, out, each) for each in self.boxes):
                yield port, side, place

    def _next(self, place: tuple[int, int], step: tuple[int, int]) -> tuple[int, int] | None:
        beyond = (place[0] + step[0], place[1] + step[1])
        if not (0 <= beyond[0] < len(self.xs) and 0 <= beyond[1] < len(self.ys)):
            return None
        key = (*min(place, beyond), *max(place, beyond))
        if key not in self.free:
            self.free[key] = not any(crosses(self._at(place), self._at(beyond), box) for box in self.boxes)
        return beyond if self.free[key] else None

    def _at(self, place: tuple[int, int]) -> Point:
        return self.xs[place[0]], self.ys[place[1]]

    @staticmethod
    def _left(x: float, y: float, goal: Point) -> float:
        return abs(goal[0] - x) + abs(goal[1] - y)


def _straight(points: list[Point]) -> list[Point]:
    """Without the points between which nothing turns."""
    out: list[Point] = []
    for point in points:
        if out and point == out[-1]:
            continue
        while len(out) > 1 and _one_line(out[-2], out[-1], point):
            out.pop()
        out.append(point)
    return out


def _one_line(a: Point, b: Point, c: Point) -> bool:
    return (a[0] == b[0] == c[0]) or (a[1] == b[1] == c[1])


def cuts(way: Sequence[Point], boxes: Sequence[Box]) -> int:
    return sum(crosses(p, q, box) for p, q in pairwise(way) for box in boxes)
