"""A log as plain Python lists, and the analyses reckoned over them the slow way: what the SQL is compared with."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from statistics import mean, median

from golive.engines.mining.log import EventLog, LogMapping

START = datetime(2024, 1, 29, 6, tzinfo=UTC)
MAPPING = LogMapping(("case",), ("step",), "at", start="begun", resource="who")
PEOPLE = ("Li", "Wang", "Zhao", "batch_01", None)


def made_up(seed: int, cases: int = 60, most: int = 12) -> list[dict[str, object]]:
    """Rows in the order of a system's log, cases mixed, some events of one moment, some begun before they ended."""
    rng, rows = random.Random(seed), []
    for case in range(cases):
        at = START + timedelta(minutes=rng.randrange(60 * 24 * 90))
        for _ in range(rng.randint(1, most)):
            at += timedelta(minutes=rng.choice((0, 0, 1, 7, 55, 600, 3000, 9000)), seconds=rng.randrange(2))
            begun = at - timedelta(minutes=rng.randrange(90)) if rng.random() < 0.3 else None
            who = rng.choice(PEOPLE)
            rows.append({"case": f"c{case}", "step": rng.choice("ABCDE"), "at": at, "begun": begun, "who": who})
    rng.shuffle(rows)
    return rows


def load(rows: list[dict[str, object]]) -> EventLog:
    return EventLog.from_rows(rows, MAPPING)


def traces(rows: list[dict[str, object]]) -> dict[str, list[dict[str, object]]]:
    """Events of each case by time; those of one moment as they stand."""
    out: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        out.setdefault(str(row["case"]), []).append(row)
    return {case: sorted(events, key=lambda e: e["at"]) for case, events in out.items()}


def us(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def quantile(values: list[float], q: float) -> float:
    values = sorted(values)
    at = q * (len(values) - 1)
    low = int(at)
    return values[low] + (values[min(low + 1, len(values) - 1)] - values[low]) * (at - low)


def figures(values: list[int]) -> tuple[int, float, float, float]:
    return len(values), mean(values), median(values), quantile(values, 0.9)
