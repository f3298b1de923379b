"""Tables of insights: columns, rows, and how shares and numbers are written."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from golive.apps.diagnosis.engine_io.words import NOTHING


def table(
    title: str,
    columns: list[str],
    rows: list[dict[str, Any]],
    empty: str,
    texts: int = 1,
    own: Collection[int] = (),
) -> dict[str, Any]:
    """`texts`: so many columns at the left hold words, the others numbers. `own`: columns whose head holds words of the
    log, in whatever language."""
    heads = [{"label": label, "number": n >= texts, "own": n in own} for n, label in enumerate(columns)]
    shown = [
        {
            "title": row["cells"][0],
            "ref": row.get("ref", ""),
            "cases": f"{row.get('cases', 0):,}" if row.get("cases") is not None else NOTHING,
            "cells": [
                {**head, "text": text, "tone": row.get("tones", {}).get(number, "")}
                for number, (head, text) in enumerate(zip(heads[1:], row["cells"][1:], strict=True), 1)
            ],
        }
        for row in rows
    ]
    return {"title": title, "columns": heads, "rows": shown, "empty": empty}


def percent(share: float | None) -> str:
    if share is None:
        return NOTHING
    return f"{100 * share:.1f} %" if share >= 0.1 or share == 0 else f"{100 * share:.2f} %"


def between(row: dict[str, Any]) -> str:
    """A share with its 95 % interval."""
    return f"{percent(row['share'])} ({percent(row['low'])} – {percent(row['high'])})"


def number(n: float) -> str:
    return f"{n:,.0f}"


def behind(each: dict[str, Any]) -> dict[str, Any]:
    return {"ref": each.get("ref", ""), "cases": each.get("cases")}
