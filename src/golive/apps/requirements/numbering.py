"""The next free number of a kind in a project."""

from typing import Any


def next_code(rows: Any, letters: str, digits: int) -> str:
    """One more than the highest number there is, so that a number is never used twice for different things."""
    prefix = f"{letters}-"
    codes = rows.filter(code__startswith=prefix).values_list("code", flat=True)
    taken = [int(c.removeprefix(prefix)) for c in codes if c.removeprefix(prefix).isdecimal()]
    return f"{prefix}{max(taken, default=0) + 1:0{digits}d}"
