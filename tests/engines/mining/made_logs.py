"""Small logs made for one question each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from golive.engines.mining.log import EventLog, LogMapping

BEGIN = datetime(2025, 1, 6, 8, tzinfo=UTC)
Step = tuple[str, float, str]  # activity, hours since the begin of the case, who


def log_of(cases: Iterable[list[Step]], every: float = 7.0, **attributes: list[object]) -> EventLog:
    """One case every so many hours; attributes give a value for each case."""
    rows = []
    for i, steps in enumerate(cases):
        begin = BEGIN + timedelta(hours=every * i)
        own = {f"case:{name}": values[i] for name, values in attributes.items()}
        rows += [
            {"order": f"c{i:05}", "step": step, "at": begin + timedelta(hours=hours), "who": who, **own}
            for step, hours, who in steps
        ]
    return EventLog.from_rows(rows, LogMapping(("order",), ("step",), "at", resource="who"))


def approvals(cases: int, rejected: int, wait: float = 30.0) -> list[list[Step]]:
    """Ask, 经理审批 after `wait` hours, pay; so many cases are rejected once before."""
    out = []
    for i in range(cases):
        steps: list[Step] = [("Ask", 0, f"p{i % 7}")]
        if i < rejected:
            steps += [("经理审批驳回", wait, "boss"), ("Ask", wait + 1, f"p{i % 7}")]
        late = wait + 2 if i < rejected else 0
        steps += [
            ("经理审批通过", late + wait, "boss"),
            ("财务审批通过", late + wait + 0.1, "cfo"),
            ("Pay", late + wait + 3, "q"),
        ]
        out.append(steps)
    return out
