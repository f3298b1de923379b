"""CSV, TSV and their relatives: encoding and delimiter found, every row that is no row of the table told by line."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from golive.engines.mining.log import Dropped, EventLog, LogError, LogMapping
from golive.engines.mining.log.account import SAMPLES_KEPT
from golive.engines.mining.log.attributes import column_names
from golive.engines.mining.log.database import open_database
from golive.engines.mining.log.sql_text import literal
from golive.engines.mining.read.propose import read_with_proposal
from golive.engines.mining.read.streams import CHUNK, Unpacked, open_bytes

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8-sig", "gb18030", "latin-1")


def read_delimited(
    path: Path | str,
    mapping: LogMapping | None = None,
    tz: str = "UTC",
    encoding: str | None = None,
    delimiter: str | None = None,
) -> EventLog:
    """All cells are read as text. A row with more or fewer cells than the header is dropped as "ragged".

    LogError: file_missing, empty_log, not_readable, mapping_incomplete.
    """
    path = Path(path)
    chosen = encoding or _encoding(path)
    with _as_utf8(path, chosen) as plain:
        header, delimiter = _header(plain, delimiter)
        names = column_names(_unique(header))
        con = open_database()
        dropped = _loaded(con, plain, list(names.values()), delimiter)
    shown = {column: name for name, column in names.items()}
    more: dict[str, Any] = {"dropped": dropped, "meta": {"encoding": chosen, "delimiter": delimiter}}
    if mapping is None:
        return read_with_proposal(con, "_raw", shown, tz, str(path), "csv", **more)
    return EventLog.from_raw(con, "_raw", mapping, str(path), "csv", shown, **more)


def _encoding(path: Path) -> str:
    """The first encoding in which the first megabyte can be read; UTF-16 by its mark."""
    with open_bytes(path) as file:
        head = file.read(CHUNK)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    head = head[: head.rfind(b"\n") + 1] or head
    for each in ENCODINGS:
        try:
            head.decode(each)
        except UnicodeDecodeError:
            continue
        return each
    return "latin-1"


@contextmanager
def _as_utf8(path: Path, encoding: str) -> Iterator[Path]:
    """The file itself when it is plain UTF-8, else a temporary copy."""
    with open_bytes(path) as file:
        packed = isinstance(file, Unpacked)
        if encoding in ("utf-8", "utf-8-sig", "ascii") and not packed:
            yield path
            return
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "plain.csv"
            try:
                text = io.TextIOWrapper(file, encoding, newline="")
                with copy.open("w", encoding="utf-8", newline="") as out:
                    while part := text.read(CHUNK):
                        out.write(part)
            except (UnicodeError, LookupError, EOFError, OSError) as error:
                raise LogError("not_readable", file=path.name, reason=str(error)) from error
            yield copy


def _header(path: Path, delimiter: str | None) -> tuple[list[str], str]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        sample = file.read(64 << 10)
    lines = sample.splitlines(keepends=True)
    if not any(line.strip() for line in lines):
        raise LogError("empty_log", source=path.name)
    chosen = delimiter or max(DELIMITERS, key=lambda d: _weight(sample, d))
    first = next(
        row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=chosen) if any(c.strip() for c in row)
    )
    return [cell.strip() for cell in first], chosen


def _weight(sample: str, delimiter: str) -> tuple[float, int]:
    """How evenly the delimiter divides lines; a character that divides nothing weighs nothing."""
    rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row][:200]
    width, lines = Counter(len(row) for row in rows).most_common(1)[0]
    return (lines / len(rows), width) if width > 1 else (0.0, 0)


def _unique(header: list[str]) -> list[str]:
    """Names for cells without one, and a number for the second of two that are alike."""
    out: list[str] = []
    for at, cell in enumerate(header):
        name, number = cell or f"column {at + 1}", 1
        while name in out:
            number += 1
            name = f"{cell or f'column {at + 1}'} ({number})"
        out.append(name)
    return out


def _loaded(con: Any, path: Path, columns: list[str], delimiter: str) -> list[Dropped]:
    """DuckDB takes one kind of line end only. A file that mixes them (parts of two systems joined) is read from a copy."""
    try:
        return _load(con, path, columns, delimiter)
    except LogError:
        if not _mixes_line_ends(path):
            raise
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        with (
            path.open(encoding="utf-8-sig", errors="replace") as given,
            copy.open("w", encoding="utf-8", newline="\n") as out,
        ):
            while part := given.read(CHUNK):
                out.write(part)
        return _load(con, copy, columns, delimiter)


def _mixes_line_ends(path: Path) -> bool:
    found: set[bytes] = set()
    with path.open("rb") as file:
        for line in file:
            found.add(b"\r\n" if line.endswith(b"\r\n") else b"\r" if b"\r" in line else b"\n")
            if len(found) > 1:
                return True
    return False


def _load(con: Any, path: Path, columns: list[str], delimiter: str) -> list[Dropped]:
    declared = "{" + ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns) + "}"
    options = (
        f"header = true, delim = {literal(delimiter)}, quote = '\"', escape = '\"', columns = {declared}, auto_detect = false, "
        f"ignore_errors = true, store_rejects = true, rejects_limit = 0, max_line_size = 67108864, strict_mode = true, allow_quoted_nulls = false"
    )
    try:
        con.execute(
            f"CREATE TEMP TABLE _raw AS SELECT row_number() OVER () AS _row, * FROM read_csv({literal(str(path))}, {options})"
        )
    except duckdb.Error as error:
        raise LogError("not_readable", file=path.name, reason=str(error).splitlines()[0]) from error
    lines = con.execute("SELECT DISTINCT line, csv_line FROM reject_errors ORDER BY line").fetchall()
    if not lines:
        return []
    sample = tuple((int(line), str(text)[:200]) for line, text in lines[:SAMPLES_KEPT])
    return [Dropped("ragged", len(lines), sample)]
