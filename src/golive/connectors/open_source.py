"""From what a person names (a file or a database URL) to the source that reads it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL

from golive.connectors.files import FileSource
from golive.connectors.protocol import SourceError
from golive.connectors.sql import SqlSource

_SQLITE_MAGIC = b"SQLite format 3\x00"


def open_source(
    location: str, *, encoding: str | None = None, delimiter: str | None = None, header_row: int | None = None
) -> FileSource | SqlSource:
    """A SQLAlchemy URL, a SQLite file (opened read-only) or any file that FileSource knows."""
    if "://" in location:
        return SqlSource(location)
    path = Path(location)
    if not path.is_file():
        raise SourceError("file_missing", f"there is no file {location}", file=location)
    with path.open("rb") as file:
        if file.read(16) == _SQLITE_MAGIC:
            uri = f"file:{path.resolve().as_posix()}"
            return SqlSource(URL.create("sqlite", database=uri, query={"mode": "ro", "uri": "true"}))
    return FileSource(path, encoding=encoding, delimiter=delimiter, header_row=header_row)
