"""What changed between two versions, so that a person can read it: sentences first, then words and characters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from golive.apps.requirements.models import RequirementVersion

FIELDS = ("title", "text", "acceptance", "process", "department", "priority")
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


def changes(old: RequirementVersion, new: RequirementVersion) -> list[Change]:
    """The fields that differ, each with its pieces in reading order."""
    found = []
    for name in FIELDS:
        before, after = _shown(old, name), _shown(new, name)
        if before != after:
            label = old.requirement._meta.get_field(name).verbose_name
            found.append(Change(label, pieces(before, after)))
    return found


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


def _shown(version: RequirementVersion, name: str) -> str:
    return str(version.get_priority_display()) if name == "priority" else str(getattr(version, name))
