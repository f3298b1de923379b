"""Where the header of a table is, whether it has two rows, and whether the table ends with a total."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from golive.connectors.files.grid import Cell

LOOK = 20  # rows among which the header is looked for
_TOTAL = re.compile(
    r"^\s*(本页)?(合\s*计|总\s*计|小\s*计|累\s*计|grand\s+total|sub-?total|total|sum)\s*[:：]?\s*$", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")


def header_place(rows: Sequence[Sequence[Cell]]) -> int:
    """The first row that is at least half as wide as the widest: titles above a table are narrower."""
    filled = [sum(bool(cell and cell.strip()) for cell in row) for row in rows]
    return next(place for place, number in enumerate(filled) if number * 2 >= max(filled) and number)


def two_rows(
    first: Sequence[Cell], second: Sequence[Cell], third: Sequence[Cell], merged: Collection[int] = ()
) -> bool:
    """Whether the header has two rows: groups with blanks beside them, and under them names that fill the whole width
    and are unlike data. `merged`: columns of the first row that are known to be merged with the one before."""
    width = max(len(first), len(second))
    gaps = [place for place in range(1, width) if not _at(first, place)]
    names = [_at(second, place) for place in range(width)]
    over_gaps = [place for place in gaps if names[place]]
    if not over_gaps or not _at(first, 0) or not any(third):
        return False
    complete = all(names[place] or (_at(first, place) and place not in merged) for place in range(width))
    words = [name for name in names if name]
    return (
        complete
        and len(set(words)) == len(words)
        and not any(_DIGIT.search(word) for word in words)
        and len(words) * 2 >= width
        and (bool(merged) or any(_DIGIT.search(cell) for cell in third if cell))
    )


def joined(first: Sequence[Cell], second: Sequence[Cell]) -> list[Cell]:
    """ "地址" over "省" and "市" becomes "地址 省" and "地址 市"."""
    names: list[Cell] = []
    group = ""
    for place in range(max(len(first), len(second))):
        group = _at(first, place) or group
        below = _at(second, place)
        names.append(f"{group} {below}" if group and below else below or group or None)
    return names


def is_total(row: Sequence[Cell]) -> bool:
    """合计, Total …, in one of the first three cells of a row."""
    return any(cell is not None and _TOTAL.match(cell) for cell in row[:3])


def _at(row: Sequence[Cell], place: int) -> str:
    return (row[place] or "").strip() if place < len(row) else ""
