"""Two tables compared: planted differences are all found and nothing else."""

import pytest

from golive.engines.migration.compare import compare
from golive.engines.migration.table import TableError, Workbench


def tables(bench, first, second, key=("id",)):
    for name, rows in (("a", first), ("b", second)):
        columns = list(dict.fromkeys(name for row in rows for name in row))
        bench.load(name, columns, rows, key)
    return bench.table("a"), bench.table("b")


def test_planted_differences():
    first = [{"id": str(i), "x": f"v{i}", "y": "1"} for i in range(1000)]
    second = [dict(row) for row in reversed(first) if row["id"] not in ("7", "8")]
    second.append({"id": "new", "x": "n", "y": None})
    next(row for row in second if row["id"] == "5").update(x="other", y="2")
    with Workbench() as bench:
        found = compare(bench, *tables(bench, first, second))
        assert (found.equal, found.missing, found.extra, found.changed) == (997, 2, 1, 1)
        assert [tuple(each) for each in found.differences()] == [
            ("changed", "5", "x", "v5", "other"), ("changed", "5", "y", "1", "2"), ("missing", "7", "", None, None),
            ("missing", "8", "", None, None), ("extra", "new", "", None, None),
        ]  # fmt: skip
        assert not found.same


def test_repeated_and_blank_keys_and_lone_columns():
    first = [{"id": "1", "x": "a"}, {"id": "1", "x": "b"}, {"id": None, "x": "c"}, {"id": "2", "x": ""}]
    second = [{"id": "1", "x": "a", "z": "1"}, {"id": "2", "x": None, "z": "1"}, {"id": None, "x": "c", "z": "1"}]
    with Workbench() as bench:
        found = compare(bench, *tables(bench, first, second))
        assert (found.equal, found.missing, found.extra, found.changed) == (2, 2, 1, 0)
        assert found.columns_only_second == ("z",)


def test_the_same_is_the_same():
    rows = [{"id": "1", "x": "a"}, {"id": "1", "x": "b"}]
    with Workbench() as bench:
        assert compare(bench, *tables(bench, rows, rows)).same


def test_keys_must_agree():
    with Workbench() as bench, pytest.raises(TableError):
        compare(bench, *tables(bench, [{"id": "1"}], [{"id": "1"}], key=()))
