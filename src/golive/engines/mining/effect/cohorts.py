"""Which cases are compared: those that began in a window, finished, and had time to finish.

Guards: a stabilisation gap after go-live is left out; cases that began so late that they could not have finished within
the data (the 95th percentile of durations) are left out on both sides, since of those only the quick ones are seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from golive.engines.mining.analyse.approvals import level_of
from golive.engines.mining.analyse.config import Config
from golive.engines.mining.analyse.controls import separated_sql
from golive.engines.mining.findings.context import Context
from golive.engines.mining.findings.names import verdict
from golive.engines.mining.log import EventLog
from golive.engines.worktime import Calendar

Values = npt.NDArray[np.float64]
Between = tuple[tuple[str, ...], tuple[str, ...]]  # names of the step it begins with, of the step it ends with
DAY_US = 86_400_000_000
GAP_DAYS = 28.0


class Window(NamedTuple):
    """Begins of cases in microseconds since 1970, end excluded; None: open."""

    low: int | None = None
    high: int | None = None


class CohortError(ValueError):
    """`code`: no_cases (too few to compare), nothing_before, nothing_after; `detail`: how many. no_such_attribute,
    no_such_activity; `detail`: which."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Cohort:
    """Arrays have an entry for each case compared. `durations`, `waits` in days; `flags`: measure → whether it is so.
    `span`: days between two steps, of the cases that have both, where such a span was asked for.

    `numbers`: measure → number in each case; `waits`: level of approval → waits of its decisions and the case of each.
    """

    cases: int
    unfinished: int
    too_late: int
    weeks: float
    durations: Values
    span: Values | None = None
    numbers: dict[str, Values] = field(default_factory=dict)
    flags: dict[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    waits: dict[str, Values] = field(default_factory=dict)
    strata: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()


def windows_around(cut_us: int, gap_days: float = GAP_DAYS, length_days: float | None = None) -> tuple[Window, Window]:
    """The windows before go-live and after the gap that follows it."""
    gap = int(gap_days * DAY_US)
    if length_days is None:
        return Window(None, cut_us), Window(cut_us + gap, None)
    length = int(length_days * DAY_US)
    return Window(cut_us - length, cut_us), Window(cut_us + gap, cut_us + gap + length)


def cohort(
    log: EventLog,
    config: Config,
    window: Window,
    calendar: Calendar | None = None,
    strata: tuple[str, ...] = (),
    cluster: str | None = None,
    guard: bool = True,
    only_durations: bool = False,
    between: Between | None = None,
) -> Cohort:
    """The cases of a window and what is measured of each. `strata`, `cluster`: attributes of cases. `guard`: leave out
    what began too late to be seen finished. `between`: from the first of some activities to the first of others after it;
    CohortError (no_such_activity) where the log has none of them.
    """
    context = Context.of(log, config, calendar)
    inside = " AND ".join(
        part
        for part in (
            "TRUE",
            f"start_us >= {window.low}" if window.low is not None else "",
            f"start_us < {window.high}" if window.high is not None else "",
        )
        if part
    )
    last = int(log.one("SELECT coalesce(max(end_us), 0) FROM cases")[0])
    done = f"{inside} AND {context.finished}"
    p95 = float(log.one(f"SELECT coalesce(quantile_cont(end_us - start_us, 0.95), 0) FROM cases WHERE {done}")[0])
    in_time = f"start_us <= {last - int(p95)}" if guard else "TRUE"
    log.con.execute(
        f"""CREATE OR REPLACE TABLE chosen AS SELECT c.case_id, row_number() OVER (ORDER BY c.case_id) - 1 AS i, t.us, c.start_us
        FROM (SELECT * FROM cases WHERE {done} AND {in_time}) c JOIN case_time t USING (case_id)"""
    )
    known = int(log.one(f"SELECT count(*) FROM cases WHERE {inside} AND {in_time}")[0])
    begun = int(log.one(f"SELECT count(*) FROM cases WHERE {inside}")[0])
    n, low, high = log.one("SELECT count(*), min(start_us), max(start_us) FROM chosen")
    weeks = (high - low) / (7 * DAY_US) if n else 0.0
    durations = context.days("SELECT us FROM chosen ORDER BY i")
    if only_durations:
        return Cohort(n, known - n, begun - known, weeks, durations)
    return Cohort(
        n,
        known - n,
        begun - known,
        weeks,
        durations,
        _span(context, between) if between else None,
        _numbers(context, n),
        _flags(context, n),
        _waits(context),
        _labels(context, strata, n),
        _labels(context, (cluster,), n) if cluster else (),
    )


def _span(context: Context, between: Between) -> Values:
    first, second = (context.ids(names) for names in between)
    for ids, names in zip((first, second), between, strict=True):
        if ids == "-1":
            raise CohortError("no_such_activity", " / ".join(names))
    return context.days(
        f"""WITH a AS (SELECT f.case_id, min(f.pos) AS low FROM fact f JOIN chosen k ON k.case_id = f.case_id
                       WHERE f.act IN ({first}) GROUP BY f.case_id),
             b AS (SELECT f.case_id, a.low, min(f.pos) AS high FROM fact f JOIN a ON a.case_id = f.case_id AND f.pos > a.low
                   WHERE f.act IN ({second}) GROUP BY f.case_id, a.low)
        SELECT sum(CASE WHEN f.pos < b.high THEN coalesce(f.next_us, 0) ELSE 0 END) FROM fact f
        JOIN b ON b.case_id = f.case_id AND f.pos >= b.low AND f.pos <= b.high GROUP BY f.case_id"""
    )


def _column(context: Context, sql: str, n: int) -> Values:
    """For each case chosen, the number that a query (case_id, v) gives; 0 where it gives none."""
    found = context.log.con.execute(
        f"SELECT k.i, CAST(q.v AS DOUBLE) AS v FROM ({sql}) q JOIN chosen k ON k.case_id = q.case_id"
    ).fetchnumpy()
    out: Values = np.zeros(n)
    out[np.asarray(found["i"], dtype=np.int64)] = np.asarray(found["v"], dtype=np.float64)
    return out


def _acts(context: Context, names: list[str]) -> str:
    return context.ids(names)


def _rejections(context: Context) -> list[str]:
    named = [name for level in context.config.approvals for name in level.reject]
    return [*named, *(name for name in context.known if verdict(name) == "reject" and name not in named)]


def _numbers(context: Context, n: int) -> dict[str, Values]:
    out = {"events": _column(context, "SELECT case_id, count(*) AS v FROM fact GROUP BY case_id", n)}
    of = level_of(context, least=1)
    if of is not None:
        out["levels"] = _column(context, f"SELECT case_id, count(DISTINCT {of}) AS v FROM fact GROUP BY case_id", n)
    return out


def _flags(context: Context, n: int) -> dict[str, npt.NDArray[np.bool_]]:
    repeats = context.ids([*context.config.repeats, *_rejections(context)])
    queries: dict[str, str] = {
        "rework": f"SELECT case_id, 1 AS v FROM fact WHERE act NOT IN ({repeats}) GROUP BY case_id HAVING count(*) > count(DISTINCT act)",
    }
    if context.config.approvals or _rejections(context):
        rejects = context.ids(_rejections(context))
        queries["rejected"] = f"SELECT DISTINCT case_id, 1 AS v FROM fact WHERE act IN ({rejects})"
    if context.systems:
        queries["touchless"] = (
            "SELECT case_id, 1 AS v FROM fact f LEFT JOIN resource r ON r.res_id = f.res GROUP BY case_id "
            "HAVING bool_and(coalesce(r.is_system, FALSE))"
        )
    if context.people >= 3 and context.config.separate:
        pairs = [(context.known.get(p.first), context.known.get(p.second)) for p in context.config.separate]
        parts = [separated_sql(a, b) for a, b in pairs if a is not None and b is not None and a != b]
        if parts:
            queries["four_eyes"] = f"SELECT DISTINCT case_id, 1 AS v FROM ({' UNION ALL '.join(parts)})"
    return {name: _column(context, sql, n) > 0 for name, sql in queries.items()}


def _waits(context: Context) -> dict[str, Values]:
    out = {}
    for level in context.config.approvals:
        acts = context.ids([*level.approve, *level.reject])
        sql = f"SELECT wait_us FROM fact f JOIN chosen k ON k.case_id = f.case_id WHERE act IN ({acts}) ORDER BY k.i, f.pos"
        out[level.name] = context.days(sql)
    return out


def _labels(context: Context, names: tuple[str, ...], n: int) -> tuple[str, ...]:
    """The values of attributes joined, for each case; CohortError for an attribute that the log has not."""
    if not names:
        return ()
    columns: list[dict[Any, Any]] = []
    for name in names:
        sql = context.case_values(name)
        if sql is None:
            raise CohortError("no_such_attribute", name)
        columns.append(
            dict(
                context.rows(f"SELECT k.i, CAST(q.v AS VARCHAR) FROM ({sql}) q JOIN chosen k ON k.case_id = q.case_id")
            )
        )
    return tuple(" | ".join(str(column.get(i)) for column in columns) for i in range(n))
