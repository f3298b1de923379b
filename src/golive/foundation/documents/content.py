"""What a document says, without how it looks. Every text is plain: nothing in it is ever read as markup.

The words are written by the caller in the language of the document; the fixed words (page, version, signature …)
are added here in that language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from typing import Any

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1  # 1…3


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str  # a line end in it stays a line end


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`align`: one letter a column out of l, c, r. `widths`: relative. Without rows, `empty` is said instead."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: str = ""
    widths: tuple[float, ...] = ()
    caption: str = ""
    empty: str = ""

    def __post_init__(self) -> None:
        wide = len(self.columns)
        wrong = [r for r in self.rows if len(r) != wide]
        if wrong or len(self.align or "l" * wide) != wide or len(self.widths or (1,) * wide) != wide:
            raise ValueError(f"table {self.caption or self.columns}: rows, align and widths need {wide} columns")
        object.__setattr__(self, "align", self.align or "l" * wide)
        object.__setattr__(self, "widths", self.widths or (1.0,) * wide)


@dataclass(frozen=True, slots=True)
class Figure:
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigures:
    items: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    tone: str = "info"  # info, ok, warn, bad


Block = Heading | Paragraph | Bullets | Table | KeyFigures | Note


@dataclass(frozen=True, slots=True)
class Version:
    number: str
    date: str
    author: str
    change: str


@dataclass(frozen=True, slots=True)
class Signer:
    """A name that stands under the document already; `at` in the words of the document."""

    name: str
    role: str
    at: str
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class SigningParty:
    """One side of the signature block. Without signers it has lines to sign on paper.

    `label` defaults to 甲方, 乙方, 丙方 (Party A, B, C) by position.
    """

    organisation: str
    signers: tuple[Signer, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    project: str = ""
    subtitle: str = ""
    number: str = ""  # of the document, such as "HDJG-WR-2026-12"
    version: str = ""
    day: date | None = None
    meta: tuple[tuple[str, str], ...] = ()  # rows of the cover: (label, value)
    versions: tuple[Version, ...] = ()
    sections: tuple[Block, ...] = ()
    signatures: tuple[SigningParty, ...] = ()
    evidence_code: str = ""  # content hash by which the document is checked
    url: str = ""  # where its living record is
    language: str = "zh-hans"
    cover: bool = True  # a page of its own; without it the title stands above the text
    numbered: bool = True  # headings carry 1, 1.1, 1.1.1
    extra: dict[str, Any] = field(default_factory=dict)  # for templates of a kind of document


def prepared(document: Document) -> Document:
    """Ready to print: control characters gone, headings numbered, parties named."""
    clean: Document = _clean(document)
    if clean.numbered:
        clean = replace(clean, sections=tuple(_number(clean.sections)))
    return clean


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _clean(getattr(value, f.name)) for f in fields(value)})
    if isinstance(value, tuple | list):
        return tuple(_clean(v) for v in value)
    if isinstance(value, dict):
        return {str(k): _clean(v) for k, v in value.items()}
    return value


def _number(blocks: tuple[Block, ...]) -> Iterator[Block]:
    counters = [0, 0, 0]
    for block in blocks:
        if isinstance(block, Heading):
            level = min(max(block.level, 1), 3)
            counters = [*counters[: level - 1], counters[level - 1] + 1, *([0] * (3 - level))]
            number = ".".join(str(n) for n in counters[:level])
            yield Heading(f"{number}  {block.text}", level)
        else:
            yield block
