"""Event logs: what happened in which case, when, by whom; and the account of what the source held.

    with EventLog.from_rows(rows, LogMapping(("order",), ("step",), "at", resource="user")) as log:
        log.rows("SELECT a.name, b.name, count(*) FROM step s JOIN activity a ON … GROUP BY a.name, b.name")

Constructors: `EventLog.from_rows`, `from_arrow`, `from_parquet`, `from_query`; files of all kinds: `mining.read.read_log`.
Tables, by their plain names on `log.con` (`log.rows(sql)`, `log.arrow(sql)`); times are BIGINT microseconds since
1970 UTC, spans are microseconds:

| table | columns |
|---|---|
| step | case_id, pos (0, 1, …), seq, act, ts (completion), start (NULL if unknown), res (NULL if unknown), prv, nxt, nts, nres, wait_us |
| event | a view of step: case_id, act_id, ts_us, ts_start_us, res_id, seq |
| cases | case_id, case_key, events, start_us, end_us |
| activity | act_id, name |
| resource | res_id, name, is_system |
| event_attr | seq, and a column for each attribute of events |
| case_attr | case_id, and a column for each attribute of cases |

step is the physical table, sorted by case_id, ts and the order of the file (`seq`: row number from 1); prv, nxt are the
activities before and after in the case (NULL at the ends), nts, nres time and resource of the next; wait_us = begin (or
completion where no begin is known) − completion of the event before, NULL for the first. `add_business_time(log, calendar)`
adds table step_biz(case_id, pos, biz_wait_us, biz_next_us, biz_proc_us): the same spans in working time (see `business`).
Which column an attribute has, is in `log.attributes` (`log.attribute(name)`). `log.account`: rows read = kept + dropped.
"""

from golive.engines.mining.log.account import Account, Dropped, LogError, Note
from golive.engines.mining.log.attributes import Attribute
from golive.engines.mining.log.business import add_business_time
from golive.engines.mining.log.event_log import EventLog
from golive.engines.mining.log.mapping import LogMapping, xes_mapping
from golive.engines.mining.log.store import open_store, read_store, write_parquet, write_store

__all__ = [
    "Account",
    "Attribute",
    "Dropped",
    "EventLog",
    "LogError",
    "LogMapping",
    "Note",
    "add_business_time",
    "open_store",
    "read_store",
    "write_parquet",
    "write_store",
    "xes_mapping",
]
