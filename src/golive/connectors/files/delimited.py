"""CSV, TSV and their relatives: delimiter found, ragged rows named by line, nothing cut off."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from golive.connectors.files.grid import ISSUES_KEPT, Cell, Grid, Issue, column_names
from golive.connectors.files.header import LOOK, header_place, is_total, joined, two_rows
from golive.connectors.protocol import SourceError

DELIMITERS = (",", "\t", ";", "|")
RARE_DELIMITERS = ("%", "^", "~", "¦", "§", "!", "#", "，", "；", "、")
"""Taken only where no usual one divides the lines alike and one of these divides all of them."""
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
    if weight(best)[0] < 0.9:
        rare = max(RARE_DELIMITERS, key=weight)
        if weight(rare)[0] == 1.0 and len(sample.splitlines()) > 1:
            return rare
    return best if weight(best)[1] else ","


def read_delimited(
    path: Path, encoding: str, delimiter: str | None = None, header_row: int | None = None, broken: Sequence[int] = ()
) -> Grid:
    """The one table of a delimited file. Lines without text are passed over; titles above the header are found like in
    workbooks, and so is a header of two rows; `header_row` is its line. A blank cell is None. `broken`: lines with broken signs, which are
    read as U+FFFD and told."""
    errors = "replace" if broken else "strict"
    sample = _sample(path, encoding)
    named = re.match(r"sep=(.)\r?\n", sample)
    chosen = delimiter or (named.group(1) if named else sniff_delimiter(sample))
    name = path.stem
    first = list(islice(_records(path, encoding, chosen, bool(named), errors), LOOK + 2))
    if not first:
        raise SourceError("file_empty", f"{path.name} has no line with text", file=path.name)
    at = _header_at(first, header_row, name)
    header_line, header, body = first[at][0], first[at][1], at + 1
    below = [row for _, row in first[at + 1 : at + 3]]
    double = header_row is None and len(below) == 2 and two_rows(header, below[0], below[1])
    wide = len(header)
    if double:
        header, body = [cell or "" for cell in joined(header, below[0])], at + 2
    issues: list[Issue] = [Issue("header_two_rows", name, header_line)] if double else []
    if at:
        issues.append(Issue("rows_above_header", name, header_line, (("rows", at),)))
    count, width, ragged, totals, nuls = 0, max(wide, len(header)), 0, 0, 0
    for line, row in islice(_records(path, encoding, chosen, bool(named), errors), body, None):
        count += 1
        if len(row) != len(header):
            ragged += 1
            if ragged <= ISSUES_KEPT:
                issues.append(Issue("ragged", name, line, (("expected", len(header)), ("found", len(row)))))
            width = max(width, len(row))
        if is_total(row) and (totals := totals + 1) <= ISSUES_KEPT:
            issues.append(Issue("total_row", name, line))
        nuls += any("\0" in cell for cell in row)
    if ragged:
        issues.insert(0, Issue("ragged_rows", name, 0, (("rows", ragged),)))
    if nuls:
        issues.insert(0, Issue("nul_removed", name, 0, (("rows", nuls),)))
    columns, odd = column_names(list(header), width, name, header_line)
    odd += [Issue("broken_signs", name, line) for line in broken[:ISSUES_KEPT]]

    def rows() -> Iterator[list[Cell]]:
        for _, row in islice(_records(path, encoding, chosen, bool(named), errors), body, None):
            if nuls:
                row = [cell.replace("\0", "") for cell in row]
            yield [cell or None for cell in row] + [None] * (width - len(row))

    return Grid(name, columns, rows, count, issues=odd + issues)


def _header_at(first: list[tuple[int, list[str]]], header_row: int | None, name: str) -> int:
    if header_row is None:
        return header_place([row for _, row in first])
    found = next((place for place, (line, _) in enumerate(first) if line == header_row), None)
    if found is None:
        raise SourceError("no_such_header_row", f"{name}: no row {header_row}", table=name, row=header_row)
    return found


def _records(
    path: Path, encoding: str, delimiter: str, skip: bool = False, errors: str = "strict"
) -> Iterator[tuple[int, list[str]]]:
    """(line on which the record begins, cells); lines without any text are passed over, and the first line where `skip`."""
    with path.open("r", encoding=encoding, newline="", errors=errors) as file:
        reader = csv.reader(file, delimiter=delimiter)
        line = 1
        try:
            for row in reader:
                if reader.line_num - line > _FIELD_LINES:
                    raise SourceError("quote_open", f"{path.name}: quotation mark open from line {line}", line=line)
                if any(cell.strip() for cell in row) and not (skip and line == 1):
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
