"""Bytes of a file, packed or not, and what is known when they break off."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from golive.engines.mining.log import LogError

CHUNK = 1 << 20
UNPACKED, TIMES = 256 << 20, 200  # bytes that are always allowed; beyond, so many times the packed file
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")
_NATIVE = {"utf-8", "utf8", "utf-16", "iso-8859-1", "us-ascii", "ascii"}


def open_bytes(path: Path) -> IO[bytes]:
    """The content, unpacked if it is gzip, whatever the name says. LogError when there is no such file."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise LogError("file_missing", file=str(path), reason=str(error)) from error
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    if not packed:
        return file
    unpacked: io.RawIOBase = _Measured(file, path)
    return Unpacked(unpacked, CHUNK)


class Unpacked(io.BufferedReader):
    """The content of a packed file."""


class _Measured(io.RawIOBase):
    """What is unpacked, as long as it is not absurdly more than what was packed: logs shrink to a thirtieth or so."""

    def __init__(self, packed: IO[bytes], path: Path) -> None:
        self.packed, self.path, self.seen = packed, path, 0
        self.source = gzip.GzipFile(fileobj=packed)
        self.most = max(UNPACKED, path.stat().st_size * TIMES)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self.source.read(len(buffer))
        buffer[: len(found)] = found
        self.seen += len(found)
        if self.seen > self.most:
            raise LogError(
                "not_readable", file=self.path.name, reason=f"it unpacks to more than {TIMES} times its size"
            )
        return len(found)

    def close(self) -> None:
        self.packed.close()
        super().close()


def parse_xml(path: Path, parser_of: Callable[[expat.XMLParserType], None]) -> str | None:
    """Feed the file to an expat parser that `parser_of` has given its handlers.

    Returns None, or what is wrong when the file breaks off or is no XML from some place on: what came before has been
    handled. LogError when the document defines entities (which can make it explode).
    """

    def refuse(*_arguments: object) -> None:
        raise LogError("not_readable", file=path.name, reason="the XML defines entities")

    with open_bytes(path) as file:
        try:
            first = file.read(CHUNK)
        except (EOFError, OSError, zlib.error) as error:
            return str(error)
        declared = _DECLARED.search(first[:300])
        encoding = declared.group(1).decode().lower() if declared else "utf-8"
        parser = expat.ParserCreate(None if encoding in _NATIVE else "utf-8")
        parser.EntityDeclHandler = refuse
        parser.buffer_text = True
        parser_of(parser)
        recode = None if encoding in _NATIVE else _recoder(encoding, path)
        data = first
        try:
            while data:
                parser.Parse(recode(data) if recode else data, False)
                data = file.read(CHUNK)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            return f"line {error.lineno}: {expat.ErrorString(error.code)}"
        except (EOFError, OSError, zlib.error, UnicodeError) as error:
            return f"line {parser.CurrentLineNumber}: {error}"
    return None


def _recoder(encoding: str, path: Path) -> Callable[[bytes], bytes]:
    import codecs

    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError as error:
        raise LogError("not_readable", file=path.name, reason=f"encoding {encoding}") from error
    return lambda data: decoder.decode(data).encode("utf-8")
