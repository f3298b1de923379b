"""Who does what: key persons, and how much is done by systems."""

from __future__ import annotations

from dataclasses import dataclass

from golive.engines.mining.analyse.facts import Facts, once

DOERS_SQL = """
SELECT f.act, f.res, count(*), CAST(sum(CASE WHEN f.human THEN 1 ELSE 0 END) AS BIGINT),
       CAST(sum(CASE WHEN r.is_system THEN 1 ELSE 0 END) AS BIGINT)
FROM fact f LEFT JOIN resource r ON r.res_id = f.res GROUP BY f.act, f.res ORDER BY f.act, f.res
"""


@dataclass(frozen=True)
class Doers:
    """Of one activity: `by_people` of its `events`, `by_systems`, the rest unknown or by names that stand for many.
    `top`: who did most of what people did, `times` of it; `hhi`: sum of the squared shares of people (1: one does all)."""

    act: int
    activity: str
    events: int
    by_people: int
    by_systems: int
    people: int
    top: str | None
    times: int
    hhi: float
    top_sql: str

    @property
    def top_share(self) -> float:
        return self.times / self.by_people if self.by_people else 0.0


@once
def doers(facts: Facts) -> list[Doers]:
    """By falling number of events."""
    people = facts.log.resources
    of: dict[int, list[tuple[int | None, int, int, int]]] = {}
    for act, res, n, human, system in facts.rows(DOERS_SQL):
        of.setdefault(act, []).append((res, n, human, system))
    found = []
    for act, rows in of.items():
        # The most first; of equals the one that the log's dictionary names first.
        ranked = sorted((-human, res) for res, _, human, _ in rows if human and res is not None)
        total, events = -sum(n for n, _ in ranked), sum(n for _, n, *_ in rows)
        times, top = (-ranked[0][0], ranked[0][1]) if ranked else (0, None)
        hhi = sum((n / total) ** 2 for n, _ in ranked) if total else 0.0
        sql = f"SELECT case_id FROM fact WHERE act = {act} AND res = {-1 if top is None else top}"
        name = None if top is None else people[top]
        by_systems = sum(system for *_, system in rows)
        found.append(
            Doers(act, facts.log.activities[act], events, total, by_systems, len(ranked), name, times, hhi, sql)
        )
    return sorted(found, key=lambda d: (-d.events, d.activity))
