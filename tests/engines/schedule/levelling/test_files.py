"""Files of PSPLIB and iMOPSE: what is read, what is refused, and real instances with known answers."""

import csv

import pytest

from golive.engines.schedule.levelling import Budget, LevellingError, faults, read_imopse, read_psplib, solve
from tests.shared_data import shared

SM = """\
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
****
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
----
  1      1     0       0    0
  2      1     3       2    0
  3      1     4       2    1
  4      1     0       0    0
****
RESOURCEAVAILABILITIES:
  R 1  R 2
    3    1
****
"""
DEF = """\
ResourceID \t Salary \t Skills
1\t10.3\t Q0: 1 \t Q1: 2
2\t20.4\t Q1: 1
=====
TaskID \t Duration \t Skill \t Predecessor IDs
1\t5\t Q0: 1\t
2\t4\t Q1: 1\t
4\t2\t Q1: 2\t1\t2
=====
"""


def test_psplib(tmp_path):
    file = tmp_path / "one.sm"
    file.write_text(SM)
    problem = read_psplib(file)
    assert [(a.id, a.duration, dict(a.uses)) for a in problem.activities] == [
        (1, 0, {}),
        (2, 3, {1: 2}),
        (3, 4, {1: 2, 2: 1}),
        (4, 0, {}),
    ]
    assert [(p.name, p.units) for p in problem.pools] == [("R1", 3), ("R2", 1)]
    assert [(o.pred, o.succ) for o in problem.orders] == [(1, 2), (1, 3), (2, 4), (3, 4)]
    answer = solve(problem, Budget(None, 100))
    assert answer.makespan == 7 and not faults(problem, answer.starts, answer.finishes, {})


def test_imopse(tmp_path):
    file = tmp_path / "one.def"
    file.write_text(DEF)
    problem = read_imopse(file)
    assert problem.pools[0].skills == {"Q0": 1, "Q1": 2}
    assert [(o.pred, o.succ) for o in problem.orders] == [(1, 4), (2, 4)]
    answer = solve(problem, Budget(None, 100))
    assert answer.makespan == 7 and answer.teams == {1: (1,), 2: (2,), 4: (1,)}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("RESOURCEAVAIL", "NOTHING", "not_psplib"),
        ("  2      1     3       2    0", "  2      1     3       2", "not_psplib"),
        ("   2        1          1           4", "   2        1          2           4", "not_psplib"),
        ("   2        1 ", "   2        2 ", "many_modes"),
        ("   4        1          0", "   4        1          1    1", "circle"),
        ("   1        1          2           2   3", "   1        1          2           2   9", "missing"),
        ("    3    1", "    1    1", "too_few"),
    ],
)
def test_damaged_psplib_files_are_refused(tmp_path, old, new, code):
    assert old in SM
    file = tmp_path / "bad.sm"
    file.write_text(SM.replace(old, new))
    with pytest.raises(LevellingError) as refused:
        read_psplib(file)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("TaskID", "Taks", "not_imopse"),
        ("1\t10.3", "one\t10.3", "not_imopse"),
        ("2\t4\t Q1", "2\tfour\t Q1", "not_imopse"),
        ("Q1: 2\t1\t2", "Q1: 3\t1\t2", "too_few"),
        ("Q1: 2\t1\t2", "Q1: 2\t1\t7", "missing"),
    ],
)
def test_damaged_imopse_files_are_refused(tmp_path, old, new, code):
    assert old in DEF
    file = tmp_path / "bad.def"
    file.write_text(DEF.replace(old, new))
    with pytest.raises(LevellingError) as refused:
        read_imopse(file)
    assert refused.value.code == code


KNOWN = ["j30/j301_1", "j30/j3017_1", "j30/j3033_2", "j60/j6010_1", "j60/j6022_2", "j60/j6048_1"]


@pytest.mark.parametrize("name", KNOWN)
def test_real_instances_are_solved_to_the_best_known(name):
    problem = read_psplib(shared(f"schedule/psplib/{name}.sm"))
    with shared("schedule/psplib/best_known.csv").open() as file:
        known = {r["instance"]: int(r["best_ub"]) for r in csv.DictReader(file)}
    answer = solve(problem, Budget(None, 6000))
    assert not faults(problem, answer.starts, answer.finishes, {})
    assert answer.makespan == known[problem.name]
    assert answer.lower_bound <= known[problem.name]


def test_real_people(tmp_path):
    # 93, 80, 104, 230, 102 and 90 hours are proven optimal by CP-SAT 9.15.
    for name, best in {
        "10_3_5_3": 93,
        "10_5_8_5": 80,
        "10_7_10_7": 104,
        "15_3_5_3": 230,
        "15_6_10_6": 102,
        "15_9_12_9": 90,
    }.items():
        problem = read_imopse(shared(f"schedule/imopse/{name}.def"))
        answer = solve(problem, Budget(None, 500))
        assert not faults(problem, answer.starts, answer.finishes, answer.teams)
        assert answer.makespan == best
