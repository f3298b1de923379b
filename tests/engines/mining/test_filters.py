"""Filters against the same choice over plain lists; composed, kept as JSON; begins and completions paired."""

import json
from collections import Counter
from datetime import timedelta

import pytest

from golive.engines.mining.analyse import process_map, variants
from golive.engines.mining.filters import (
    ActivityFilter,
    AttributeFilter,
    CaseFilter,
    DurationFilter,
    EndpointFilter,
    PathFilter,
    ResourceFilter,
    TimeFilter,
    VariantFilter,
    as_steps,
    filtered,
    filters_as_json,
    filters_from_json,
    paired,
)
from golive.engines.mining.log import EventLog, LogError, LogMapping, add_business_time
from golive.engines.worktime import china_standard
from tests.engines.mining.plain import START, load, made_up, traces, us

HOUR = 3_600_000_000


@pytest.fixture(scope="module")
def rows():
    out = made_up(11, 50)
    for number, row in enumerate(out):
        row["Amount"], row["case:Plant"] = str(number % 90), f"P0{int(str(row['case'])[1:]) % 3}"
    return out


@pytest.fixture(scope="module")
def log(rows):
    with load(rows) as made:
        yield made


def steps(events):
    return [e["step"] for e in events]


def span(events):
    begin = min([events[0]["at"], *(e["begun"] for e in events if e["begun"])])
    return begin, events[-1]["at"]


LOW, HIGH = START + timedelta(days=20), START + timedelta(days=50)
CASES = [
    (ActivityFilter(("A", "B"), "any"), lambda e: bool({"A", "B"} & set(steps(e)))),
    (ActivityFilter(("A", "B"), "all"), lambda e: {"A", "B"} <= set(steps(e))),
    (ActivityFilter(("A",), "none"), lambda e: "A" not in steps(e)),
    (ResourceFilter(("Li",)), lambda e: any(x["who"] == "Li" for x in e)),
    (ResourceFilter(("Li",), "none"), lambda e: all(x["who"] != "Li" for x in e)),
    (AttributeFilter("Plant", ("P00",)), lambda e: e[0]["case:Plant"] == "P00"),
    (AttributeFilter("Amount", low=80), lambda e: any(float(x["Amount"]) >= 80 for x in e)),
    (AttributeFilter("Amount", low=80, keep=False), lambda e: all(float(x["Amount"]) < 80 for x in e)),
    (DurationFilter(HOUR, 48 * HOUR), lambda e: HOUR <= us(span(e)[1] - span(e)[0]) <= 48 * HOUR),
    (EndpointFilter(("A", "B"), ("C",)), lambda e: steps(e)[0] in "AB" and steps(e)[-1] == "C"),
    (PathFilter("A", "B"), lambda e: ("A", "B") in zip(steps(e), steps(e)[1:], strict=False)),
    (
        PathFilter("A", "B", directly=False, keep=False),
        lambda e: not any(x == "A" and "B" in steps(e)[n + 1 :] for n, x in enumerate(steps(e))),
    ),
    (CaseFilter(("c1", "c2")), lambda e: e[0]["case"] in ("c1", "c2")),
]


@pytest.mark.parametrize(("chosen", "holds"), CASES, ids=[f"{f.kind}-{n}" for n, (f, _) in enumerate(CASES)])
def test_which_cases_remain(rows, log, chosen, holds):
    wanted = {case for case, events in traces(rows).items() if holds(events)}
    with filtered(log, [chosen]) as part:
        assert {key for (key,) in part.rows("SELECT case_key FROM cases")} == wanted
        assert part.events == sum(r["case"] in wanted for r in rows)
        assert filters_from_json(json.loads(json.dumps(filters_as_json([chosen])))) == [chosen]


@pytest.mark.parametrize("mode", TimeFilter.modes)
def test_time(rows, log, mode):
    low, high = (
        us(t - START) + log.one(f"SELECT epoch_us(TIMESTAMP '{START:%Y-%m-%d %H:%M:%S}')")[0] for t in (LOW, HIGH)
    )
    with filtered(log, [TimeFilter(low, high, mode)]) as part:
        every = traces(rows)
        if mode == "events":
            assert part.events == sum(LOW <= r["at"] < HIGH for r in rows)
            return
        holds = {
            "contained": lambda a, b: a >= LOW and b < HIGH,
            "intersecting": lambda a, b: b >= LOW and a < HIGH,
            "started": lambda a, b: LOW <= a < HIGH,
            "completed": lambda a, b: LOW <= b < HIGH,
        }[mode]
        assert part.cases == sum(holds(*span(events)) for events in every.values())


