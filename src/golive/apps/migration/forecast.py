"""How long the cut-over load will take, from what the mock loads measured; and how the mock loads got better.

Rates are rows per second of one object in one load, from when its first row was tried to its last. The range is that of
the rates measured (the slowest and the fastest load), not a statistical interval: two or three loads do not make one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from golive.apps.migration.models import Cycle, DataObject, Run

ENDS = ("LOADED", "MERGED", "EXCLUDED", "REJECTED")


@dataclass(frozen=True, slots=True)
class Tried:
    """One cycle in the trend: of its records, how many were refused; how long its latest load took, in seconds."""

    cycle: Cycle
    rows: int
    rejected: int
    by_object: dict[str, tuple[int, int]]  # object -> (rows, rejected)
    seconds: float | None

    @property
    def share(self) -> float:
        return self.rejected / self.rows if self.rows else 0.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """Seconds for the rows that would be loaded now: likely, and from the best to the worst rate that was measured.
    `missing`: objects whose rate no load has measured."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0
    best: float = 0.0
    worst: float = 0.0
    missing: list[DataObject] = field(default_factory=list)
    loads: int = 0


def trend(project: Any) -> list[Tried]:
    """Every cycle that loaded, in order: its first finished load is what the mock load found."""
    found = []
    runs = Run.objects.filter(cycle__project=project, kind=Run.Kind.LOAD, state=Run.State.DONE).select_related("cycle")
    first: dict[int, Run] = {}
    for run in runs.order_by("id"):
        first.setdefault(run.cycle_id, run)
    for run in sorted(first.values(), key=lambda run: run.cycle.number):
        by_object = {
            key: (sum(counts.get(end, 0) for end in ENDS), counts.get("REJECTED", 0))
            for key, counts in run.counts.items()
        }
        rows, rejected = (sum(each[place] for each in by_object.values()) for place in (0, 1))
        seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else None
        found.append(Tried(run.cycle, rows, rejected, by_object, seconds))
    return found


def forecast(project: Any, objects: list[DataObject]) -> Forecast:
    """From the rates of all finished loads of the project."""
    rates: dict[str, list[float]] = {}
    loads = 0
    for run in Run.objects.filter(cycle__project=project, kind=Run.Kind.LOAD, state=Run.State.DONE):
        loads += bool(run.rates)
        for key, measured in run.rates.items():
            if measured["seconds"] > 0 and measured["rows"] > 0:
                rates.setdefault(key, []).append(measured["rows"] / measured["seconds"])
    lines, missing = [], []
    for each in objects:
        known = sorted(rates.get(each.key, ()))
        if not each.rows:
            continue
        if not known:
            missing.append(each)
            continue
        middle = known[len(known) // 2] if len(known) % 2 else (known[len(known) // 2 - 1] + known[len(known) // 2]) / 2
        lines.append(
            {
                "object": each,
                "rows": each.rows,
                "rate": middle,
                "seconds": each.rows / middle,
                "best": each.rows / known[-1],
                "worst": each.rows / known[0],
            }
        )
    sums = [sum(line[name] for line in lines) for name in ("seconds", "best", "worst")]
    return Forecast(lines, *sums, missing=missing, loads=loads)


def duration(seconds: float) -> str:
    """ "45 s", "12 min", "3 h 20 min": as precise as a forecast can be."""
    if seconds < 90:
        return _("%(s)s s") % {"s": max(1, round(seconds))}
    if seconds < 5400:
        return _("%(m)s min") % {"m": round(seconds / 60)}
    return _("%(h)s h %(m)s min") % {"h": int(seconds // 3600), "m": round(seconds % 3600 / 60)}


def in_words(found: Forecast) -> dict[str, Any]:
    """The forecast as its page shows it."""
    span = {name: duration(getattr(found, name)) for name in ("seconds", "best", "worst")}
    lines = [{**line, **{name: duration(line[name]) for name in ("seconds", "best", "worst")}} for line in found.lines]
    return {**span, "lines": lines, "missing": found.missing, "loads": found.loads}
