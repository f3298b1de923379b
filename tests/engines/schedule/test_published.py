"""Networks with published answers."""
# ruff: noqa: DTZ001 - plans have local times

from datetime import datetime, timedelta

from golive.engines.schedule import Link, Plan, Task, critical_path
from golive.engines.worktime import always_on

ZERO = datetime(2026, 1, 1)

# University of Pittsburgh, https://sites.pitt.edu/~jrclass/or/webnotes/cpm3.html
ARCS = {(1, 2): 4, (2, 3): 8, (2, 4): 7, (2, 5): 6, (3, 4): 0, (3, 5): 9, (4, 6): 15, (5, 6): 12, (6, 7): 20}
EARLY = {1: 0, 2: 4, 3: 12, 4: 12, 5: 21, 6: 33, 7: 53}
LATE = {1: 0, 2: 4, 3: 12, 4: 18, 5: 21, 6: 33, 7: 53}


def test_pittsburgh_network():
    uids = {arc: arc[0] * 10 + arc[1] for arc in ARCS}
    tasks = tuple(Task(uid, duration=ARCS[arc] * 1440) for arc, uid in uids.items())
    links = tuple(Link(uids[a], uids[b]) for a in ARCS for b in ARCS if a[1] == b[0])
    result = critical_path(Plan(ZERO, tasks, links, {"": always_on()}))
    for arc, uid in uids.items():
        task = result.tasks[uid]
        assert task.early_start - ZERO == timedelta(days=EARLY[arc[0]])
        assert task.late_finish - ZERO == timedelta(days=LATE[arc[1]])
        assert task.total_slack == (LATE[arc[1]] - EARLY[arc[0]] - ARCS[arc]) * 1440
    assert result.finish - ZERO == timedelta(days=53)
    assert [uid for uid, t in result.tasks.items() if t.critical] == [12, 23, 35, 56, 67]
