"""A file as a source: hashed, its encoding found or confirmed, its tables described and read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from golive.connectors.files.delimited import read_delimited
from golive.connectors.files.dump import read_dump
from golive.connectors.files.encoding import Encoding, broken_lines, detect_file
from golive.connectors.files.grid import Grid, Issue
from golive.connectors.files.sheets import SUFFIXES, read_sheets
from golive.connectors.files.sniff import kind_of
from golive.connectors.protocol import FieldInfo, Health, ObjectInfo, SourceError


def file_hash(path: Path) -> str:
    """sha256 (hex) of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class FileSource:
    """CSV, TSV, TXT, XLSX, XLSM, XLSB, XLS, ODS or an SQL dump.

    `encoding` and `delimiter` override what is found; `encoding_found` says how sure the finding was (None for a
    workbook). `issues` lists what was odd, with table and line. Cells are text or None."""

    def __init__(
        self,
        path: Path | str,
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        header_row: int | None = None,
    ) -> None:
        self.path = Path(path)
        if not self.path.is_file():
            raise SourceError("file_missing", f"there is no file {self.path.name}", file=self.path.name)
        self.sha256 = file_hash(self.path)
        self.encoding_found: Encoding | None = None
        self._grids = {grid.name: grid for grid in self._open(encoding, delimiter, header_row)}

    def _open(self, encoding: str | None, delimiter: str | None, header_row: int | None) -> list[Grid]:
        kind = kind_of(self.path)
        if kind == "workbook":
            return read_sheets(self.path, header_row)
        if encoding is None:
            self.encoding_found = detect_file(self.path)
            encoding = self.encoding_found.name
        if kind == "dump":
            return read_dump(self.path, encoding)
        grid = read_delimited(self.path, encoding, delimiter, header_row, broken_lines(self.path, encoding))
        if self.path.suffix.lower() in SUFFIXES:
            if len(grid.columns) < 2 or not grid.count:
                raise SourceError("workbook_broken", f"{self.path.name} is not a workbook", file=self.path.name)
            grid.issues.insert(0, Issue("named_like_workbook", grid.name))
        return [grid]

    @property
    def issues(self) -> list[Issue]:
        return [issue for grid in self._grids.values() for issue in grid.issues]

    def describe(self) -> list[ObjectInfo]:
        return [
            ObjectInfo(grid.name, grid.name, tuple(FieldInfo(name, "text") for name in grid.columns), grid.key)
            for grid in self._grids.values()
        ]

    def read(
        self, object_name: str, fields: Sequence[str] | None = None, batch: int = 1000
    ) -> Iterator[dict[str, Any]]:
        grid = self._grid(object_name)
        wanted = grid.columns if fields is None else tuple(fields)
        unknown = [name for name in wanted if name not in grid.columns]
        if unknown:
            raise SourceError("no_such_column", f"{object_name} has no {', '.join(unknown)}", columns=unknown)
        places = [grid.columns.index(name) for name in wanted]
        for row in grid.rows():
            yield {name: row[place] if place < len(row) else None for name, place in zip(wanted, places, strict=True)}

    def count(self, object_name: str) -> int:
        return self._grid(object_name).count

    def health(self) -> Health:
        if not self.path.is_file():
            return Health(False, code="file_missing", text=f"there is no file {self.path.name}")
        same = file_hash(self.path) == self.sha256
        return Health(same, code="" if same else "file_changed", text="" if same else "the file is no longer the same")

    def _grid(self, name: str) -> Grid:
        if name not in self._grids:
            raise SourceError("no_such_table", f"{self.path.name} has no table {name}", table=name)
        return self._grids[name]
