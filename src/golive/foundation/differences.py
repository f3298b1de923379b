"""What changed between two texts, so that a person can read it: sentences first, then words and characters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

SENTENCE = re.compile(r"[^。；！？;!?\n]*[。；！？;!?\n]|[^。；！？;!?\n]+")
WORD = re.compile(r"[A-Za-z0-9_.,%]+|\s+|.", re.S)  # a Chinese character is a word of its own
LONGEST = 600  # words of a changed passage that are compared one by one


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: kept, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    label: Any
    pieces: list[Piece]


def pieces(before: str, after: str) -> list[Piece]:
    """`after` against `before`; joining what is kept and added gives `after`, what is kept and removed `before`."""
    found: list[Piece] = []
    for op, a, b in _blocks(SENTENCE.findall(before), SENTENCE.findall(after)):
        old_words, new_words = WORD.findall(a), WORD.findall(b)
        if op == "replace" and len(old_words) + len(new_words) <= LONGEST:
            for inner, x, y in _blocks(old_words, new_words):
                _put(found, inner, x, y)
        else:
            _put(found, op, a, b)
    return found


def _blocks(old: list[str], new: list[str]) -> list[tuple[str, str, str]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(op, "".join(old[a:b]), "".join(new[c:d])) for op, a, b, c, d in matcher.get_opcodes()]


def _put(found: list[Piece], op: str, before: str, after: str) -> None:
    if op == "equal":
        found.append(Piece("kept", after))
        return
    found += [Piece(kind, text) for kind, text in (("removed", before), ("added", after)) if text]
