"""Figures of a count sheet, and control figures of records."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from golive.apps.migration.engine_io import sources
from golive.apps.migration.models import DataObject, Extract
from golive.engines.evidence.canonical import decimal_text


def number(text: str | None) -> Decimal | None:
    """A number as people write it in a sheet; None for what is none."""
    try:
        found = Decimal((text or "").strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def figures(data_object: DataObject, extract: Extract) -> dict[str, Any]:
    """Lines, differing lines and sums of one sheet, as columns of CountSheet."""
    count = data_object.preparation["count"]
    lines = differing = 0
    booked = counted = Decimal(0)
    for row in sources.rows_of(extract):
        book, shelf = number(row.get(count["book"])), number(row.get(count["counted"]))
        lines += 1
        differing += book != shelf
        booked += book or 0
        counted += shelf or 0
    return {
        "lines": lines,
        "differing": differing,
        "booked": decimal_text(booked),
        "counted": decimal_text(counted),
    }
