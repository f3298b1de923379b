"""CSV, TSV and their relatives: delimiter found, ragged rows named by line, nothing cut off."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from golive.connectors.files.grid import ISSUES_KEPT, Cell, Grid, Issue, column_names
from golive.connectors.protocol import SourceError

DELIMITERS = (",", "\t", ";", "|")
_FIELD_LINES = 200  # a cell with more lines than this is a quotation mark that was never closed
csv.field_size_limit(16 << 20)


def sniff_delimiter(sample: str) -> str:
    """The delimiter that divides the most lines of the sample into the same number (more than one) of cells."""

    def weight(delimiter: str) -> tuple[float, int]:
        rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row][:200]
        if not rows:
            return 0.0, 0
        width, lines = Counter(len(row) for row in rows).most_common(1)[0]
        return (lines / len(rows), width) if width > 1 else (0.0, 0)

    best = max(DELIMITERS, key=weight)
    return best if weight(best)[1] else ","


def read_delimited(path: Path, encoding: str, delimiter: str | None = None) -> Grid:
    """The one table of a delimited file. The first line that is not blank is the header; a blank cell is None."""
    chosen = delimiter or sniff_delimiter(_sample(path, encoding))
    name = path.stem
    header: list[str] | None = None
    header_line, count, width = 0, 0, 0
    issues: list[Issue] = []
    ragged = 0
    for line, row in _records(path, encoding, chosen):
        if header is None:
            header, header_line, width = row, line, len(row)
            continue
        count += 1
        if len(row) != len(header):
            ragged += 1
            if ragged <= ISSUES_KEPT:
                issues.append(Issue("ragged", name, line, (("expected", len(header)), ("found", len(row)))))
            width = max(width, len(row))
    if header is None:
        raise SourceError("file_empty", f"{path.name} has no line with text", file=path.name)
    if ragged:
        issues.insert(0, Issue("ragged_rows", name, 0, (("rows", ragged),)))
    columns, odd = column_names(list(header), width, name, header_line)

    def rows() -> Iterator[list[Cell]]:
        feed = _records(path, encoding, chosen)
        next(feed)
        for _, row in feed:
            yield [cell or None for cell in row] + [None] * (width - len(row))

    return Grid(name, columns, rows, count, issues=odd + issues)


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line on which the record begins, cells); lines without any text are passed over."""
    with path.open("r", encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        line = 1
        try:
            for row in reader:
                if reader.line_num - line > _FIELD_LINES:
                    raise SourceError("quote_open", f"{path.name}: quotation mark open from line {line}", line=line)
                if any(cell.strip() for cell in row):
                    yield line, row
                line = reader.line_num + 1
        except csv.Error as error:
            raise SourceError("csv_broken", f"{path.name}, line {line}: {error}", line=line) from error
        except UnicodeDecodeError as error:
            text = f"{path.name}: not {encoding} after line {line}"
            raise SourceError("not_in_encoding", text, line=line, encoding=encoding) from error


def _sample(path: Path, encoding: str) -> str:
    with path.open("r", encoding=encoding, errors="replace", newline="") as file:
        text = file.read(64 << 10)
    end = text.rfind("\n")
    return text[: end + 1] if end > 0 else text
