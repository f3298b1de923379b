"""What came between two readings, against comparing the rows by hand."""

import pytest

from golive.engines.mining.log import read_store, write_parquet
from golive.engines.mining.log.changes import changes
from tests.engines.mining.plain import load, made_up


def with_attributes(rows):
    return [{**row, "Note": f"n{n % 7}", "case:Plant": f"P{str(row['case'])[-1]}"} for n, row in enumerate(rows)]


@pytest.mark.parametrize("seed", range(2))
def test_new_changed_gone_and_the_same_are_told_apart(tmp_path, seed):
    rows = with_attributes(made_up(seed, 60, 5))
    keys = list(dict.fromkeys(str(r["case"]) for r in rows))
    gone, longer, renamed, noted, moved = keys[0], keys[1], keys[2], keys[3], keys[4]
    later = [dict(r) for r in rows if str(r["case"]) != gone]
    later.append({**next(r for r in rows if str(r["case"]) == longer), "step": "something else"})
    for key, name, value in ((renamed, "step", "renamed"), (noted, "Note", "other"), (moved, "case:Plant", "Pnew")):
        for row in later:
            if str(row["case"]) == key:
                row[name] = value
                if name != "case:Plant":
                    break
    later.append({**rows[-1], "case": "brand-new"})
    later.reverse()  # activities, persons and cases get other numbers; the order within a case is that of time
    with load(rows) as first:
        write_parquet(first, tmp_path / "log.parquet")
    with read_store(tmp_path / "log.parquet") as before, load(later) as after:
        found = changes(before, after)
        again = changes(after, after)
    assert (found.new_names, found.gone_names) == (("brand-new",), (gone,))
    assert {longer, renamed, noted, moved} <= set(found.changed_names)
    assert found.new + found.changed + found.same == len(keys)
    assert found.events_before == len(rows) and found.events_after == len(later)
    assert found.events_before + found.added - found.removed == found.events_after
    assert again.nothing and again.same == len(keys) and found.as_json()["new"] == 1


def test_the_same_rows_are_no_change(tmp_path):
    rows = with_attributes(made_up(7, 40, 5))
    with load(rows) as first:
        write_parquet(first, tmp_path / "log.parquet")
    with read_store(tmp_path / "log.parquet") as before, load(rows) as after:
        assert changes(before, after).nothing
