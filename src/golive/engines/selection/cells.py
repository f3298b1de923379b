"""Cells and small tables as people write them in a workbook of a comparison."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

from golive.engines.selection.model import SelectionError

ATTRIBUTES = {
    "weight": ("weight", "weights", "w", "weight (%)", "weight %", "权重", "比重", "权重(%)", "权重%"),
    "kind": (
        "type",
        "kind",
        "direction",
        "goal",
        "criterion type",
        "类型",
        "方向",
        "指标类型",
        "指标方向",
        "性质",
        "属性",
    ),
    "low": ("low", "min", "scale min", "lowest", "最低分", "下限"),
    "high": ("high", "max", "scale max", "highest", "full marks", "满分", "最高分", "上限"),
    "group": ("group", "parent", "category", "分组", "组", "大类", "上级", "一级指标", "类别"),
    "unit": ("unit", "units", "单位"),
}
ATTRIBUTE = {word: key for key, words in ATTRIBUTES.items() for word in words}
COST = {"cost", "min", "minimise", "minimize", "-", "−", "-1", "lower", "lower is better", "less is better", "n"}
COST |= {"成本", "成本型", "负向", "逆向", "越小越好", "越低越好"}
BENEFIT = {"", "benefit", "max", "maximise", "maximize", "+", "1", "higher", "higher is better", "more is better", "p"}
BENEFIT |= {"效益", "效益型", "收益", "正向", "越大越好", "越高越好"}
_FRACTION = re.compile(r"^(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)$")


@dataclass(frozen=True)
class Grid:
    """A table with labels at the top and at the left. `at(row, column)` counts without the labels."""

    sheet: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[object, ...], ...]
    left: int = 0  # where the labels stand in the sheet, from 0
    top: int = 0

    def turned(self) -> Grid:
        cells = tuple(tuple(row[n] for row in self.cells) for n in range(len(self.columns)))
        return Grid(self.sheet, self.corner, self.rows, self.columns, cells, self.left, self.top)

    @property
    def square(self) -> bool:
        return len(self.rows) >= 2 and len(set(self.rows)) == len(self.rows) and set(self.rows) == set(self.columns)

    @property
    def attributes(self) -> bool:
        return any(label.lower() in ATTRIBUTE for label in self.rows)

    @property
    def filled(self) -> bool:
        """Whether there is a number in it."""
        return any(isinstance(v, int | float) for row in self.cells for v in row)


def text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(unicodedata.normalize("NFKC", str(value)).split())


def number(value: object, where: str) -> float | None:
    """3, "3", "1/3", "80 %", "1,200"; None for an empty cell. SelectionError "scores" names the cell."""
    if isinstance(value, bool):
        raise SelectionError("scores", [where], str(value))
    if isinstance(value, int | float):
        return float(value)
    said = text(value).replace(",", "").replace(" ", "")
    if not said:
        return None
    if found := _FRACTION.match(said):
        if float(found[2]) == 0:
            raise SelectionError("scores", [where], said)
        return float(found[1]) / float(found[2])
    try:
        return float(said[:-1]) / 100 if said.endswith("%") else float(said)
    except ValueError as error:
        raise SelectionError("scores", [where], said) from error


def is_cost(value: object, where: str) -> bool:
    said = text(value).lower()
    if said in COST:
        return True
    if said in BENEFIT:
        return False
    raise SelectionError("kind", [where], said)


def grids(content: bytes) -> list[Grid]:
    """Every sheet that holds a table. SelectionError "not_xlsx"."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise SelectionError("not_xlsx", detail=str(error)) from error
    return [grid for name, rows in sheets if (grid := _grid(name, rows)) is not None]


def _grid(name: str, rows: Sequence[Sequence[object]]) -> Grid | None:
    """The table of a sheet: its heading is the first line with two or more filled cells below which something stands at
    its left. A title above it is left out, lines without a label as well."""
    top = next((n for n, row in enumerate(rows) if sum(bool(text(v)) for v in row) >= 2), None)
    if top is None:
        return None
    below = [row for row in rows[top + 1 :] if any(text(v) for v in row)]
    left = next((n for n in range(len(rows[top])) if any(text(row[n]) for row in below)), None)
    if left is None:
        return None
    columns = [n for n in range(left + 1, len(rows[top])) if text(rows[top][n])]
    lines = [row for row in below if text(row[left])]
    if not columns or not lines:
        return None
    return Grid(
        name.strip(),
        text(rows[top][left]),
        tuple(text(rows[top][n]) for n in columns),
        tuple(text(row[left]) for row in lines),
        tuple(tuple(row[n] for n in columns) for row in lines),
        left,
        top,
    )
