"""Numbers of risks, issues and changes: R-001, P-001, C-001."""

from __future__ import annotations

from typing import Any


def next_code(rows: Any, letter: str) -> str:
    """The next free number of a kind in a project, also after deletions and imports."""
    taken = [int(c[2:]) for c in rows.values_list("code", flat=True) if c.startswith(f"{letter}-") and c[2:].isdigit()]
    return f"{letter}-{max(taken, default=0) + 1:03d}"
