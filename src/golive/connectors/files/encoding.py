"""Which encoding a text file is in, how sure that is, and what else it might be: for a person to confirm.

Byte order mark, then strict UTF-8, then a weighing of GB18030 against Big5 by how many of the double bytes fall where
the common characters of each standard lie (GB 2312 level 1: lead B0-D7; Big5 level 1: lead A4-C6); charset-normalizer
answers for everything else.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from golive.connectors.protocol import SourceError

CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SURE = 0.9
DAMAGED = 0.05  # share of broken signs up to which a text is still the encoding that it else is
GUESS = 0.2  # below this nothing is read without a person's word


@dataclass(frozen=True)
class Encoding:
    """`name` as Python calls it, `confidence` 0..1, `candidates` best first."""

    name: str
    confidence: float
    candidates: tuple[tuple[str, float], ...] = ()

    @property
    def sure(self) -> bool:
        """Whether no person need confirm it."""
        return self.confidence >= SURE


def detect(data: bytes) -> Encoding:
    """The encoding of a text that begins with `data`; the end may be cut within a character."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Encoding(name, 1.0, ((name, 1.0),))
    wide = without_mark(data)
    if wide is not None:
        return wide
    if _bad_utf8_at(data) is None:
        confidence = 1.0 if data.isascii() else 0.99
        return Encoding("utf-8", confidence, (("utf-8", confidence),))
    candidates = [(name, score) for name, score in (("gb18030", _gb(data)), ("big5", _big5(data))) if score > 0.3]
    if not candidates and (damaged := _damaged_gb(data)) is not None:
        candidates = [damaged]
    best = from_bytes(data[:CHUNK]).best()
    if best is not None and best.encoding not in dict(candidates):
        candidates.append((best.encoding.replace("_", "-"), round(0.6 * (1 - best.chaos), 2)))
    candidates.sort(key=lambda candidate: -candidate[1])
    if not candidates:
        return Encoding("latin-1", 0.0, (("latin-1", 0.0),))
    return Encoding(candidates[0][0], candidates[0][1], tuple(candidates))


def without_mark(data: bytes) -> Encoding | None:
    """UTF-16 without its mark: every other byte of ASCII signs (digits, delimiters, line ends) is NUL."""
    head = data[: CHUNK // 16 * 2]
    even, odd = head[::2].count(0), head[1::2].count(0)
    for name, many, few in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        whole = head[: len(head) // 2 * 2]
        if (
            many * 20 > len(head)
            and few * 20 < many
            and _decodes(whole, name)
            and "\n" in whole.decode(name, "replace")
        ):
            return Encoding(name, 0.95, ((name, 0.95),))
    return None


def detect_file(path: Path) -> Encoding:
    """As `detect`, with the whole file tested for UTF-8: the first Chinese name may stand in the last line. Raises
    SourceError("encoding_mixed") for a text that is UTF-8 but for a few lines, and "encoding_unknown"."""
    found = _detect_file(path)
    if found.confidence < GUESS:
        line = _line_of(path, _first_bad_place(path) or 0)
        text = f"{path.name}: the encoding was not recognised (line {line})"
        raise SourceError("encoding_unknown", text, file=path.name, line=line)
    return found


def _line_of(path: Path, place: int) -> int:
    with path.open("rb") as file:
        return file.read(place + 3).count(b"\n") + 1


def _mostly_utf8(path: Path, bad: int) -> bool:
    """Whether UTF-8 sequences stand before the bad place, and far more than there are bad ones in the megabyte around."""
    with path.open("rb") as file:
        file.seek(max(bad - CHUNK // 2, 0))
        text = file.read(CHUNK).decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for sign in text if "\u2e80" <= sign < "\ufffd")
    return whole >= 2 and whole * 2 >= broken


def _detect_file(path: Path) -> Encoding:
    with path.open("rb") as file:
        head = file.read(CHUNK)
        if head.startswith(tuple(mark for mark, _ in _MARKS)) or without_mark(head) is not None:
            return detect(head)
        bad = _first_bad_place(path)
        if bad is None:
            return Encoding("utf-8", 0.99 if not head.isascii() else 1.0, (("utf-8", 1.0),))
        if _mostly_utf8(path, bad):
            line = _line_of(path, bad)
            text = f"{path.name} is UTF-8, but line {line} is not"
            raise SourceError("encoding_mixed", text, file=path.name, line=line)
        file.seek(max(bad - 4096, 0))
        around = file.read(CHUNK)
    cut = around.find(b"\n") + 1 if bad > 4096 else 0
    return detect(around[cut:])


def _first_bad_place(path: Path) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    place = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return max(place + error.start - 3, 0)
            place += len(chunk)
    return place if decoder.getstate()[0] else None


def _bad_utf8_at(data: bytes) -> int | None:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _decodes(data: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _gb(data: bytes) -> float:
    """Share of double bytes that are GB 2312 level 1 characters or its punctuation; 0 if the text does not decode."""
    if not _decodes(data, "gb18030"):
        return 0.0
    pairs = _pairs(data)
    common = sum(1 for lead, trail in pairs if trail >= 0xA1 and (0xB0 <= lead <= 0xD7 or 0xA1 <= lead <= 0xA3))
    return round(common / len(pairs), 2) if pairs else 0.0


def _damaged_gb(data: bytes) -> tuple[str, float] | None:
    """GB18030 in which a few signs are broken, as exports cut in two or glued together leave it: never sure."""
    text = data.decode("gb18030", "replace")
    if not _slightly(text):
        return None
    whole = "".join(sign for sign in text if sign != "\ufffd").encode("gb18030")
    return "gb18030", round(0.8 * _gb(whole), 2)


def _slightly(text: str) -> bool:
    """Whether only a few signs of a decoded text are broken, among many Chinese ones."""
    chinese = sum("\u4e00" <= sign <= "\u9fff" for sign in text)
    return chinese > 0 and text.count("\ufffd") <= chinese * DAMAGED


def broken_lines(path: Path, encoding: str) -> list[int]:
    """The lines (from 1) of a text whose signs are broken here and there though the encoding is right; [] for a text that
    is whole, and for one that is in another encoding."""
    try:
        with path.open("r", encoding=encoding) as file:
            while file.read(CHUNK):
                pass
        return []
    except UnicodeDecodeError:
        text = path.read_bytes().decode(encoding, "replace")
    return [n for n, line in enumerate(text.split("\n"), 1) if "\ufffd" in line] if _slightly(text) else []


def _big5(data: bytes) -> float:
    if not _decodes(data, "big5"):
        return 0.0
    pairs = _pairs(data)
    common = sum(1 for lead, trail in pairs if 0xA4 <= lead <= 0xC6 or (lead == 0xA1 and trail < 0x80))
    low = sum(1 for _, trail in pairs if trail < 0x80)
    # Real Big5 has trail bytes below 0x80 in a good third of its characters; GB 2312 text has none.
    return round(common / len(pairs) * (0.6 if low == 0 else 1.0), 2) if pairs else 0.0


def _pairs(data: bytes) -> list[tuple[int, int]]:
    pairs, at, end = [], 0, len(data) - 1
    while at < end:
        if data[at] < 0x80:
            at += 1
        else:
            pairs.append((data[at], data[at + 1]))
            at += 2
    return pairs
