"""Thresholds by labels: counts by hand, intervals by Wilson's formula, and which pairs are asked next."""

import pytest

from golive.engines.migration.match import MatchError, choose_threshold, next_to_label, quality, wilson
from golive.engines.migration.match.labels import Scored

LABELS = [
    Scored(p, same) for p, same in ((0.99, True), (0.97, True), (0.9, False), (0.8, True), (0.4, False), (0.2, True))
]


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (8, 10, 0.49016, 0.94332),
        (0, 10, 0.0, 0.27753),
        (10, 10, 0.72247, 1.0),
        (95, 100, 0.88825, 0.97846),
        (0, 0, 0, 1),
    ],
)
def test_wilson_against_published_values(hits, of, low, high):
    assert wilson(hits, of) == pytest.approx((low, high), abs=5e-5)


def test_wilson_solves_its_own_equation():
    """The ends are where |p̂ − p| = z √(p(1−p)/n)."""
    for end in wilson(37, 50):
        assert abs(0.74 - end) == pytest.approx(1.959964 * (end * (1 - end) / 50) ** 0.5, rel=1e-6)


def test_counts_at_a_threshold():
    found = quality(LABELS, 0.8)
    assert (found.right, found.wrong, found.missed) == (3, 1, 1)
    assert (found.precision, found.recall, found.f1) == (0.75, 0.75, 0.75)
    assert found.precision_interval == wilson(3, 4)


def test_the_best_threshold_and_the_lowest_that_shows_a_precision():
    assert choose_threshold(LABELS[:5]).threshold == 0.8  # 3 right, 1 wrong: 6/7, against 4/5 from 0.97 on
    sure = [Scored(0.9 + n / 1000, True) for n in range(60)] + [
        Scored(0.5, False),
        Scored(0.85, False),
        Scored(0.86, False),
    ]
    assert choose_threshold(sure, least_precision=0.93).threshold == 0.9
    with pytest.raises(MatchError, match="precision_not_shown"):
        choose_threshold(LABELS, least_precision=0.9)
    with pytest.raises(MatchError, match="too_few_labels"):
        choose_threshold(LABELS[:2])


def test_asked_next_are_the_doubtful_and_some_at_random():
    pairs = [(n, n + 1, n / 100) for n in range(1, 100)]
    asked = next_to_label(pairs, [(96, 95)], 0.95, 6, seed=4)
    assert [(each.first, each.drawn) for each in asked[:3]] == [(94, "near"), (96, "near"), (93, "near")]
    assert [each.drawn for each in asked[3:]] == ["random"] * 3 and len({each[:2] for each in asked}) == 6
    assert (
        asked == next_to_label(pairs, [(95, 96)], 0.95, 6, seed=4) != next_to_label(pairs, [(95, 96)], 0.95, 6, seed=5)
    )
    assert len(next_to_label(pairs[:2], [], 0.95, 6)) == 2
