"""What every kind of file is read into: named tables of text cells, with what was odd about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from golive.connectors.protocol import SourceError

Cell = str | None
MAX_COLUMNS = 16_384
ISSUES_KEPT = 100


@dataclass(frozen=True)
class Issue:
    """Something odd in a file: what (`code`), where (`table`, `line`), and the figures of the sentence."""

    code: str
    table: str
    line: int = 0
    params: tuple[tuple[str, object], ...] = ()


@dataclass
class Grid:
    """One table of a file. `rows()` may be called again and again and gives the same rows in the same order."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[Sequence[Cell]]]
    count: int
    types: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    issues: list[Issue] = field(default_factory=list)


def column_names(header: Sequence[Cell], width: int, table: str, line: int) -> tuple[tuple[str, ...], list[Issue]]:
    """Names for `width` columns: blank ones are numbered, repeated ones get a number, surplus ones are `_extra_n`."""
    if width > MAX_COLUMNS:
        raise SourceError("too_many_columns", f"{table}: {width} columns", table=table, columns=width, most=MAX_COLUMNS)
    names: list[str] = []
    issues = []
    for place in range(width):
        if place >= len(header):
            names.append(_free(f"_extra_{place - len(header) + 1}", names))
            continue
        wanted = (header[place] or "").strip()
        if not wanted:
            issues.append(Issue("header_blank", table, line, (("column", place + 1),)))
        name = _free(wanted or f"column_{place + 1}", names)
        if wanted and name != wanted:
            issues.append(Issue("header_repeated", table, line, (("name", wanted),)))
        names.append(name)
    return tuple(names), issues


def _free(wanted: str, taken: Sequence[str]) -> str:
    """DuckDB's names ignore case, so these do too."""
    lower = {name.lower() for name in taken}
    name, number = wanted, 2
    while name.lower() in lower:
        name, number = f"{wanted} ({number})", number + 1
    return name
