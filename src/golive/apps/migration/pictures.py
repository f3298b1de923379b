"""Small pictures of figures that stand in a table beside them: sizes and places, no words."""

from __future__ import annotations

from typing import Any

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 200, 44, 172, 12


def columns(figures: list[tuple[str, float, float | None]]) -> dict[str, Any] | None:
    """A column a cycle: (name, share refused in percent, seconds of the load). None of nothing."""
    if not figures:
        return None
    highest = max(share for _n, share, _s in figures) or 1.0
    top = next(step for step in (1, 2, 5, 10, 20, 50, 100) if step >= min(highest, 100))
    place = (WIDTH - LEFT - 10) / len(figures)
    width = min(64.0, place * 0.5)
    bars = []
    for number, (name, share, seconds) in enumerate(figures):
        height = share / top * (BOTTOM - TOP - 14)
        middle = LEFT + place * (number + 0.5)
        bars.append(
            {
                "x": round(middle - width / 2, 1),
                "y": round(BOTTOM - max(height, 1.5), 1),
                "w": round(width, 1),
                "h": round(max(height, 1.5), 1),
                "middle": round(middle, 1),
                "above": round(BOTTOM - max(height, 1.5) - 5, 1),
                "name": name,
                "share": share,
                "seconds": seconds,
            }
        )
    ticks = [(round(BOTTOM - part / 2 * (BOTTOM - TOP - 14), 1), f"{top * part / 2:g} %") for part in range(3)]
    return {"w": WIDTH, "h": HEIGHT, "left": LEFT, "right": WIDTH - 8, "bottom": BOTTOM, "bars": bars, "ys": ticks}
