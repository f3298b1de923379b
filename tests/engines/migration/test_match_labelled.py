"""Tables whose duplicates are published, matched without a spec and without labels: FEBRL's made-up persons and the papers
of DBLP and ACM (Köpcke, Thor, Rahm: Evaluation of entity resolution approaches, VLDB 2010)."""

import csv
from collections import defaultdict
from itertools import combinations

import pytest
from click.testing import CliRunner

from golive.cli import main
from tests.shared_data import shared

pytestmark = pytest.mark.slow


def matched(tmp_path, *arguments):
    """The proposed pairs, by row."""
    out = tmp_path / "pairs.csv"
    done = CliRunner().invoke(main, ["data", "match", *map(str, arguments), "--out", str(out)])
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8-sig", newline="") as file:
        return {tuple(sorted((int(row["row_a"]), int(row["row_b"])))) for row in csv.DictReader(file)}


def f1(found, true):
    right = len(found & true)
    return 2 * right / (len(found) + len(true))


@pytest.mark.parametrize("name", ["dataset1", "dataset2", "dataset3"])
def test_persons_of_febrl(tmp_path, name):
    path = shared("migration/febrl") / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        persons = defaultdict(list)
        for number, row in enumerate(csv.DictReader(file), start=1):
            persons[row["rec_id"].split("-")[1]].append(number)
    true = {pair for rows in persons.values() for pair in combinations(rows, 2)}
    assert f1(matched(tmp_path, path), true) > 0.99


def test_papers_of_dblp_and_acm(tmp_path):
    folder = shared("migration/dblpacm")

    def rows(name):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter="%"))

    dblp, acm = rows("dblp.csv"), rows("acm.csv")
    first = {row["id"]: number for number, row in enumerate(dblp, start=1)}
    second = {row["id"]: number for number, row in enumerate(acm, start=len(dblp) + 1)}
    true = {(first[row["D1"]], second[row["D2"]]) for row in rows("gt.csv")}
    assert f1(matched(tmp_path, folder / "dblp.csv", folder / "acm.csv"), true) > 0.97
