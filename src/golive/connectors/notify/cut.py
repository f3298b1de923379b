"""A message made to fit: whole lines are left out from the end and counted; the link always stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence

SHORTEST = 20  # characters of a title that are always kept


def fitting(
    title: str,
    lines: Sequence[str],
    tail: Sequence[str],
    *,
    more: str,
    size: Callable[[str, list[str]], int],
    limit: int,
) -> tuple[str, list[str]]:
    """Title and lines for which `size(title, lines)`, in bytes, is at most `limit`.

    `tail` (link, keyword) stays whole; `more` is said instead of the `%(n)s` lines left out. Raises ValueError when even
    a short title with the tail is too long.
    """
    for kept in range(len(lines), -1, -1):
        left = len(lines) - kept
        found = [*lines[:kept], *([more % {"n": left}] if left else []), *tail]
        if size(title, found) <= limit:
            return title, found
    short = title
    while len(short) > SHORTEST:
        short = short[: max(SHORTEST, len(short) - 10)]
        found = [*([more % {"n": len(lines)}] if lines else []), *tail]
        if size(f"{short}…", found) <= limit:
            return f"{short}…", found
    raise ValueError("the message cannot be made short enough")
