"""Small pictures as numbers: bars, lines, a grid. Pure geometry; the templates only write them down as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor, log10
from typing import Any

WIDE, HIGH = 780, 240
LEFT, RIGHT, TOP, BOTTOM = 62, 12, 14, 28  # room for the words of the axes


@dataclass(frozen=True)
class Picture:
    ys: list[tuple[float, str]]
    xs: list[tuple[float, str]]
    bars: list[tuple[float, float, float, float, str, str]] = field(default_factory=list)  # x, y, w, h, css, words
    lines: list[tuple[str, str]] = field(default_factory=list)  # css, points
    dots: list[tuple[float, float, str, str]] = field(default_factory=list)  # x, y, css, words
    w: int = WIDE
    h: int = HIGH
    left: int = LEFT
    right: int = WIDE - RIGHT
    top: int = TOP
    bottom: int = HIGH - BOTTOM


def round_step(step: float) -> float:
    """The next of 1, 2, 2.5, 5, 10 … that is not smaller."""
    if step <= 0:
        return 1.0
    ten = 10 ** floor(log10(step))
    return next(ten * n for n in (1, 2, 2.5, 5, 10) if ten * n >= step - 1e-12)


def scale(low: float, high: float) -> tuple[float, float, list[float]]:
    """An axis that holds both, with four or five round values: lowest, highest, values."""
    if high <= low:
        high = low + 1
    step = round_step((high - low) / 4)
    first = floor(low / step + 1e-9) * step
    values = [first]
    while values[-1] < high - 1e-9:
        values.append(values[-1] + step)
    return first, values[-1], values


def _y(value: float, low: float, high: float) -> float:
    return round(HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * (value - low) / (high - low), 1)


def bars(groups: Sequence[tuple[str, float, float]]) -> Picture | None:
    """Two bars a group: (name, value, higher value)."""
    if not groups:
        return None
    low, high, values = scale(0, max(g[2] for g in groups))
    room = (WIDE - LEFT - RIGHT) / len(groups)
    wide = min(22.0, room / 3)
    drawn, xs = [], []
    base = HIGH - BOTTOM
    for n, (name, value, more) in enumerate(groups):
        middle = LEFT + room * (n + 0.5)
        for offset, amount, css in ((-wide - 1, value, "planned"), (1.0, more, "")):
            y = _y(amount, low, high)
            drawn.append(
                (round(middle + offset, 1), y, round(wide, 1), round(base - y, 1), css, f"{name}: {amount:.1f}")
            )
        xs.append((round(middle, 1), name))
    return Picture([(_y(v, low, high), f"{v:g}") for v in values], xs, bars=drawn)


def course(
    points: Sequence[tuple[int, float, str]], goal: Sequence[tuple[int, float]], ticks: Sequence[tuple[int, str]]
) -> Picture:
    """Measurements over time against the straight way from baseline to target. x is a day number; points carry words."""
    days = [p[0] for p in points] + [g[0] for g in goal]
    first, last = min(days), max(max(days), min(days) + 1)
    values = [p[1] for p in points] + [g[1] for g in goal]
    low, high, steps = scale(min(values), max(values))

    def x(day: int) -> float:
        return round(LEFT + (WIDE - LEFT - RIGHT) * (day - first) / (last - first), 1)

    def line(rows: Any) -> str:
        return " ".join(f"{x(r[0]):g},{_y(r[1], low, high):g}" for r in rows)

    return Picture(
        [(_y(v, low, high), f"{v:g}") for v in steps],
        [(x(day), name) for day, name in ticks if first <= day <= last],
        lines=[("pv", line(goal)), ("ev", line(points))],
        dots=[(x(day), _y(value, low, high), "", words) for day, value, words in points],
    )


@dataclass(frozen=True)
class Grid:
    """Power upwards, interest to the right, both 1 to 5. `people`: x, y, css of the attitude, letters, words."""

    people: list[tuple[float, float, str, str, str]]
    side: int = 420
    left: int = 30


CELL = 74.0
TONES = {"against": "bad", "neutral": "", "for": "ok", "leading": "ok"}


def grid(people: Sequence[Any]) -> Grid | None:
    """Several in one place stand beside each other."""
    if not people:
        return None
    found, here = [], dict[tuple[int, int], int]()
    for each in people:
        place = (each.interest, each.power)
        n = here[place] = here.get(place, 0) + 1
        x = 30 + CELL * (each.interest - 1) + 20 + 34 * ((n - 1) % 2)
        y = CELL * (5 - each.power) + 20 + 24 * ((n - 1) // 2)
        found.append((x, y, TONES[each.attitude], each.name[:2], f"{each.name} · {each.get_attitude_display()}"))
    return Grid(found)
