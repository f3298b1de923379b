"""From what a person names (a file or a database URL) to the source that reads it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL

from golive.connectors.files import FileSource
from golive.connectors.protocol import SourceError
from golive.connectors.sql import SqlSource
from golive.connectors.tryton import server
from golive.connectors.tryton.place import INTEGRATION, ErpError, Place
from golive.connectors.tryton.source import TrytonSource

_TRYTON = "tryton:"
_SQLITE_MAGIC = b"SQLite format 3\x00"


def open_source(
    location: str, *, encoding: str | None = None, delimiter: str | None = None, header_row: int | None = None
) -> FileSource | SqlSource | TrytonSource:
    """A SQLAlchemy URL, a SQLite file (opened read-only), "tryton:FOLDER" for the live records of the embedded ERP of that
    data folder, or any file that FileSource knows."""
    if location.startswith(_TRYTON):
        return _tryton(Path(location.removeprefix(_TRYTON) or "golive-data"))
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


def _tryton(folder: Path) -> TrytonSource:
    try:
        return TrytonSource(server.client(Place.at(folder.resolve()), INTEGRATION))
    except ErpError as error:
        raise SourceError("target_not_set_up", str(error), reason=error.code) from error
