"""Turning points against a search in small steps, shares of wins against the exact area, and the word "decisive"."""

from decimal import Decimal

import numpy as np
import pytest

from golive.engines.selection import (
    Cost,
    Criterion,
    Doubt,
    Method,
    Node,
    SelectionError,
    judge,
    matrix,
    ownership,
    reversals,
    shares_of_wins,
    spread,
    turns,
)
from golive.engines.selection.scoring import rank
from golive.engines.selection.sensitivity import moved


def random_matrix(draw, scaled=False):
    rows, columns = draw.integers(2, 6), draw.integers(2, 6)
    criteria = [
        Criterion(f"c{n}", cost=bool(draw.random() < 0.4), low=0 if scaled else None, high=10 if scaled else None)
        for n in range(columns)
    ]
    scores = draw.integers(1, 11, (rows, columns))
    return matrix([f"a{n}" for n in range(rows)], criteria, scores, draw.integers(1, 10, columns))


def leader_at(m, method, columns, t):
    return rank(m.weighted(moved(m, columns, t)), method).winners


@pytest.mark.parametrize("method", list(Method))
def test_turning_points_are_where_a_search_in_small_steps_finds_them(method):
    """For each criterion of 40 matrices: nobody else leads between the present weight and the point, somebody else beyond."""
    draw, step, seen = np.random.default_rng(3), 1 / 100, 0
    for n in range(40):
        m = random_matrix(draw, scaled=n % 2 == 0)
        now = rank(m, method).winners
        for turn, column in zip(turns(m, method), range(len(m.criteria)), strict=True):
            for flip, path in (
                (turn.below, np.arange(turn.weight, 0, -step)),
                (turn.above, np.arange(turn.weight, 1, step)),
            ):
                others = [t for t in path if set(leader_at(m, method, [column], t)).isdisjoint(now)]
                if flip is None:
                    assert others == []
                    continue
                seen += 1
                side = 1 if flip.change >= 0 else -1
                assert all((t - flip.at) * side >= -1e-9 for t in others)
                assert leader_at(m, method, [column], flip.at + side * 2e-6)[0] == flip.winner
                before = leader_at(m, method, [column], flip.at - side * 1e-6)
                assert not set(before).isdisjoint(now) or abs(flip.change) < 1e-6
    assert seen > 60


def test_a_turning_point_reckoned_by_hand():
    """a leads on x (1 against 0.4), b on y (1 against 0.5). They are level where 0.6 x = 0.5 y, so at x = 5/11."""
    m = matrix(["a", "b"], [Criterion("x", low=0, high=10), Criterion("y", low=0, high=10)], [[10, 5], [4, 10]], [6, 4])
    x, y = turns(m, Method.WEIGHTED_SUM)
    assert x.above is None and x.below.at == pytest.approx(5 / 11) and x.below.winner == 1
    assert y.below is None and y.above.at == pytest.approx(6 / 11) and y.nearest.change == pytest.approx(6 / 11 - 0.4)


def test_a_group_of_criteria_is_moved_as_a_whole():
    m = matrix(
        ["a", "b"],
        [Criterion(n, low=0, high=10) for n in "xyz"],
        [[9, 8, 2], [5, 5, 9]],
        [0.3, 0.3, 0.4],
    )
    (group,) = turns(m, Method.WEIGHTED_SUM, {"both": [0, 1]})
    # a: 0.85 g + 0.2 (1 - g), b: 0.5 g + 0.9 (1 - g); level at g = 0.7 / 1.05
    assert group.weight == pytest.approx(0.6) and group.above.at == pytest.approx(0.7 / 1.05)
    assert turns(m, Method.WEIGHTED_SUM, {"all": [0, 1, 2]})[0].nearest is None


def test_share_of_wins_is_the_area_in_which_one_leads():
    """Two criteria: a leads where the first weight, uniform on 0 to 1, is above 5/11."""
    m = matrix(["a", "b"], [Criterion("x", low=0, high=10), Criterion("y", low=0, high=10)], [[10, 5], [4, 10]], [6, 4])
    found = shares_of_wins(m, Method.WEIGHTED_SUM, draws=40_000)
    assert found[0] == pytest.approx(6 / 11, abs=0.01) and found.sum() == pytest.approx(1)
    again = shares_of_wins(m, Method.WEIGHTED_SUM, draws=40_000)
    assert (found == again).all() and (shares_of_wins(m, Method.WEIGHTED_SUM, draws=40_000, seed=2) != found).any()
    near = shares_of_wins(m, Method.WEIGHTED_SUM, draws=4000, about=5000)
    assert near[0] > 0.99  # 0.6 is far above 5/11 when weights hardly vary
    level = matrix(["a", "b"], [Criterion("x"), Criterion("y")], [[1, 1], [1, 1]], [1, 1])
    assert list(shares_of_wins(level, Method.TOPSIS, draws=10)) == [0.5, 0.5]
    with pytest.raises(SelectionError):
        shares_of_wins(m, Method.TOPSIS, seed=-1)


