"""What a transformation of a whole column would do, before anybody does it."""

from __future__ import annotations

from typing import Any

from golive.apps.migration.engine_io import snapshot
from golive.apps.migration.models import DataObject
from golive.engines.migration import clean
from golive.engines.migration.table import Workbench, quoted

VALUES = 50_000  # different values that are tried, the most frequent first
SHOWN = 30


def preview(data_object: DataObject, column: str, kind: str) -> dict[str, Any]:
    """{"cells": cells it would change, "values": different values of those, "examples": [(before, after, cells)],
    "cut": whether the column has more different values than were tried}."""
    with snapshot.opened(data_object) as now:
        sql = f"SELECT {quoted(column)}, count(*) FROM {now.rows} WHERE {quoted(column)} IS NOT NULL GROUP BY 1"
        counted = now.ask(f"{sql} ORDER BY 2 DESC, 1 LIMIT {VALUES + 1}")
    cut, counted = len(counted) > VALUES, counted[:VALUES]
    with Workbench() as bench:
        values = bench.load("values", ["v"], ({"v": value} for value, _n in counted))
        wanted = clean.Correction("1", kind, "v", "", "")  # type: ignore[arg-type]
        changes = clean.derive(bench, values, [wanted], "tried").changes()
    found = [(change.before, change.after, counted[change.row - 1][1]) for change in changes]
    return {
        "cells": sum(number for _b, _a, number in found),
        "values": len(found),
        "examples": sorted(found, key=lambda each: -each[2])[:SHOWN],
        "cut": cut,
    }
