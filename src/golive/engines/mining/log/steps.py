"""The one large table of a log: each event with its neighbours in the case, sorted by case and time.

`STEP_SQL` is plain SQL (window functions, BIGINT time) that any engine runs; `arrays.make_tables` computes the same from
arrays several times as quickly. A test compares the two.
"""

from __future__ import annotations

# _core(case_id, seq, act_id, ts_us, ts_start_us, res_id, _order)
STEP_SQL = """
SELECT case_id,
       CAST(row_number() OVER w - 1 AS INTEGER) AS pos,
       seq, act_id AS act, ts_us AS ts, ts_start_us AS start, res_id AS res,
       lag(act_id) OVER w AS prv, lead(act_id) OVER w AS nxt, lead(ts_us) OVER w AS nts, lead(res_id) OVER w AS nres,
       coalesce(ts_start_us, ts_us) - lag(ts_us) OVER w AS wait_us
FROM _core
WINDOW w AS (PARTITION BY case_id ORDER BY ts_us, _order, seq)
"""
STEP_TABLE = """
CREATE TABLE step (case_id INTEGER, pos INTEGER, seq BIGINT, act INTEGER, ts BIGINT, start BIGINT, res INTEGER,
                   prv INTEGER, nxt INTEGER, nts BIGINT, nres INTEGER, wait_us BIGINT)
"""
EVENT_VIEW = """
CREATE VIEW event AS
SELECT case_id, act AS act_id, ts AS ts_us, start AS ts_start_us, res AS res_id, seq FROM step
"""
