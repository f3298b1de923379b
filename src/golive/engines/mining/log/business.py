"""Business time: spans between events counted in working time only, by a calendar as a table.

For each day (of UTC) that occurs, `work_day` holds the work done before it since the calendar's origin and the segments
of work in it; the work done before an instant is then a sum of clamps, found by one equality join on the day. Segments
have whole minutes, instants count to the microsecond. Method: cumulative calendar, as in `engines.worktime`.
"""

from __future__ import annotations

import pyarrow as pa

from golive.engines.mining.log.account import LogError
from golive.engines.mining.log.event_log import EventLog
from golive.engines.worktime import Calendar

DAY_US = 86_400_000_000
_MINUTE_US = 60_000_000
_FIRST_DAY, _LAST_DAY = -25_567, 84_005  # 1900 and 2200: beyond, no calendar means anything


def add_business_time(log: EventLog, calendar: Calendar) -> None:
    """Make (or replace) table step_biz(case_id, pos, biz_wait_us, biz_next_us, biz_proc_us) for the log.

    biz_wait_us: from the completion of the event before to the begin (or completion) of this one, NULL for the first;
    biz_next_us: from completion to completion of the next, NULL for the last; biz_proc_us: begin to completion, NULL
    where no begin is known. Negative spans stay negative. NULL where a time lies before 1900 or after 2200.
    """
    segments = add_work_days(log, calendar)
    log.con.execute("DROP TABLE IF EXISTS step_biz")
    log.con.execute(step_biz_sql(segments))
    log.calendar = calendar
    log.meta["calendar"] = calendar.name


def add_work_days(log: EventLog, calendar: Calendar) -> int:
    """Make table work_day(day, before_us, s1, e1, …): a row for each day of UTC on which the log has an event.

    Returns the largest number of segments in a day. LogError for a calendar without any work.
    """
    days = log.rows(
        f"SELECT DISTINCT day FROM (SELECT {day_sql('ts')} AS day FROM step UNION SELECT {day_sql('start')} FROM step "
        f"WHERE start IS NOT NULL) WHERE day BETWEEN {_FIRST_DAY} AND {_LAST_DAY} ORDER BY day"
    )
    line = calendar.utc
    rows: list[tuple[int, ...]] = []
    width = 1
    for (day,) in days:
        low, high = day * 1440, (day + 1) * 1440
        spans = [(max(a, low), min(b, high)) for a, b in line.spans(low, high)]
        width = max(width, len(spans))
        rows.append((day, line.work(low), *(edge for span in spans for edge in span)))
    if not any(len(row) > 2 for row in rows) and rows and not calendar.utc.work(rows[-1][0] * 1440 + 14_400):
        raise LogError("calendar_empty", calendar=calendar.name)
    names = ["day", "before_us", *(f"{side}{n}" for n in range(1, width + 1) for side in "se")]
    padded = [[row[0], *(v * _MINUTE_US for v in row[1:]), *[0] * (len(names) - len(row))] for row in rows]
    log.put("work_day", pa.table({n: pa.array([r[i] for r in padded], pa.int64()) for i, n in enumerate(names)}))
    return width


def day_sql(column: str) -> str:
    """The day number (UTC) of an instant; floors below 1970 as well. Plain SQL without functions that engines differ in."""
    return f"CAST(({column} - (({column} % {DAY_US}) + {DAY_US}) % {DAY_US}) / {DAY_US} AS BIGINT)"


def work_sql(instant: str, day: str, segments: int) -> str:
    """Work done before `instant`, as SQL over the row `day` of work_day."""
    parts = " + ".join(
        f"least(greatest({instant} - {day}.s{n}, 0), {day}.e{n} - {day}.s{n})" for n in range(1, segments + 1)
    )
    return f"({day}.before_us + {parts})"


def step_biz_sql(segments: int) -> str:
    done, begun = work_sql("s.ts", "d", segments), work_sql("s.start", "b", segments)
    return f"""CREATE TABLE step_biz AS
    SELECT case_id, pos,
           CASE WHEN pos > 0 THEN coalesce(begun, done) - before END AS biz_wait_us,
           after - done AS biz_next_us,
           done - begun AS biz_proc_us
    FROM (SELECT case_id, pos, done, begun,
                 lag(done) OVER (PARTITION BY case_id ORDER BY pos) AS before,
                 lead(done) OVER (PARTITION BY case_id ORDER BY pos) AS after
          FROM (SELECT s.case_id, s.pos, {done} AS done, {begun} AS begun FROM step s
                LEFT JOIN work_day d ON d.day = {day_sql("s.ts")} LEFT JOIN work_day b ON b.day = {day_sql("s.start")}) w) x
    """
