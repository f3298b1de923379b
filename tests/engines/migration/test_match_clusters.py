"""One wrong pair must not weld two firms together."""

import random
from itertools import combinations

import pytest

from golive.engines.migration.match.clusters import Link, cluster, probability, weight

FIRST, SECOND = (1, 2, 3, 4), (5, 6, 7, 8)


def firm(rows, value):
    return [Link(a, b, value) for a, b in combinations(rows, 2)]


def rows_of(groups):
    return [group.rows for group in groups]


def test_a_bridge_between_two_firms_is_cut_and_both_are_marked():
    groups = cluster([*firm(FIRST, 9.0), *firm(SECOND, 9.0), Link(4, 5, 6.0)], 0.95)
    assert rows_of(groups) == [FIRST, SECOND]
    assert [(group.chained, group.component) for group in groups] == [(True, 8), (True, 8)]


def test_a_chain_falls_apart_but_a_pair_stands():
    chain = [Link(n, n + 1, 5.0) for n in range(1, 8)]
    groups = cluster(chain, 0.95)
    assert all(len(group.rows) == 2 and group.chained for group in groups)
    assert rows_of(cluster(chain[:1], 0.95)) == [(1, 2)] and not cluster(chain[:1], 0.95)[0].chained


def test_what_was_found_unlike_speaks_against_joining():
    triangle = [Link(1, 2, 8.0), Link(2, 3, 12.0)]
    assert rows_of(cluster([*triangle, Link(1, 3, 3.0)], 0.95)) == [(1, 2, 3)]
    assert rows_of(cluster([*triangle, Link(1, 3, -6.0)], 0.95)) == [(2, 3)]


def test_the_probability_is_that_of_the_weakest_bridge():
    (group,) = cluster([Link(1, 2, 10.0), Link(2, 3, 6.0), Link(1, 3, 8.0)], 0.95)
    assert group.probability == pytest.approx(probability(7.0))  # 3 joins {1, 2} at the average of 6 and 8


def test_decided_rows_stay_together_whatever_links_say():
    groups = cluster([*firm(FIRST, 9.0), *firm(SECOND, 9.0), Link(4, 5, -6.0)], 0.95, [(4, 5), (20, 21)])
    assert (20, 21) in rows_of(groups)
    assert any({4, 5} <= set(rows) for rows in rows_of(groups))


def test_the_order_of_links_does_not_matter():
    rng = random.Random(3)
    links = [Link(a, b, round(rng.gauss(2, 5), 3)) for a, b in combinations(range(40), 2) if rng.random() < 0.3]
    wanted = cluster(links, 0.9)
    rows = [row for group in wanted for row in group.rows]
    assert len(rows) == len(set(rows)) and wanted
    for _ in range(5):
        rng.shuffle(links)
        assert rows_of(cluster(links, 0.9)) == rows_of(wanted)


def test_weight_and_probability_are_each_other_turned_round():
    assert (
        weight(0.5) == 0 and probability(3.0) == pytest.approx(8 / 9) and weight(probability(4.2)) == pytest.approx(4.2)
    )
