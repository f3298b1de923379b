"""Alignments against brute force and published figures; what was not aligned is said."""

from __future__ import annotations

import heapq
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.engines.mining.conformance import Cache, DeviationKind, align, cases_of, deviations, traces_of
from golive.engines.mining.conformance.alignments import ModelDeadEnd
from golive.engines.mining.discovery import discover
from golive.engines.mining.model.net import PetriNet, Transition, enabled, fire, net_of_tree
from golive.engines.mining.model.tree import choice, leaf, parallel, sequence, shortest
from golive.engines.mining.simulation import net_to_be, read_scenario, taken_away
from tests.engines.mining.made_logs import log_of
from tests.engines.mining.trees import trees

ABC = sequence(leaf("a"), leaf("b"), leaf("c"))


def cheapest(net, trace, most=30):
    """Dijkstra over (position, marking)."""
    finals = {tuple(sorted(m.items())) for m in net.finals}
    order = itertools.count()
    front, done = [(0, next(order), 0, tuple(sorted(net.initial.items())))], set()
    while front:
        cost, _, at, marking = heapq.heappop(front)
        if (at, marking) in done:
            continue
        done.add((at, marking))
        if at == len(trace) and marking in finals:
            return cost
        if at < len(trace):
            heapq.heappush(front, (cost + 1, next(order), at + 1, marking))
        for number in enabled(net, dict(marking)):
            label = net.transitions[number].label
            after = tuple(sorted(fire(net, dict(marking), number).items()))
            heapq.heappush(front, (cost + (label is not None), next(order), at, after))
            if label is not None and at < len(trace) and trace[at] == label:
                heapq.heappush(front, (cost, next(order), at + 1, after))
    raise AssertionError("no way to the end")


@settings(max_examples=80, deadline=None)
@given(trees("abcd"), st.lists(st.sampled_from("abcdx"), max_size=6).map(tuple))
def test_alignments_are_as_cheap_as_they_can_be(tree, trace):
    net = net_of_tree(tree)
    found = align({trace: 3}, net)
    alignment, best = found.alignments[trace], cheapest(net, trace)
    assert alignment.cost == best
    worst = len(trace) + shortest(tree)
    assert found.fitness == pytest.approx(1 - best / worst if worst else 1)
    # The moves are a run of the net and read the trace in order.
    marking = dict(net.initial)
    assert [m.event for m in alignment.moves if m.event is not None] == list(range(len(trace)))
    for move in alignment.moves:
        if move.transition is not None:
            assert move.transition in enabled(net, marking)
            marking = fire(net, marking, move.transition)
            if move.event is not None:
                assert net.transitions[move.transition].label == trace[move.event]
    assert marking in net.finals


def test_fitness_of_a_log_weighs_cases():
    found = align({("a", "b", "c"): 90, ("a", "c"): 10}, net_of_tree(ABC))
    assert found.perfect_share == 0.9
    assert found.fitness == pytest.approx(1 - 10 / (90 * 6 + 10 * 5))
    assert found.mean_fitness == pytest.approx((90 + 10 * (1 - 1 / 5)) / 100)


def test_what_is_not_aligned_is_said(monkeypatch):
    log = {("a", "b", "c"): 5, tuple("abc" * 40): 3, ("a", "c"): 2}
    found = align(log, net_of_tree(ABC), longest=100)
    assert (found.cases, found.aligned_cases, found.too_long) == (10, 7, 3) and found.not_aligned_share == 0.3
    ticks = itertools.count(0, 100)
    monkeypatch.setattr("golive.engines.mining.conformance.alignments.FIRST", 1)
    late = align(log, net_of_tree(ABC), seconds=150, clock=lambda: float(next(ticks)))
    assert late.aligned_cases == 5 and late.out_of_time == 2, "the commonest variant comes first"
    wide = net_of_tree(parallel(*map(leaf, "abcdefghij")))
    assert align({tuple("jihgfedcbx"): 4}, wide, states=5, shortest=10).too_hard == 4


