"""Which of the OCEL formats a file is, and which one a name asks for."""

from __future__ import annotations

import zlib
from pathlib import Path

from golive.engines.mining.log import EventLog, LogError, LogMapping
from golive.engines.mining.ocel.flatten import flatten
from golive.engines.mining.ocel.json_files import read_json, write_json1, write_json2
from golive.engines.mining.ocel.model import Ocel
from golive.engines.mining.ocel.parquet_files import is_ocel_parquet, read_ocel_parquet, write_ocel_parquet
from golive.engines.mining.ocel.sqlite_files import read_sqlite, write_sqlite
from golive.engines.mining.ocel.xml_files import is_ocel_xml, read_xml, write_xml1, write_xml2
from golive.engines.mining.read.open_log import read_log, sniff
from golive.engines.mining.read.streams import open_bytes

HEAD = 256 << 10


def is_ocel(path: Path | str) -> bool:
    """By the content. JSON and SQLite are always taken for OCEL: no other log comes so."""
    path = Path(path)
    kind = sniff(path)
    if kind == "xml":
        try:
            with open_bytes(path) as file:
                return is_ocel_xml(file.read(HEAD))
        except (EOFError, OSError, zlib.error):
            return False
    return is_ocel_parquet(path) if kind == "store" else kind in ("json", "sqlite")


def read_ocel(path: Path | str, tz: str = "UTC") -> Ocel:
    """`tz`: the zone of times that carry none. LogError with a code that says why a file cannot be read."""
    path = Path(path)
    kind = sniff(path)
    if kind == "store":
        return read_ocel_parquet(path)
    if kind in ("json", "xml", "sqlite"):
        return {"json": read_json, "xml": read_xml, "sqlite": read_sqlite}[kind](path, tz)
    raise LogError("unknown_format", file=path.name)


def open_log(
    path: Path | str,
    mapping: LogMapping | None = None,
    tz: str = "UTC",
    object_type: str | None = None,
    **reading: str | None,
) -> EventLog:
    """A log from any file that this program reads; an object-centric one is flattened to the cases of `object_type`.

    `reading`: what `read_log` takes for tables (encoding, delimiter, sheet).
    """
    if is_ocel(path):
        return flatten(read_ocel(path, tz), object_type, tz)
    return read_log(path, mapping, tz, **reading)


def write_ocel(ocel: Ocel, path: Path | str, version: int | None = None) -> list[str]:
    """By the name: .json/.jsonocel, .xml/.xmlocel, .sqlite/.db, anything else a directory of Parquet files.

    `version` 1 or 2; None: as the source was. Returns what the format could not hold (1.0 knows no relations between
    objects), empty when nothing was lost.
    """
    path = Path(path)
    chosen = version or (1 if ocel.format.startswith("ocel1") else 2)
    ending = path.suffix.lower()
    if ending in (".json", ".jsonocel"):
        if chosen == 1:
            return write_json1(ocel, path)
        write_json2(ocel, path)
    elif ending in (".xml", ".xmlocel"):
        if chosen == 1:
            return write_xml1(ocel, path)
        write_xml2(ocel, path)
    elif ending in (".sqlite", ".db", ".sqlite3"):
        write_sqlite(ocel, path)
    else:
        write_ocel_parquet(ocel, path)
    return []
