"""When people work: events by weekday and hour of the log's own zone, and how many lie outside of working time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from golive.engines.mining.analyse.periods import use_offsets
from golive.engines.mining.log import EventLog
from golive.engines.mining.log.business import DAY_US, add_work_days

HOUR_US = 3_600_000_000
# 1970-01-01 was a Thursday: three days after Monday.
_LOCAL = """
SELECT s.res, s.act, s.ts + z.offset_us + 3 * 86400000000 AS local FROM step s
JOIN zone_offset z ON s.ts >= z.low_us AND s.ts < z.high_us
"""
HOURS_SQL = f"""
SELECT CAST(floor((local % {7 * DAY_US}) / {DAY_US}) AS INTEGER), CAST(floor((local % {DAY_US}) / {HOUR_US}) AS INTEGER), count(*)
FROM ({_LOCAL}) x LEFT JOIN resource r ON r.res_id = x.res
WHERE local >= 0 AND coalesce(r.is_system, false) = {{systems}}
GROUP BY CAST(floor((local % {7 * DAY_US}) / {DAY_US}) AS INTEGER), CAST(floor((local % {DAY_US}) / {HOUR_US}) AS INTEGER)
ORDER BY 1, 2
"""


@dataclass(frozen=True)
class WorkingHours:
    """`people`, `systems`: events at [weekday, 0 = Monday][hour]. `outside`: share of the people's events that lie outside
    of the calendar's working time; None without a calendar."""

    people: tuple[tuple[int, ...], ...]
    systems: tuple[tuple[int, ...], ...]
    outside: float | None

    def as_json(self) -> dict[str, Any]:
        return {
            "people": [list(d) for d in self.people],
            "systems": [list(d) for d in self.systems],
            "outside": self.outside,
        }


def working_hours(log: EventLog) -> WorkingHours:
    use_offsets(log)
    grids = []
    for systems in ("false", "true"):
        grid = [[0] * 24 for _ in range(7)]
        for day, hour, n in log.rows(HOURS_SQL.format(systems=systems)):
            grid[day][hour] = n
        grids.append(tuple(map(tuple, grid)))
    return WorkingHours(grids[0], grids[1], _outside(log))


def _outside(log: EventLog) -> float | None:
    """An event at the very end of a segment of work counts as inside: it ended something."""
    if log.calendar is None:
        return None
    segments = add_work_days(log, log.calendar)
    inside = " OR ".join(f"(s.ts >= d.s{n} AND s.ts <= d.e{n} AND d.e{n} > d.s{n})" for n in range(1, segments + 1))
    day = f"CAST((s.ts - ((s.ts % {DAY_US}) + {DAY_US}) % {DAY_US}) / {DAY_US} AS BIGINT)"
    every, within = log.one(
        f"SELECT count(*), count(CASE WHEN {inside} THEN 1 END) FROM step s LEFT JOIN work_day d ON d.day = {day} "
        "LEFT JOIN resource r ON r.res_id = s.res WHERE NOT coalesce(r.is_system, false)"
    )
    return 1 - within / every if every else None
