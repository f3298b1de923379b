"""A workbook is a zip archive: it is measured before anything opens it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from golive.connectors.protocol import SourceError

MAX_BYTES = 200 << 20
MAX_RATIO = 100
MAX_ENTRIES = 2000


def check_archive(path: Path) -> None:
    """Raise SourceError("zip_bomb" | "zip_broken") for an archive that would unpack into too much.

    Every entry is unpacked once into nothing, because the sizes that an archive states may be lies; that stops as soon
    as a limit is passed."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _refuse_above(path, "entries", len(entries), MAX_ENTRIES)
            _refuse_above(path, "bytes", sum(entry.file_size for entry in entries), MAX_BYTES)
            packed = max(path.stat().st_size, 1)
            _refuse_above(path, "ratio", sum(entry.file_size for entry in entries) // packed, MAX_RATIO)
            for entry in entries:
                _unpack(archive, entry)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise SourceError("zip_broken", f"{path.name} is damaged or encrypted: {error}", file=path.name) from error


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """zipfile stops at the stated size and then compares the checksum, so a lie ends as BadZipFile."""
    with archive.open(entry) as stream:
        while stream.read(1 << 20):
            pass


def _refuse_above(path: Path, what: str, found: int, most: int) -> None:
    if found > most:
        raise SourceError(
            "zip_bomb", f"{path.name}: {what} {found} > {most}", file=path.name, what=what, found=found, most=most
        )