def test_a_second_question_costs_nothing():
    cache, net = Cache(), net_of_tree(ABC)
    first = align({("a", "c"): 1}, net, cache=cache)
    assert align({("a", "c"): 1}, net, cache=cache, seconds=-1).alignments == first.alignments
    assert align({("a", "c"): 1}, net, seconds=-1).aligned_cases == 0
    assert (
        not align({("a", "c"): 1}, net_of_tree(sequence(leaf("a"), leaf("c"))), cache=cache).alignments["a", "c"].cost
    )


def test_a_blocked_model_is_refused():
    net = PetriNet(3, (Transition("a", (0,), (1,)),), {0: 1}, ({2: 1},))
    with pytest.raises(ModelDeadEnd):
        align({("a",): 1}, net)


def test_deviations_in_words_and_days():
    usual, skip, more, other = ("a", "b", "c"), ("a", "c"), ("a", "b", "b", "c"), ("b", "a", "x", "c")
    log = {usual: 100, skip: 40, more: 40, other: 35}
    rng = np.random.default_rng(1)
    durations = {t: rng.normal(20 if t is skip else 10, 1, n) for t, n in log.items()}
    found = {(d.kind, d.activity): d for d in deviations(align(log, net_of_tree(ABC)), log, durations)}
    left = found[DeviationKind.LEFT_OUT, "b"]
    assert left.cases == 40 and left.after == "a" and left.extra_days.value == pytest.approx(10, abs=0.6)
    assert left.total_days == pytest.approx(400, rel=0.1) and "没有做“b”" in left.zh and "left out “b”" in left.en
    assert "没有可证明的差别" in found[DeviationKind.ADDED, "b"].zh
    assert found[DeviationKind.UNKNOWN, "x"].cases == 35
    swapped = next(d for (kind, _), d in found.items() if kind is DeviationKind.ELSEWHERE)
    assert swapped.cases == 35 and swapped.activity in "ab"
    assert next(iter(deviations(align(log, net_of_tree(ABC)), log, durations))) == left, "the costliest first"


def test_variants_and_cases_of_a_log():
    cases = [[("a", 0, "x"), ("b", 24, "x")] if i % 3 else [("a", 0, "x")] for i in range(9)]
    with log_of(cases) as log:
        traces, durations = traces_of(log)
        assert traces == {("a", "b"): 6, ("a",): 3} and list(durations["a", "b"]) == [1.0] * 6
        assert cases_of(log, (("a",),)) == ["c00000", "c00003", "c00006"]


def test_the_published_log(domestic_log):
    """Every trace fits the noise-free model; the filtered model follows the main behaviour."""
    traces, _ = traces_of(domestic_log)
    assert len(traces) == 90
    exact, filtered = discover(traces), discover(traces, 0.2)
    assert align(traces, net_of_tree(exact), shortest=shortest(exact)).perfect_share == 1
    found = align(traces, net_of_tree(filtered), shortest=shortest(filtered))
    assert found.fitness > 0.93 and found.perfect_share > 0.67, "PM4Py's IMf: 0.9369 and 67.4 %"


@pytest.mark.parametrize(
    ("change", "fitting", "deviating"),
    [
        ({"drop": "b"}, ["ac", "axc"], ["abc"]),  # without its rejection: that is still a way
        ({"drop": {"steps": ["b"], "rejections": ["x"]}}, ["ac"], ["abc", "axc"]),
        ({"merge": {"steps": ["a", "b"]}}, ["ac", "axc"], ["abc", "c"]),
        ({"threshold": {"step": "b", "below": 5}}, ["ac", "abc", "axc"], ["bc"]),
        ({"automate": "b"}, ["abc", "axc"], ["ac"]),
    ],
)
def test_a_log_of_the_changed_process_is_held_against_what_the_change_leaves(change, fitting, deviating):
    """a, then b or its rejection x, then c."""
    present = net_of_tree(sequence(leaf("a"), choice(leaf("b"), leaf("x")), leaf("c")))
    net = net_to_be(present, taken_away(read_scenario({"changes": [change]})))
    assert [cheapest(net, trace) for trace in fitting] == [0] * len(fitting)
    assert all(cheapest(net, trace) > 0 for trace in deviating)
