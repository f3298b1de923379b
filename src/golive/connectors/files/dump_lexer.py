"""The words of an SQL dump. Nothing of a dump is ever executed: a dump may hold anything.

Understands what PostgreSQL, MySQL, SQLite and SQL Server dumps quote with, and the data blocks of COPY … FROM stdin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from golive.connectors.protocol import SourceError


class Token(NamedTuple):
    """`kind`: word, name (quoted), text, hex, number, sign, copy (lines of a COPY block)."""

    kind: str
    value: str
    line: int


_TOKEN = re.compile(
    r"""
    (?P<blank>\s+ | --[^\n]* | \#[^\n]* | /\*.*?\*/)
  | (?P<text>[NnEe]?'(?:[^'\\]|''|\\.)*')
  | (?P<hex>[xX]'[0-9a-fA-F]*' | 0x[0-9a-fA-F]+)
  | (?P<name>"(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]\n]*\])
  | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)? | \.\d+)
  | (?P<word>[^\W\d][\w$]*)
  | (?P<dollar>\$(\w*)\$.*?\$\2\$)
  | (?P<sign>::|[^\s])
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN_TEXT = re.compile(r"[Nn]?'(?:[^']|'')*'")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "b": "\b", "Z": "\x1a"}


def statements(text: str) -> Iterator[list[Token]]:
    """The dump's statements as lists of tokens. In MySQL's flavour (it has backticks) a backslash in a text escapes,
    elsewhere only in E'…'. A COPY statement ends with one token of kind "copy"."""
    backslash = "`" in text[: 1 << 20]
    current: list[Token] = []
    at, line = 0, 1
    while at < len(text):
        match = _match(text, at, backslash)
        if match is None:
            raise SourceError("dump_broken", f"the dump cannot be read from line {line}", line=line)
        kind, raw, end = match
        if kind == "sign" and raw == ";":
            if _is_copy(current):
                block_end = _copy_end(text, end)
                current.append(Token("copy", text[text.index("\n", end) + 1 : block_end], line))
                raw, end = text[at:block_end], text.find("\n", block_end + 1)
                end = len(text) if end < 0 else end
                raw = text[at:end]
            if current:
                yield current
            current = []
        elif kind == "word" and raw.upper() == "GO" and text[end : end + 1].strip() == "":
            if current:
                yield current
            current = []
        elif kind != "blank":
            current.append(Token(kind, _value(kind, raw, backslash), line))
        line += raw.count("\n")
        at = end
    if current:
        yield current


def _match(text: str, at: int, backslash: bool) -> tuple[str, str, int] | None:
    if not backslash and text[at] in "'Nn":
        plain = _PLAIN_TEXT.match(text, at)
        if plain:
            return "text", plain.group(), plain.end()
    match = _TOKEN.match(text, at)
    if match is None or match.lastgroup is None:
        return None
    kind = next(name for name, value in match.groupdict().items() if value is not None)
    if kind == "sign" and match.group() == "'":
        return None
    return ("text" if kind == "dollar" else kind), match.group(), match.end()


def _value(kind: str, raw: str, backslash: bool) -> str:
    if kind == "name":
        quote = raw[-1]
        return raw[1:-1] if quote == "]" else raw[1:-1].replace(quote * 2, quote)
    if kind == "text" and raw.startswith("$"):
        return raw[raw.index("$", 1) + 1 : raw.rindex("$", 0, -1)]
    if kind == "text":
        escaped = backslash or raw[0] in "Ee"
        body = raw[raw.index("'") + 1 : -1].replace("''", "'")
        return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), body, flags=re.DOTALL) if escaped else body
    if kind == "hex":
        return raw[2:-1] if raw.endswith("'") else raw[2:]
    return raw


def _is_copy(tokens: list[Token]) -> bool:
    words = [token.value.upper() for token in tokens if token.kind == "word"]
    return bool(words) and words[0] == "COPY" and "STDIN" in words


def _copy_end(text: str, start: int) -> int:
    r"""Where the line with \. begins."""
    found = re.compile(r"^\\\.\s*$", re.MULTILINE).search(text, start)
    return found.start() if found else len(text)
