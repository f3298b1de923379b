"""Hours, queues, approvals, controls, people, causes: against the same reckoned over plain lists."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import mean, median
from zoneinfo import ZoneInfo

import pytest

from golive.engines.mining.analyse import (
    Facts,
    approval_levels,
    bands,
    batches,
    chains,
    doers,
    four_eyes,
    late_changes,
    open_cases,
    people_back,
    root_causes,
    skipped,
    step_causes,
    waiting,
    working_hours,
    wrong_order,
)
from golive.engines.mining.findings import read_config
from golive.engines.mining.findings.names import IDENTITY, NOBODY, SYSTEM
from golive.engines.mining.log import EventLog, LogMapping, add_business_time
from golive.engines.worktime import china_standard
from tests.engines.mining.plain import load, made_up, quantile, traces, us

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def rows():
    out = made_up(23, 80)
    for row in out:
        row["case:Amount"] = str(int(str(row["case"])[1:]) * 100)
    return out


@pytest.fixture(scope="module")
def log(rows):
    with load(rows) as made:
        made.tz = "Asia/Shanghai"
        made.mark_system(["batch_01"])
        add_business_time(made, china_standard())
        yield made


@pytest.fixture(scope="module")
def facts(log):
    config = {
        "approvals": [
            {"name": "first", "approve": ["A"], "reject": ["B"]},
            {"name": "second", "approve": ["C"]},
            {"name": "never seen", "approve": ["Z"]},
        ],
        "systems": ["batch_01"],
        "amount": "Amount",
        "separate": [["A", "B"], ["A", "Z"]],
        "mandatory": ["A", "Z"],
        "ends": ["E"],
        "order": [["A", "B"]],
        "late": [["C", "D"]],
    }
    return Facts.of(log, read_config(config))


def named(facts, sql):
    return set(facts.evidence(sql).keys)


def test_working_hours(rows, log):
    local = [(r["at"].astimezone(SHANGHAI), r["who"]) for r in rows]
    found = working_hours(log)
    expected = Counter((t.weekday(), t.hour) for t, who in local if who != "batch_01")
    assert {(d, h): n for d, day in enumerate(found.people) for h, n in enumerate(day) if n} == dict(expected)
    assert sum(map(sum, found.systems)) == sum(who == "batch_01" for _, who in local)
    calendar = china_standard()

    def inside(t: datetime) -> bool:
        return calendar.is_working(t) or (t.second == 0 and calendar.is_working(t - timedelta(minutes=1)))

    human = [t for t, who in local if who != "batch_01"]
    assert found.outside == pytest.approx(1 - sum(map(inside, human)) / len(human))


def test_hours_on_a_day_when_the_clocks_change():
    rows = [
        ("1", "a", t) for t in ("2024-03-31 00:30:00+00:00", "2024-03-31 01:30:00+00:00", "2024-03-31 12:00:00+00:00")
    ]
    with EventLog.from_rows(rows, LogMapping(("c",), ("a",), "t", tz="Europe/Amsterdam"), ["c", "a", "t"]) as log:
        assert [h for h, n in enumerate(working_hours(log).people[6]) if n] == [1, 3, 14]


def test_open_cases(rows, log):
    spans = []
    for events in traces(rows).values():
        spans.append((min([events[0]["at"], *(e["begun"] for e in events if e["begun"])]), events[-1]["at"]))
    found = open_cases(log)
    assert sum(each.begun for each in found) == sum(each.ended for each in found) == len(spans)
    assert found[-1].open == 0
    for before, after in pairwise(found):
        assert after.open == before.open + after.begun - after.ended
    week = f"{spans[0][0].astimezone(SHANGHAI):%G-W%V}"
    assert next(each.begun for each in found if each.period == week) == sum(
        f"{a.astimezone(SHANGHAI):%G-W%V}" == week for a, _ in spans
    )


def test_waiting_before_an_activity(rows, facts):
    waits: dict[str, list[int]] = {}
    for events in traces(rows).values():
        for a, b in pairwise(events):
            waits.setdefault(b["step"], []).append(max(0, us((b["begun"] or b["at"]) - a["at"])))
    assert {w.activity: (w.wait.n, w.wait.median_us) for w in waiting(facts)} == {
        a: (len(v), median(v)) for a, v in waits.items()
    }


def test_batches():
    """Work comes every day and is done on Fridays."""
    rows = []
    for n in range(210):
        came = datetime(2024, 1, 1, 8, tzinfo=SHANGHAI) + timedelta(days=n % 70, minutes=n)
        done = came + timedelta(days=4 - came.weekday() if came.weekday() <= 4 else 11 - came.weekday())
        rows += [(str(n), "come", came), (str(n), "pay", done), (str(n), "book", done + timedelta(minutes=5))]
    # Cases that begin with it wait for nothing, however many there are on a day.
    rows += [(f"f{n}", "pay", datetime(2024, 1, 9, 8, tzinfo=SHANGHAI)) for n in range(500)]
    with EventLog.from_rows(rows, LogMapping(("c",), ("a",), "t"), ["c", "a", "t"]) as log:
        facts = Facts.of(log, read_config({}))
        (found,) = batches(facts)
        days = {r[2].date() for r in rows[:630] if r[1] == "pay"}
        assert (found.activity, found.events, found.days, found.arrive) == ("pay", 210, len(days), 70)
        assert found.median == 3 and not found.in_runs and found.top < 210
        assert batches(facts, least=211) == []


def test_approvals(rows, facts):
    first, second = approval_levels(facts)
    every = traces(rows)
    waits = [
        max(0, us((b["begun"] or b["at"]) - a["at"])) / 86_400e6
        for events in every.values()
        for a, b in pairwise(events)
        if b["step"] in "AB"
    ]
    assert (first.decisions, first.rejected) == (
        sum(r["step"] in "AB" for r in rows),
        sum(r["step"] == "B" for r in rows),
    )
    assert (len(first.waits), first.median, first.days) == pytest.approx((len(waits), median(waits), sum(waits)))
    assert first.deciders == 3 and second.rejected == 0
    assert named(facts, first.rejected_sql) == {c for c, e in every.items() if any(x["step"] == "B" for x in e)}
    passed = {c: len({x["step"] for x in e} & {"A", "C"}) for c, e in every.items()}
    chain = chains(facts)
    assert (chain.cases, chain.most) == (sum(n > 0 for n in passed.values()), max(passed.values()))
    found = bands(facts)
    amounts = sorted(float(c[1:]) * 100 for c, n in passed.items() if n)
    assert [b.cases for b in found] == [len(amounts[q::4]) for q in range(4)] and sum(b.cases for b in found) == len(
        amounts
    )
    low = 0.0
    for band in found:
        of = [c for c in passed if passed[c] and low < float(c[1:]) * 100 + 1 <= band.up_to + 1]
        low = band.up_to + 1
        assert named(facts, band.cases_sql) == set(of)
        assert band.levels == pytest.approx(mean(passed[c] for c in of))
        assert band.rejected == pytest.approx(mean(any(x["step"] == "B" for x in every[c]) for c in of))
        decided = [x for c in of for x in every[c] if x["step"] in "AB"]
        assert band.by_level[0][:3] == ("first", len(decided), sum(x["step"] == "B" for x in decided))


def test_controls(rows, facts):
    every = traces(rows)

    def did(events, step):
        return {e["who"] for e in events if e["step"] == step} - {None, "batch_01"}

    (eyes,) = four_eyes(facts)  # the pair with a step that the log has not is passed over
    both = {c: did(e, "A") & did(e, "B") for c, e in every.items()}
    assert named(facts, eyes.sql) == {c for c, who in both.items() if who} and eyes.cases == sum(
        map(bool, both.values())
    )
    assert eyes.concerned == sum(bool(did(e, "A")) and bool(did(e, "B")) for e in every.values())
    assert dict(eyes.people) == Counter(who for both in both.values() for who in both)
    steps = {c: [x["step"] for x in e] for c, e in every.items()}
    (missing,) = skipped(facts)
    assert named(facts, missing.sql) == {c for c, s in steps.items() if "E" in s and "A" not in s}
    assert (missing.cases, missing.concerned) == (len(named(facts, missing.sql)), sum("E" in s for s in steps.values()))
    (order,) = wrong_order(facts)
    assert named(facts, order.sql) == {
        c for c, s in steps.items() if "A" in s and "B" in s and s.index("B") < s.index("A")
    }
    (late,) = late_changes(facts)
    after = {c: s[s.index("D") + 1 :].count("C") for c, s in steps.items() if "D" in s}
    assert named(facts, late.sql) == {c for c, n in after.items() if n} and late.times == sum(after.values())


def test_work_that_comes_back_to_a_person(rows, facts):
    found, expected = people_back(facts), Counter()
    for events in traces(rows).values():
        for a, b, c in zip(events, events[1:], events[2:], strict=False):
            if a["who"] == c["who"] != b["who"] and not {a["who"], b["who"]} & {None, "batch_01"}:
                expected[tuple(sorted((a["who"], b["who"])))] += 1
    assert {(p.first, p.second): p.times for p in found.pairs} == dict(expected)
    assert found.times == sum(expected.values()) and facts.evidence(found.sql).count == found.cases


def test_doers_and_systems(rows, facts):
    for each in doers(facts):
        of = Counter(r["who"] for r in rows if r["step"] == each.activity)
        human = {who: n for who, n in of.items() if who not in (None, "batch_01")}
        total = sum(human.values())
        assert (each.events, each.people, each.by_people) == (sum(of.values()), len(human), total)
        assert each.top_share == pytest.approx(max(human.values()) / total) and human[each.top] == each.times
        assert each.hhi == pytest.approx(sum((n / total) ** 2 for n in human.values()))
        assert each.by_systems == of["batch_01"]


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("batch_00", True),
        ("SYSTEM", True),
        ("RPA-Bot 3", True),
        ("接口用户", True),
        ("Abbott", False),
        ("Robotham", False),
        ("张三", False),
    ],
)
def test_names_of_systems(name, system):
    assert bool(SYSTEM.search(name)) == system


def test_steps_of_slow_cases_are_found_and_no_others():
    """A check makes every sixth case slow, a second round of it every twelfth; a step by the toss of a coin does nothing."""
    rows = []
    for n in range(720):
        steps = [
            "ask",
            *(["check"] * (2 if n % 12 == 0 else 1 if n % 6 == 0 else 0)),
            *(["print"] if n % 5 < 2 else []),
            "pay",
        ]
        days = 40 + n % 7 if n % 12 == 0 else 4 + n % 3 if n % 6 == 0 else 1 + n % 5
        for i, step in enumerate(steps):
            at = datetime(2024, 1, 1, tzinfo=SHANGHAI) + timedelta(days=days * i / (len(steps) - 1), minutes=n)
            rows.append((str(n), step, at))
    with EventLog.from_rows(rows, LogMapping(("c",), ("s",), "t"), ["c", "s", "t"]) as log:
        facts = Facts.of(log, read_config({}))
        found = step_causes(facts)
        assert [(c.activity, c.again) for c in found] == [("check", True), ("check", False)]
        twice, once = found
        assert (twice.cases, once.cases) == (60, 120) and twice.lift > once.lift > 1
        assert (
            named(facts, twice.sql) <= {str(n) for n in range(0, 720, 12)}
            and len(named(facts, twice.sql)) == twice.slow
        )


def test_root_causes_find_the_cause_and_no_other():
    rows = []
    for n in range(600):
        slow = n % 6 == 0
        days = 30 + n % 7 if slow and n % 5 else 1 + n % 4
        where = "Lhasa" if slow else ("Wuhan" if n % 2 else "Jinan")
        for day, step in ((0, "ask"), (days, "pay")):
            at = datetime(2024, 1, 1, tzinfo=SHANGHAI) + timedelta(days=day, minutes=n)
            rows.append((str(n), step, at, where, f"k{n % 5}", str(n)))
    with EventLog.from_rows(
        rows, LogMapping(("c",), ("s",), "t"), ["c", "s", "t", "case:Place", "case:Noise", "case:Number"]
    ) as log:
        facts = Facts.of(log, read_config({"attributes": ["Place", "Noise"]}))
        (found,) = root_causes(facts, IDENTITY, NOBODY)
        assert (found.attribute, found.value) == ("Place", "Lhasa")
        limit = quantile([us(b[2] - a[2]) for a, b in zip(rows[::2], rows[1::2], strict=True)], 0.9)
        slow = {r[0] for a, r in zip(rows[::2], rows[1::2], strict=True) if us(r[2] - a[2]) > limit}
        of = {r[0] for r in rows if r[3] == "Lhasa"}
        assert (found.cases, found.slow) == (len(of), len(of & slow)) and named(facts, found.sql) == of & slow
        assert found.lift == pytest.approx(len(of & slow) / len(of) / (len(slow) / 600))
        assert root_causes(Facts.of(log, read_config({"attributes": ["Noise"]})), IDENTITY, NOBODY) == []
