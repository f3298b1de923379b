"""Single-mode problems of PSPLIB (Kolisch & Sprecher 1996), files `.sm`."""

from __future__ import annotations

import re
from pathlib import Path

from golive.engines.schedule.levelling.problem import Activity, LevellingError, Order, Pool, Problem

_NUMBERS = re.compile(r"^\s*\d[\d\s]*$")


def read_psplib(path: Path) -> Problem:
    """LevellingError "not_psplib" with the part that is missing or wrong, "many_modes", and those of `Problem`."""
    try:
        lines = path.read_text("latin-1").splitlines()
    except OSError as error:
        raise LevellingError("unreadable", detail=error.strerror or "") from error
    relations = _rows(lines, "PRECEDENCE RELATIONS")
    requests = _rows(lines, "REQUESTS/DURATIONS")
    limits = _rows(lines, "RESOURCEAVAILABILITIES")
    if len(limits) != 1:
        raise LevellingError("not_psplib", detail="RESOURCEAVAILABILITIES")
    many = [row[0] for row in relations if len(row) > 1 and row[1] != 1]
    if many:
        raise LevellingError("many_modes", many)
    units = limits[0]
    wrong = [row[0] for row in requests if len(row) != 3 + len(units)]
    wrong += [row[0] for row in relations if len(row) < 3 or len(row) != 3 + row[2]]
    if wrong or {row[0] for row in relations} != {row[0] for row in requests}:
        raise LevellingError("not_psplib", wrong, "REQUESTS/DURATIONS")
    activities = tuple(
        Activity(job, duration, {k: asked for k, asked in enumerate(uses, 1) if asked and duration})
        for job, _mode, duration, *uses in requests
    )
    orders = tuple(Order(row[0], successor) for row in relations for successor in row[3:])
    pools = tuple(Pool(k, f"R{k}", limit) for k, limit in enumerate(units, 1))
    return Problem(activities, pools, orders, path.stem)


def _rows(lines: list[str], title: str) -> list[list[int]]:
    """The lines of numbers below a title, up to the next rule of stars."""
    at = next((i for i, line in enumerate(lines) if line.startswith(title)), None)
    if at is None:
        raise LevellingError("not_psplib", detail=title)
    rows: list[list[int]] = []
    for line in lines[at + 1 :]:
        if line.startswith("*"):
            break
        if _NUMBERS.match(line):
            rows.append([int(word) for word in line.split()])
    if not rows:
        raise LevellingError("not_psplib", detail=title)
    return rows