def test_events_that_are_cut_out_leave_a_log_with_new_neighbours(rows, log):
    kept = [r for r in rows if r["step"] != "C"]
    with filtered(log, [ActivityFilter(("C",), "except")]) as part, load(kept) as expected:
        assert process_map(part) == process_map(expected)
        assert {v.activities: v.cases for v in variants(part)} == {v.activities: v.cases for v in variants(expected)}


def test_filters_one_after_the_other(rows, log):
    chain = [ActivityFilter(("A", "B", "C"), "only"), EndpointFilter(starts=("A",)), VariantFilter(top=2)]
    left = [[e for e in events if e["step"] in "ABC"] for events in traces(rows).values()]
    counted = Counter(tuple(steps(e)) for e in left if e and e[0]["step"] == "A")
    with filtered(log, chain) as part:
        assert sorted((v.cases for v in variants(part)), reverse=True) == [n for _, n in counted.most_common(2)]
        assert part.meta["filters"] == filters_as_json(chain)
    with filtered(log, [VariantFilter(cases=10**6)]) as part:
        assert (part.cases, process_map(part).edges) == (0, ())
    keys = tuple(v.key for v in variants(log)[:3])
    with filtered(log, [VariantFilter(keys, keep=False)]) as part:
        assert part.cases == log.cases - sum(v.cases for v in variants(log)[:3])


def test_business_time_goes_with_the_filter(rows):
    with load(rows) as log:
        add_business_time(log, china_standard())
        with (
            filtered(log, [ActivityFilter(("C",), "except")]) as part,
            load([r for r in rows if r["step"] != "C"]) as other,
        ):
            add_business_time(other, china_standard())
            assert process_map(part) == process_map(other)
        with filtered(log, [DurationFilter(HOUR, business=True)]) as part:
            total = "SELECT sum(coalesce(biz_next_us, 0)) FROM step_biz GROUP BY case_id"
            assert part.cases == sum(d >= HOUR for (d,) in log.rows(total))


@pytest.mark.parametrize(
    "document",
    [{"kind": "moon"}, {"kind": "time", "mode": "never"}, {"kind": "activity", "names": ["A"]}, {"kind": "activity"}],
)
def test_filters_that_are_none_are_refused(document):
    with pytest.raises(LogError, match="bad_filter"):
        filters_from_json([document])


def test_begin_and_completion_become_one_event():
    text = [
        ("1", "a", "2024-01-01 08:00", "start"),
        ("1", "a", "2024-01-01 08:30", "START"),
        ("1", "a", "2024-01-01 09:00", "complete"),
        ("1", "a", "2024-01-01 10:00", "complete"),
        ("1", "b", "2024-01-01 10:30", "schedule"),
        ("1", "b", "2024-01-01 11:00", "complete"),
        ("1", "c", "2024-01-01 12:00", "start"),
    ]
    with (
        EventLog.from_rows(text, LogMapping(("c",), ("a",), "t"), ["c", "a", "t", "lifecycle:transition"]) as log,
        paired(log) as made,
    ):
        spans = made.rows(
            "SELECT a.name, (s.ts - s.start) / 60000000 FROM step s JOIN activity a ON a.act_id = s.act ORDER BY pos"
        )
        assert spans == [("a", 60), ("a", 90), ("b", None), ("c", 0)]
        assert made.meta["paired"] == {"code": "paired", "pairs": 2, "begins_alone": 1, "ends_alone": 1, "others": 1}


def test_begin_and_completion_as_two_rows_are_read_as_one_step_and_told() -> None:
    rows = [("A", "审批", "2026-03-02 09:00", "START"), ("A", "审批", "2026-03-02 10:00", "COMPLETE")]
    rows += [("A", "付款", "2026-03-03 09:00", "COMPLETE"), ("B", "审批", "2026-03-02 09:00", "START")]
    mapping, names = LogMapping(("case",), ("step",), "at"), ("case", "step", "at", "lifecycle")
    with EventLog.from_rows(rows, mapping, names) as log, as_steps(log) as steps:
        assert (log.events, steps.events) == (4, 3)
        assert steps.rows("SELECT ts - start FROM step WHERE case_id = 0 AND pos = 0") == [(3_600_000_000,)]
        told = next(note for note in steps.account.notes if note.code == "paired")
        assert told.params == {"pairs": 1, "begins_alone": 1, "ends_alone": 1, "others": 0}
    with EventLog.from_rows([row for row in rows if row[3] == "COMPLETE"], mapping, names) as log:
        assert as_steps(log) is log
