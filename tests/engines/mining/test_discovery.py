"""The inductive miner against its promises: noise-free logs always fit; known processes are found again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.engines.mining.conformance import align
from golive.engines.mining.discovery import Traces, discover, discover_from_graph
from golive.engines.mining.discovery.splits import _longest_rising, split_loop
from golive.engines.mining.model.net import enabled, fire, net_of_tree, reduced
from golive.engines.mining.model.tree import (
    SILENT,
    choice,
    leaf,
    loop,
    may_be_empty,
    parallel,
    sequence,
    shortest,
    simplified,
)
from tests.engines.mining.trees import language, logs, trees

A, B, C, D, E = map(leaf, "abcde")


@settings(max_examples=60, deadline=None)
@given(logs())
def test_every_trace_of_a_noise_free_log_fits(log):
    tree = discover(log)
    found = align(log, net_of_tree(tree), shortest=shortest(tree))
    assert found.not_aligned_share == 0
    assert found.fitness == 1 and found.perfect_share == 1, str(tree)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(trees())
def test_what_may_happen_is_never_narrower_than_the_log_of_a_tree(tree):
    log = dict.fromkeys(language(tree, 7, rounds=1), 1)
    found = discover(log)
    assert set(log) <= language(found, 7, rounds=7), str(found)


def test_known_processes_are_found_again():
    cases = [
        (sequence(A, choice(B, C), D), 0),
        (sequence(A, parallel(B, C), D), 0),
        (sequence(A, loop(B, C), D), 0),
        (choice(sequence(A, B), sequence(C, D)), 0),
        (sequence(A, choice(SILENT, B), C), 0),
        (sequence(A, loop(sequence(parallel(B, C), D), E)), 0),
    ]
    for tree, noise in cases:
        found = discover(dict.fromkeys(language(tree, 12), 5), noise)
        assert language(found, 9) == language(tree, 9), f"{found} for {tree}"


def test_steps_that_are_skipped_together_stay_together():
    found = discover({("a", "b", "c", "d"): 5, ("a", "d"): 5})
    assert language(found, 9) == {("a", "b", "c", "d"), ("a", "d")}


def test_rare_behaviour_is_filtered_only_when_asked_for():
    log = {("a", "b", "c", "d"): 1000, ("a", "c", "d", "b"): 1}
    assert str(discover(log, 0.2)) == "→('a', 'b', 'c', 'd')"
    assert ("a", "c", "d", "b") in language(discover(log), 4)


def test_noise_is_a_share():
    for wrong in (-0.1, 1.1):
        try:
            discover({("a",): 1}, wrong)
        except ValueError:
            continue
        raise AssertionError(wrong)


def test_nothing_and_empty_traces():
    assert discover({}) == SILENT
    assert discover({(): 3}) == SILENT
    assert language(discover({(): 3, ("a",): 2}), 2) == {(), ("a",)}


@settings(max_examples=60, deadline=None)
@given(trees())
def test_simplifying_and_reducing_keep_the_language(tree):
    words = language(tree, 5, rounds=4)
    assert language(simplified(tree), 5, rounds=4) == words
    assert may_be_empty(tree) == (() in words)
    assert shortest(tree) == min(map(len, words), default=shortest(tree))
    assert played(reduced(net_of_tree(tree)), 4) == played(net_of_tree(tree), 4) == {w for w in words if len(w) <= 4}


def played(net, longest):
    """All words of a net by exploring its markings."""
    done, words = set(), set()
    front = [((), tuple(sorted(net.initial.items())))]
    finals = {tuple(sorted(m.items())) for m in net.finals}
    while front:
        state = front.pop()
        if state in done:
            continue
        done.add(state)
        word, marking = state
        if marking in finals:
            words.add(word)
        for number in enabled(net, dict(marking)):
            label = net.transitions[number].label
            longer = word if label is None else (*word, label)
            if len(longer) <= longest:
                front.append((longer, tuple(sorted(fire(net, dict(marking), number).items()))))
    return words


def test_the_graph_alone_gives_the_same_simple_process():
    edges = {("a", "b"): 5, ("a", "c"): 4, ("b", "d"): 5, ("c", "d"): 4}
    found = discover_from_graph(edges, {"a": 9}, {"d": 9})
    assert language(found, 4) == {("a", "b", "d"), ("a", "c", "d")}
    rare = discover_from_graph({**edges, ("d", "a"): 1}, {"a": 9}, {"d": 9}, noise=0.2)
    assert language(rare, 4) == {("a", "b", "d"), ("a", "c", "d")}


@given(st.lists(st.integers(0, 3), max_size=9))
def test_the_fewest_events_are_left_out_of_a_sequence(at):
    kept = _longest_rising(at, 4)
    left = [g for g, keep in zip(at, kept, strict=True) if keep]
    assert left == sorted(left)
    best = max(
        sum(mask >> i & 1 for i in range(len(at)))
        for mask in range(1 << len(at))
        if (chosen := [g for i, g in enumerate(at) if mask >> i & 1]) == sorted(chosen)
    )
    assert len(left) == best


def test_equal_traces_are_merged():
    traces, names = Traces.of([(("a", "b"), 2), (("a", "b"), 3), ((), 1)])
    assert names == ["a", "b"] and sorted(traces.weights) == [1, 5] and traces.cases == 6


def test_a_loop_is_split_with_an_empty_body_where_redo_parts_touch():
    """Body b, redo parts x and y: b x y b has nothing between x and y, and x b begins without a body."""
    log, names = Traces.of({("b", "x", "y", "b"): 3, ("x", "b"): 2})
    number = {name: i for i, name in enumerate(names)}
    body, first, second = split_loop(log, [np.array([number[k]]) for k in "bxy"])
    assert body.empty_cases == 3 + 2 and body.cases == 3 * 2 + 2 + 5
    assert (first.cases, second.cases) == (5, 3) and not first.empty_cases


def test_what_is_entered_from_within_the_body_is_no_way_back():
    """b also stands between a and d: were it taken for a way back, a alone would be a whole case."""
    log = {("a", "b", "d"): 5, ("a", "d"): 5, ("a", "d", "b", "a", "d"): 5}
    assert ("a",) not in language(discover(log), 3)
