"""Which kinds of file are taken, and how their first bytes must look: the ending alone is only a claim.

What a browser would run (HTML, SVG, scripts) and what a desktop would run (programs, macros) is not on the list.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HEAD = 8192  # bytes that the tests get to see


def starts(*signatures: bytes) -> Callable[[bytes, Path], bool]:
    return lambda head, path: head.startswith(signatures)


def is_text(head: bytes, path: Path) -> bool:
    """No zero byte, unless it is UTF-16 with its mark; any encoding else, GB18030 among them."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head


def is_webp(head: bytes, path: Path) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def is_heic(head: bytes, path: Path) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")


def office(folder: str) -> Callable[[bytes, Path], bool]:
    """A zip archive that holds an Office document of this family, without macros."""

    def holds(head: bytes, path: Path) -> bool:
        try:
            with zipfile.ZipFile(path) as archive:
                names = archive.namelist()
        except (zipfile.BadZipFile, OSError):
            return False
        if "[Content_Types].xml" not in names or not any(n.startswith(folder) for n in names):
            return False
        return not any(n.lower().endswith("vbaproject.bin") for n in names)

    return holds


@dataclass(frozen=True, slots=True)
class Kind:
    media_type: str
    fits: Callable[[bytes, Path], bool]
    is_archive: bool = False


OLE = starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
ZIP = starts(b"PK\x03\x04", b"PK\x05\x06")
JPEG = Kind("image/jpeg", starts(b"\xff\xd8\xff"))
HEIC = Kind("image/heic", is_heic)
OPEN_XML = "application/vnd.openxmlformats-officedocument."
KINDS: dict[str, Kind] = {
    ".pdf": Kind("application/pdf", starts(b"%PDF-")),
    ".png": Kind("image/png", starts(b"\x89PNG\r\n\x1a\n")),
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".webp": Kind("image/webp", is_webp),
    ".heic": HEIC,
    ".heif": HEIC,
    ".docx": Kind(OPEN_XML + "wordprocessingml.document", office("word/"), True),
    ".xlsx": Kind(OPEN_XML + "spreadsheetml.sheet", office("xl/"), True),
    ".pptx": Kind(OPEN_XML + "presentationml.presentation", office("ppt/"), True),
    ".doc": Kind("application/msword", OLE),
    ".xls": Kind("application/vnd.ms-excel", OLE),
    ".ppt": Kind("application/vnd.ms-powerpoint", OLE),
    ".mpp": Kind("application/vnd.ms-project", OLE),
    ".wps": Kind("application/vnd.ms-works", OLE),
    ".et": Kind("application/octet-stream", OLE),
    ".zip": Kind("application/zip", ZIP, True),
    ".csv": Kind("text/csv", is_text),
    ".txt": Kind("text/plain", is_text),
    ".md": Kind("text/markdown", is_text),
    ".log": Kind("text/plain", is_text),
    ".sql": Kind("text/plain", is_text),
    ".json": Kind("application/json", is_text),
    ".xml": Kind("application/xml", is_text),
    # event logs
    ".xes": Kind("application/xml", is_text),
    ".gz": Kind("application/gzip", starts(b"\x1f\x8b")),
    ".jsonocel": Kind("application/json", is_text),
    ".xmlocel": Kind("application/xml", is_text),
    ".sqlite": Kind("application/vnd.sqlite3", starts(b"SQLite format 3\0")),
    ".sqlite3": Kind("application/vnd.sqlite3", starts(b"SQLite format 3\0")),
    ".db": Kind("application/vnd.sqlite3", starts(b"SQLite format 3\0")),
    ".parquet": Kind("application/vnd.apache.parquet", starts(b"PAR1")),
}
