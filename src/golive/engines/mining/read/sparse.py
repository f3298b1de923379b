"""Rows with few of many attributes, gathered as columns: each (name, type) of the source is a column of text."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

FLUSH = 200_000
Cell = tuple[str, str, str]  # name, type in the source, text


class SparseRows:
    """Takes rows as lists of (name, type, text); gives one Arrow table whose columns are named c0, c1, …"""

    def __init__(self) -> None:
        self.rows = 0
        self.columns: dict[tuple[str, str], int] = {}
        self.doubled: dict[str, int] = {}
        self._rows: list[list[int]] = []
        self._values: list[list[str]] = []
        self._parts: list[pa.Table] = []
        self._n = 0

    def add(self, cells: Iterable[Cell]) -> None:
        n, known = self._n, self.columns
        for name, kind, text in cells:
            at = known.get((name, kind))
            if at is None:
                at = self._new(name, kind)
            rows = self._rows[at]
            if rows and rows[-1] == n:
                at = self._second(name, kind, n)
                rows = self._rows[at]
            rows.append(n)
            self._values[at].append(text)
        self._n = n + 1
        self.rows += 1
        if self._n == FLUSH:
            self._flush()

    def table(self) -> pa.Table:
        if self._n or not self._parts:
            self._flush()
        return pa.concat_tables(self._parts, promote_options="default")

    def _new(self, name: str, kind: str) -> int:
        self.columns[(name, kind)] = at = len(self._rows)
        self._rows.append([])
        self._values.append([])
        return at

    def _second(self, name: str, kind: str, n: int) -> int:
        """The same name twice in one row: the later value is kept under a name of its own."""
        self.doubled[name] = self.doubled.get(name, 0) + 1
        number = 2
        while True:
            key = (f"{name} ({number})", kind)
            at = self.columns[key] if key in self.columns else self._new(*key)
            if not self._rows[at] or self._rows[at][-1] != n:
                return at
            number += 1

    def _flush(self) -> None:
        n, arrays = self._n, {}
        for at, (rows, values) in enumerate(zip(self._rows, self._values, strict=True)):
            if len(rows) == n:
                filled: list[str | None] = list(values)
            else:
                filled = [None] * n
                for row, value in zip(rows, values, strict=True):
                    filled[row] = value
            arrays[f"c{at}"] = pa.array(filled, pa.string())
            rows.clear()
            values.clear()
        number = pa.array(range(self.rows - n + 1, self.rows + 1), pa.int64())
        self._parts.append(pa.table({"_row": number, **arrays}))
        self._n = 0