def test_a_third_one_can_turn_the_order_of_two_and_that_is_said():
    fixed = matrix(
        ["a", "b", "c"],
        [Criterion("x", low=0, high=10), Criterion("y", low=0, high=10)],
        [[10, 1], [6, 6], [2, 9]],
        [1, 1],
    )
    assert reversals(fixed, Method.WEIGHTED_SUM) == []
    ratio = matrix(["a", "b", "c"], [Criterion("x"), Criterion("y")], [[9, 3], [5, 5.5], [1, 40]], [0.5, 0.5])
    found = reversals(ratio, Method.WEIGHTED_SUM)
    # With c there, y is worth little; without it b's y is the best that occurs.
    full, rest = rank(ratio, Method.WEIGHTED_SUM), rank(ratio.without(2), Method.WEIGHTED_SUM)
    assert full.totals[0] > full.totals[1] and rest.ranks == (2, 1)
    assert [(r.removed, r.first, r.second, r.of_winner) for r in found] == [(2, 0, 1, False)]


CLEAR = [[9, 8, 9], [4, 5, 3], [3, 3, 4]]


def test_decisive_only_when_it_is():
    criteria = [Criterion(n, low=0, high=10) for n in "xyz"]
    assert judge(matrix("abc", criteria, CLEAR, [5, 3, 2])).decisive
    turned = judge(matrix("abc", criteria, [[9, 4, 5], [6, 9, 6], [1, 1, 1]], [5, 3, 2]))
    assert not turned.decisive and turned.winner == 1
    assert {r.doubt for r in turned.reasons} >= {Doubt.ONE_WEIGHT, Doubt.RANDOM_WEIGHTS}
    near = turned.nearest_flip
    first = next(r for r in turned.reasons if r.doubt is Doubt.ONE_WEIGHT)
    assert first.name == near.name and first.figure == near.change and 0 < abs(near.change) < 0.10
    tie = judge(matrix("ab", criteria, [[5, 5, 5], [5, 5, 5]], [1, 1, 1]))
    assert [r.doubt for r in tie.reasons] == [Doubt.TIE]


def test_a_result_that_hangs_on_one_judge_is_not_decisive():
    criteria = [Criterion(n, low=0, high=10) for n in "xyz"]
    without = matrix("abc", criteria, [CLEAR[1], CLEAR[0], CLEAR[2]], [5, 3, 2])
    found = judge(
        matrix("abc", criteria, CLEAR, [5, 3, 2]),
        judges={"王": without, "李": matrix("abc", criteria, CLEAR, [5, 3, 2])},
    )
    assert [(r.doubt, r.name, r.other) for r in found.reasons] == [(Doubt.ONE_JUDGE, "王", 1)]


def test_methods_that_disagree_are_not_decisive():
    draw = np.random.default_rng(11)
    for _n in range(400):
        m = random_matrix(draw)
        one, other = rank(m, Method.WEIGHTED_SUM), rank(m, Method.TOPSIS)
        if len(one.winners) == 1 and one.winners != other.winners:
            assert Doubt.METHODS_DISAGREE in {r.doubt for r in judge(m, draws=50).reasons}
            return
    raise AssertionError("none of 400 random matrices divides the methods")


def test_a_tree_shares_out_its_weight():
    found = spread(
        [
            Node("fit", weight=3),
            Node("price", weight=1),
            Node("stock", "fit", 2),
            Node("ledger", "fit", 1),
            Node("lots", "stock"),
        ]
    )
    assert found["fit"].overall == 0.75 and found["price"].leaves == ("price",)
    assert found["stock"].overall == pytest.approx(0.5) and found["stock"].local == pytest.approx(2 / 3)
    assert found["fit"].leaves == ("lots", "ledger")
    leaves = [p for p in found.values() if p.leaves == (p.key,)]
    assert sum(p.overall for p in leaves) == pytest.approx(1)
    for broken, code in (
        ([Node("a", "b"), Node("b", "a"), Node("c")], "tree"),
        ([Node("a", "nowhere")], "tree"),
        ([Node("a"), Node("a")], "duplicate"),
        ([Node("a", weight=0), Node("b", weight=0)], "weights"),
    ):
        with pytest.raises(SelectionError) as refusal:
            spread(broken)
        assert refusal.value.code == code


def test_five_years_of_ownership():
    """A licence of 100,000 yuan, a fee of 20,000 a year rising by 5 %, discounted by 6 %."""
    found = ownership(
        [Cost("licence", 10_000_000), Cost("fee", 2_000_000, 1, 5, Decimal("0.05"))], years=5, rate=Decimal("0.06")
    )
    assert found.years == (10_000_000, 2_000_000, 2_100_000, 2_205_000, 2_315_250, 2_431_012)
    assert found.total == 21_051_262 and found.kinds == {"licence": 10_000_000, "fee": 11_051_262}
    by_hand = 10_000_000 + sum(fen / 1.06**y for y, fen in enumerate(found.years) if y)
    assert found.present == round(by_hand)
    assert ownership([Cost("late", 5, 9)], years=5).total == 0
