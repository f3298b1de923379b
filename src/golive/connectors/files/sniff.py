"""What a file is, by its first bytes: names lie. A text that is named .xls is common; a workbook named .csv is met too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from golive.connectors.files.encoding import without_mark
from golive.connectors.protocol import SourceError

Kind = Literal["workbook", "text", "dump"]
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_OTHERS = (
    (b"%PDF-", "pdf"), (b"\x1f\x8b", "gzip"), (b"Rar!", "rar"), (b"7z\xbc\xaf", "7z"), (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"),
)  # fmt: skip
_HTML = re.compile(rb"^\s*(<!DOCTYPE\s+html|<html|<table|<head|<meta)", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml")


def kind_of(path: Path) -> Kind:
    """Raises SourceError for what holds no table that can be read: encrypted, another format, or no text at all."""
    with path.open("rb") as file:
        head = file.read(64 << 10)
    suffix = path.suffix.lower()
    if not head:
        raise SourceError("file_empty", f"{path.name} is empty", file=path.name)
    if head.startswith(_OLE):
        if _encrypted(path):
            raise SourceError("workbook_encrypted", f"{path.name} is protected by a password", file=path.name)
        return "workbook"
    if head.startswith(b"PK\x03\x04"):
        if suffix in _WORKBOOKS or b"[Content_Types].xml" in head or b"mimetypeapplication/vnd.oasis" in head:
            return "workbook"
        _refuse(path, "zip")
    for mark, name in _OTHERS:
        if head.startswith(mark):
            _refuse(path, name)
    text = head.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(text) or (_XML.match(text) and suffix in _WORKBOOKS):
        raise SourceError("saved_as_web_page", f"{path.name} is HTML or XML, not a workbook", file=path.name)
    if re.match(rb"\s*[\[{]\s*[\[{\"]", text):
        _refuse(path, "json")
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or without_mark(head) is not None
    if not wide and _binary(head):
        if suffix in _WORKBOOKS:
            raise SourceError("workbook_broken", f"{path.name} is not a workbook", file=path.name)
        _refuse(path, "binary")
    return "dump" if suffix == ".sql" else "text"


def _binary(head: bytes) -> bool:
    """Control characters that no text has; NUL aside, of which half of a UTF-16 text consists."""
    odd = sum(head.count(code) for code in (*range(1, 9), *range(14, 27), 28, 29, 30, 31))
    return odd * 50 > len(head)


def _encrypted(path: Path) -> bool:
    with path.open("rb") as file:
        content = file.read(4 << 20)
    return "EncryptedPackage".encode("utf-16-le") in content


def _refuse(path: Path, found: str) -> None:
    raise SourceError("not_a_table_file", f"{path.name} is {found}, not a table", file=path.name, found=found)
