"""Map, variants, durations, rework, handover: against the same reckoned over plain lists."""

import itertools
from collections import Counter
from itertools import pairwise

import pytest

from golive.engines.mining.analyse import durations, handover, process_map, rework, throughput, variants
from golive.engines.mining.filters import VariantFilter, filtered
from golive.engines.mining.log.steps import STEP_SQL
from tests.engines.mining.plain import figures, load, made_up, traces, us

SYSTEMS = ("batch_01",)


@pytest.fixture(scope="module")
def rows():
    return made_up(7)


@pytest.fixture(scope="module")
def log(rows):
    with load(rows) as made:
        made.mark_system(SYSTEMS)
        yield made


def test_the_map(rows, log):
    times: dict[tuple[str, str], list[int]] = {}
    in_cases: Counter = Counter()
    for events in traces(rows).values():
        pairs = list(pairwise(events))
        for a, b in pairs:
            times.setdefault((a["step"], b["step"]), []).append(us(b["at"] - a["at"]))
        in_cases.update({(a["step"], b["step"]) for a, b in pairs})
    found = process_map(log)
    assert {(e.source, e.target): e.frequency for e in found.edges} == {k: len(v) for k, v in times.items()}
    assert {(e.source, e.target): e.cases for e in found.edges} == dict(in_cases)
    for edge in found.edges:
        time = edge.time
        expected = figures(times[edge.source, edge.target])
        assert (time.n, time.mean_us, time.median_us, time.p90_us) == pytest.approx(expected)
    starts = Counter(events[0]["step"] for events in traces(rows).values())
    ends = Counter(events[-1]["step"] for events in traces(rows).values())
    for node in found.nodes:
        of_node = [r for r in rows if r["step"] == node.activity]
        begun = [us(r["at"] - r["begun"]) for r in of_node if r["begun"]]
        assert (node.events, node.starts, node.ends) == (len(of_node), starts[node.activity], ends[node.activity])
        assert node.cases == len({r["case"] for r in of_node})
        assert node.service.mean_us == pytest.approx(figures(begun)[1])


def test_variants(rows, log):
    expected = Counter(tuple(e["step"] for e in events) for events in traces(rows).values())
    found = variants(log)
    assert {v.activities: v.cases for v in found} == dict(expected)
    assert [v.cases for v in found] == sorted(expected.values(), reverse=True)
    first = found[0]
    with filtered(log, [VariantFilter((first.key,))]) as part:
        assert part.cases == first.cases
    assert [v.activities for v in variants(log, limit=3, times=False)] == [v.activities for v in found[:3]]


def test_signatures_do_not_meet():
    """Sequences that a weak sum would confuse: permutations, shifted repetitions, long runs."""
    rows = [
        {"case": "".join(p), "step": a, "at": f"2024-01-01 00:{n:02}:00", "begun": None, "who": None}
        for p in itertools.chain(
            itertools.permutations("ABCDEF"), itertools.product("AB", repeat=9), itertools.product("ABC", repeat=5)
        )
        for n, a in enumerate(p)
    ]
    with load(rows) as log:
        assert len(variants(log)) == 720 + 512 + 243 == log.cases


def test_durations_and_their_periods(rows, log):
    spans, months = [], Counter()
    for events in traces(rows).values():
        begin = min(e for e in (events[0]["begun"], events[0]["at"]) if e)
        begin = min([begin, *(e["begun"] for e in events if e["begun"])])
        spans.append(us(events[-1]["at"] - begin))
        months[f"{begin:%Y-%m}"] += 1
    found = durations(log)
    assert (found.n, found.mean_us, found.median_us, found.p90_us) == pytest.approx(figures(spans))
    all_of_it = throughput(log)
    assert sum(n for *_, n in all_of_it.histogram) == log.cases
    assert {label: spread.n for label, spread in all_of_it.periods} == dict(months)
    for low, high, n in all_of_it.histogram[:-1]:
        assert n == sum(low <= span < high for span in spans)


def test_rework(rows, log):
    extra, cases, loops, back = Counter(), Counter(), Counter(), Counter()
    reworked = 0
    for events in traces(rows).values():
        count = Counter(e["step"] for e in events)
        reworked += any(n > 1 for n in count.values())
        for activity, n in count.items():
            if n > 1:
                extra[activity] += n - 1
                cases[activity] += 1
        loops.update(a["step"] for a, b in pairwise(events) if a["step"] == b["step"])
        for a, b, c in zip(events, events[1:], events[2:], strict=False):
            back[a["step"], b["step"]] += a["step"] == c["step"] != b["step"]
    found = rework(log)
    assert found.cases == reworked
    assert {r.activity: (r.extra, r.cases, r.self_loops) for r in found.activities} == {
        a: (extra[a], cases[a], loops[a]) for a in extra
    }
    assert {(b.first, b.second): b.times for b in found.activities_back} == {k: n for k, n in back.items() if n}
    without = rework(log, legitimate=("A", "B"))
    assert {r.activity for r in without.activities} == set(extra) - {"A", "B"}
    assert without.cases == sum(
        any(n > 1 for a, n in Counter(e["step"] for e in events).items() if a not in "AB")
        for events in traces(rows).values()
    )


def test_handover(rows, log):
    expected = Counter(
        (a["who"], b["who"]) for events in traces(rows).values() for a, b in pairwise(events) if a["who"] and b["who"]
    )
    assert {(h.giver, h.taker): h.times for h in handover(log)} == dict(expected)
    assert {(h.giver, h.taker): h.times for h in handover(log, times=False)} == dict(expected)


def test_steps_from_arrays_are_those_of_the_window_functions(rows, log):
    core = """CREATE TEMP TABLE _core AS SELECT case_id, seq, act_id, ts_us, ts_start_us, res_id, CAST(NULL AS INTEGER) AS _order
              FROM event ORDER BY hash(seq)"""
    log.con.execute(core)
    assert log.rows(f"{STEP_SQL} ORDER BY case_id, pos") == log.rows("SELECT * FROM step ORDER BY case_id, pos")
    log.con.execute("DROP TABLE _core")
