"""From a file of any kind to a log."""

from __future__ import annotations

import zlib
from pathlib import Path

from golive.engines.mining.log import EventLog, LogError, LogMapping
from golive.engines.mining.log.store import is_store, read_store
from golive.engines.mining.read.delimited import read_delimited
from golive.engines.mining.read.propose import read_with_proposal
from golive.engines.mining.read.sheets import read_sheet
from golive.engines.mining.read.streams import open_bytes
from golive.engines.mining.read.xes import read_xes


def read_log(
    path: Path | str,
    mapping: LogMapping | None = None,
    tz: str = "UTC",
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> EventLog:
    """A log from XES(.gz), CSV and its relatives, Excel, Parquet or a store of ours; the content decides, not the name.

    `mapping`: for tables; None: proposed from headers and content, and kept in `log.meta["proposal"]`. OCEL: see
    `mining.ocel`. LogError with a code that says why a file cannot be read.
    """
    path = Path(path)
    kind = sniff(path)
    if kind == "xml":
        return read_xes(path, tz)
    if kind == "store":
        return read_store(path)
    if kind == "parquet":
        return read_store(path) if mapping is None and is_store(path) else _parquet(path, mapping, tz)
    if kind == "zip":
        return read_sheet(path, mapping, tz, sheet)
    if kind == "text":
        return read_delimited(path, mapping, tz, encoding, delimiter)
    raise LogError("empty_log" if kind == "empty" else "unknown_format", file=path.name, source=path.name)


def _parquet(path: Path, mapping: LogMapping | None, tz: str) -> EventLog:
    con, given = EventLog.parquet_view(path)
    if mapping is None:
        names = {column: name for name, (column, _) in given.columns.items()}
        return read_with_proposal(con, "_raw", names, tz, str(path), "parquet", view=True)
    return EventLog.from_raw(con, "_raw", mapping, str(path), "parquet", given=given, view=True)


def sniff(path: Path) -> str:
    """xml, json, sqlite, parquet, zip (Excel), text; "store" for a directory; "empty"."""
    if path.is_dir():
        return "store"
    try:
        with open_bytes(path) as file:
            head = file.read(64)
    except (EOFError, OSError, zlib.error) as error:
        raise LogError("damaged", file=path.name, reason=str(error)) from error
    for magic, kind in ((b"PAR1", "parquet"), (b"SQLite format 3\0", "sqlite"), (b"PK\x03\x04", "zip")):
        if head.startswith(magic):
            return kind
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe\0").lstrip()
    if not text:
        return "empty"
    return "xml" if text.startswith(b"<") else "json" if text[:1] in (b"{", b"[") else "text"
