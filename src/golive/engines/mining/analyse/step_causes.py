"""What is done in the slow cases and less in others: a step that occurs, or that occurs more than once.

As with attributes (`root_causes`) each is tested by chi square, and p-values are corrected by Holm over all tests made here.
A long case has time for more steps: what stands here goes with slowness, and people must say which makes which.
"""

from __future__ import annotations

from dataclasses import dataclass

from golive.engines.mining.analyse.facts import Facts
from golive.engines.mining.analyse.root_causes import LEAST
from golive.engines.mining.statistics import chi_square_2x2, holm


@dataclass(frozen=True)
class StepCause:
    """`slow` of the `cases` in which the step occurs (`again`: more than once); `base`: share of slow cases among all; `p`:
    corrected for all steps tested; `sql` gives case_id of the slow ones."""

    activity: str
    again: bool
    cases: int
    slow: int
    base: float
    p: float
    sql: str

    @property
    def lift(self) -> float:
        return self.slow / self.cases / self.base


def step_causes(facts: Facts, level: float = 0.05) -> list[StepCause]:
    """Those with the most slow cases too many first; slow: longer than nine in ten, as in `root_causes`."""
    limit = int(facts.log.one("SELECT coalesce(quantile_cont(us, 0.9), 0) FROM case_time")[0])
    slow_all = int(facts.log.one("SELECT count(*) FROM case_time WHERE us > ?", [limit])[0])
    if slow_all < facts.config.least:
        return []
    base, names = slow_all / facts.cases, {number: name for name, number in facts.known.items()}
    rows = facts.rows(
        f"""SELECT act, count(*), count(*) FILTER (us > {limit}), count(*) FILTER (times > 1),
        count(*) FILTER (times > 1 AND us > {limit})
        FROM (SELECT case_id, act, count(*) AS times FROM fact GROUP BY case_id, act) f
        JOIN case_time t ON t.case_id = f.case_id GROUP BY act ORDER BY act"""
    )
    tested = [
        (act, again, int(n), int(slow))
        for act, once, once_slow, twice, twice_slow in rows
        for again, n, slow in ((False, once, once_slow), (True, twice, twice_slow))
        if LEAST <= n <= facts.cases - LEAST
    ]
    ps = [
        chi_square_2x2(slow, n - slow, slow_all - slow, facts.cases - n - slow_all + slow)[1]
        for _act, _again, n, slow in tested
    ]
    found = [
        StepCause(names[act], again, n, slow, base, p, _cases(act, again, limit))
        for (act, again, n, slow), p in zip(tested, holm(ps), strict=True)
    ]
    strong = [c for c in found if c.p < level and c.lift > 1]
    strong.sort(key=lambda c: (c.cases * c.base - c.slow, c.activity, c.again))
    return list({(c.cases, c.slow): c for c in reversed(strong)}.values())[::-1]


def _cases(act: int, again: bool, limit: int) -> str:
    return (
        f"SELECT f.case_id FROM fact f JOIN case_time t ON t.case_id = f.case_id WHERE f.act = {act} AND t.us > {limit} "
        f"GROUP BY f.case_id HAVING count(*) > {1 if again else 0}"
    )
