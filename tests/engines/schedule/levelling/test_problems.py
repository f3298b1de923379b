"""Problems in whole periods: against brute force, and every schedule checked for feasibility."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.engines.schedule.levelling import (
    Activity,
    Budget,
    LevellingError,
    Order,
    Pool,
    Problem,
    Skill,
    crews,
    faults,
    justify,
    solve,
)
from tests.engines.schedule.levelling.brute import shortest, shortest_with_people

FEW = Budget(None, 1500)
NO_LAG = st.just(0)
FINISH_TO_START = st.just((False, False))


@st.composite
def orders(draw, n, lags=NO_LAG, kinds=FINISH_TO_START):
    pairs = draw(st.sets(st.tuples(st.integers(1, n), st.integers(1, n)).filter(lambda p: p[0] < p[1]), max_size=n))
    return tuple(Order(i, j, draw(lags), *draw(kinds)) for i, j in sorted(pairs))


@st.composite
def in_units(draw):
    """Up to five activities, two pools: what PSPLIB files say."""
    n = draw(st.integers(1, 5))
    pools = (Pool(1, units=draw(st.integers(2, 4))), Pool(2, units=draw(st.integers(1, 3))))
    acts = tuple(
        Activity(i, draw(st.integers(0, 3)), {p.id: draw(st.integers(0, p.units)) for p in pools})
        for i in range(1, n + 1)
    )
    return Problem(acts, pools, draw(orders(n, lags=st.integers(0, 1))))


@st.composite
def of_all_kinds(draw):
    """With releases, links of all types with lags and leads, and units that change over time."""
    plain = draw(in_units())
    n = len(plain.activities)
    acts = tuple(
        Activity(a.id, max(1, a.duration), {k: u for k, u in a.uses.items() if u}, release=draw(st.integers(0, 3)))
        for a in plain.activities
    )
    pools = tuple(
        Pool(p.id, units=p.units, steps=((2, draw(st.integers(0, p.units))), (4, p.units))) for p in plain.pools
    )
    kinds = st.tuples(st.booleans(), st.booleans())
    return Problem(acts, pools, draw(orders(n, st.integers(0, 2), kinds)))


@st.composite
def with_people(draw):
    n = draw(st.integers(1, 5))
    pools = tuple(Pool(k, skills={"a": draw(st.integers(0, 2)), "b": draw(st.integers(0, 2))}) for k in (1, 2))
    pools += (Pool(3, skills={"a": 2, "b": 2}),)
    skills = st.builds(Skill, st.sampled_from("ab"), st.integers(0, 2))
    acts = tuple(Activity(i, draw(st.integers(1, 6)), skills=(draw(skills),)) for i in range(1, n + 1))
    return Problem(acts, pools, draw(orders(n)))


def feasible(problem, answer):
    assert faults(problem, answer.starts, answer.finishes, answer.teams) == []
    assert answer.lower_bound <= answer.makespan == max(answer.finishes.values())
    return answer.makespan


@settings(max_examples=60, deadline=None)
@given(in_units())
def test_units_are_levelled_to_the_optimum(problem):
    assert justify.suits(problem)
    answer = solve(problem, FEW)
    best = shortest(problem)
    assert feasible(problem, answer) == best and answer.lower_bound <= best


@settings(max_examples=60, deadline=None)
@given(with_people())
def test_people_are_chosen_to_the_optimum(problem):
    assert crews.suits(problem)
    assert feasible(problem, solve(problem, FEW)) == shortest_with_people(problem)


@settings(max_examples=60, deadline=None)
@given(of_all_kinds())
def test_all_kinds_of_links_and_changing_units(problem):
    answer = solve(problem, Budget(None, 60))
    best = shortest(problem)
    assert answer.lower_bound <= best <= feasible(problem, answer)
    assert answer.makespan <= best + 3  # a serial schedule need not be optimal with links to finishes


def test_teams_of_several_skills():
    pools = (Pool(1, skills={"erp": 2}), Pool(2, skills={"erp": 1, "sql": 1}), Pool(3, skills={"sql": 2}))
    acts = (
        Activity(1, 4, skills=(Skill("erp", 1, 2),)),
        Activity(2, 3, skills=(Skill("erp", 2), Skill("sql", 1))),
        Activity(3, 5, skills=(Skill("sql", 2),)),
    )
    problem = Problem(acts, pools)
    answer = solve(problem, Budget(None, 200))
    assert set(answer.teams[1]) == {1, 2} and answer.teams[3] == (3,) and answer.teams[2][0] == 1
    assert feasible(problem, answer) == 7


def test_higher_priority_is_served_first():
    acts = (Activity(1, 5, {1: 1}), Activity(2, 5, {1: 1}, priority=700), Activity(3, 5, {1: 1}, priority=300))
    answer = solve(Problem(acts, (Pool(1),)), Budget(None, 50))
    assert answer.starts == {1: 5, 2: 0, 3: 10}


def test_what_may_not_move_stays_and_others_give_way():
    acts = (Activity(1, 5, {1: 1}), Activity(2, 4, {1: 1}, fixed=(2, 6)), Activity(3, 2, {1: 1}))
    answer = solve(Problem(acts, (Pool(1),)), Budget(None, 50))
    assert answer.starts == {1: 6, 2: 2, 3: 0}


def test_a_deadline_counts_more_than_the_end_of_all():
    acts = (Activity(1, 3, {1: 1}), Activity(2, 4, {1: 1}, deadline=4), Activity(3, 9))
    answer = solve(Problem(acts, (Pool(1),)), Budget(None, 50))
    assert answer.starts[2] == 0 and answer.late == ()


def test_moving_costs():
    acts = (
        Activity(1, 3, {1: 1}, present=0, move_cost=5.0),
        Activity(2, 3, {1: 1}, present=0, move_cost=1.0),
    )
    answer = solve(Problem(acts, (Pool(1),), only_later=True), Budget(None, 200))
    assert answer.starts == {1: 0, 2: 3}


def test_the_same_seed_gives_the_same_answer():
    acts = tuple(Activity(i, 1 + i * 7 % 5, {1: 1 + i % 3, 2: i % 2}) for i in range(1, 25))
    orders = tuple(Order(i, i + 4) for i in range(1, 20, 2))
    problem = Problem(acts, (Pool(1, units=4), Pool(2, units=1)), orders)
    first, second = (solve(problem, Budget(None, 2000), seed=7) for _ in range(2))
    assert first == second


def test_two_processes_give_the_same_answer_too():
    # Not at the bound, so that the second process is really asked.
    acts = tuple(Activity(i, 3, {1: 2}) for i in range(1, 6))
    problem = Problem(acts, (Pool(1, units=3),))
    first, second = (solve(problem, Budget(None, 9000), workers=2) for _ in range(2))
    assert first == second and first.makespan == 15 and first.schedules >= 9000


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("circle", lambda: Problem((Activity(1, 1), Activity(2, 1)), (), (Order(1, 2), Order(2, 1)))),
        ("too_few", lambda: Problem((Activity(1, 1, {1: 3}),), (Pool(1, units=2),))),
        ("too_few", lambda: Problem((Activity(1, 1, skills=(Skill("x", 0, 2),)),), (Pool(1, skills={"x": 1}),))),
        ("missing", lambda: Problem((Activity(1, 1),), (), (Order(1, 9),))),
        ("duplicate", lambda: Problem((Activity(1, 1), Activity(1, 2)))),
        ("negative", lambda: Problem((Activity(1, -1),))),
    ],
)
def test_what_cannot_be_levelled_is_refused(code, make):
    with pytest.raises(LevellingError) as refused:
        make()
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("starts", "code"),
    [
        ({1: 0, 2: 2}, "order"),
        ({1: 0, 2: 3, 3: 3}, "overload"),
        ({1: 0, 2: 3}, "missing"),
        ({1: 1, 2: 4, 3: 0}, "fixed"),
    ],
)
def test_the_checker_sees_what_is_wrong(starts, code):
    acts = (Activity(1, 3, {1: 1}), Activity(2, 2, {1: 1}), Activity(3, 2, {1: 1}))
    if code in ("order", "fixed"):
        acts = (*acts[:2], Activity(3, 2, fixed=(9, 11)))
        starts = {3: 9, **starts}
    problem = Problem(acts, (Pool(1),), (Order(1, 2),))
    finishes = {i: s + acts[i - 1].duration for i, s in starts.items()}
    assert code in {f.code for f in faults(problem, starts, finishes, {})}
