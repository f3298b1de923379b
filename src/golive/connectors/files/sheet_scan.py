"""What calamine does not tell of an XLSX: how far out its cells lie, errors of formulas, formulas never computed.

calamine sets up every cell between the outermost ones: one value in XFD1048576 would ask for half a terabyte. So the
XML of the sheets is looked through first, as bytes and in pieces; nothing in it is interpreted.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from golive.connectors.protocol import SourceError

MAX_AREA = 20_000_000
_PIECE = 4 << 20
_WIDE = re.compile(rb'<c r="([A-Z]{2,3})\d+"[^>]*(?<!/)>')
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
_CELL_FAR = re.compile(rb'<c r="[A-Z]+(\d+)"[^>]*(?<!/)>')
_ERROR = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*?\bt="e"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL)
_UNCOMPUTED = re.compile(rb"</f>(?:<v></v>|<v ?/>)?</c>")
_SHEET = re.compile(rb'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_RELATION = re.compile(rb"<Relationship\b[^>]*>")


@dataclass
class SheetFacts:
    """`errors`: (row, column) from 0 -> "#REF!"; `uncomputed`: formulas without a stored value; the outermost cells."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: int = 0
    rows: int = 0
    columns: int = 26


def scan_sheets(path: Path) -> dict[str, SheetFacts]:
    """Facts by sheet name; nothing for other kinds of workbooks. Raises SourceError("sheet_too_large")."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
            return {}
        found = {}
        for sheet, entry in _sheets(archive):
            if entry in names:
                facts = found[sheet] = _scan(archive, entry)
                if facts.rows * facts.columns > MAX_AREA:
                    facts.rows = max(_far(archive, entry), 1)
                if facts.rows * facts.columns > MAX_AREA:
                    raise SourceError(
                        "sheet_too_large", f"{sheet}: cells out to row {facts.rows}, column {facts.columns}",
                        table=sheet, rows=facts.rows, columns=facts.columns,
                    )  # fmt: skip
        return found


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(name of the sheet, its entry in the archive)"""
    targets = {}
    for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        parts = dict(re.findall(rb'(\w+)="([^"]*)"', tag))
        targets[parts.get(b"Id", b"")] = parts.get(b"Target", b"").decode("utf-8", "replace")
    for name, relation in _SHEET.findall(archive.read("xl/workbook.xml")):
        target = targets.get(relation, "")
        entry = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        yield _unescaped(name.decode("utf-8", "replace")), entry


def _unescaped(text: str) -> str:
    for sign, name in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&apos;"), ("&", "&amp;")):
        text = text.replace(name, sign)
    return text


def _scan(archive: zipfile.ZipFile, entry: str) -> SheetFacts:
    facts = SheetFacts()
    for part in _pieces(archive, entry):
        for letters in set(_WIDE.findall(part)):
            facts.columns = max(facts.columns, column_number(letters) + 1)
        facts.rows = max(facts.rows, max((int(row) for row in _ROW.findall(part)), default=0))
        facts.uncomputed += len(_UNCOMPUTED.findall(part))
        if b't="e"' in part:
            for letters, row, code in _ERROR.findall(part):
                facts.errors[int(row) - 1, column_number(letters)] = code.decode("utf-8", "replace")
    return facts


def _far(archive: zipfile.ZipFile, entry: str) -> int:
    """The last row with a value: rows that are only formatted do not count."""
    return max((int(row) for part in _pieces(archive, entry) for row in _CELL_FAR.findall(part)), default=0)


def _pieces(archive: zipfile.ZipFile, entry: str) -> Iterator[bytes]:
    """The entry in pieces that end before a cell begins."""
    rest = b""
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            rest += piece
            cut = rest.rfind(b"<c ")
            if cut > 0:
                yield rest[:cut]
                rest = rest[cut:]
    yield rest


def column_number(letters: bytes) -> int:
    """A is 0, Z 25, AA 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
