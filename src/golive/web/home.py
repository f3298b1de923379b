"""What stands on the first page of everybody: his duties, and beside them where the project is."""

from __future__ import annotations

from typing import Any


def context(actor: Any, project: Any) -> dict[str, Any]:
    return {}
