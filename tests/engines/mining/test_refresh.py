"""Late events into a store: the same log as reading everything anew, and only the buckets concerned are written."""

import json

import pytest

from golive.engines.mining.analyse import process_map, variants
from golive.engines.mining.log import LogError, read_store, write_store
from golive.engines.mining.log.refresh import refresh, watermark_of
from tests.engines.mining.plain import load, made_up


def with_attributes(rows):
    return [{**row, "Note": f"n{n % 7}", "case:Plant": f"P{str(row['case'])[-1]}"} for n, row in enumerate(rows)]


@pytest.mark.parametrize("seed", range(2))
def test_a_refreshed_store_is_the_log_read_anew(tmp_path, seed):
    rows = sorted(with_attributes(made_up(seed, 400, 6)), key=lambda r: r["at"])
    cut = len(rows) * 9 // 10
    late = [*rows[cut:], {**rows[cut], "step": "new step", "who": "Newcomer", "case": "c9999"}]
    late += [{**rows[cut - 1], "step": "E", "who": None}]
    with load(rows[:cut]) as first:
        write_store(first, tmp_path / "s", watermark=[cut])
        before = {(e.source, e.target): e.frequency for e in process_map(first).edges}
    assert watermark_of(tmp_path / "s") == [cut]
    with load(late) as more:
        found = refresh(tmp_path / "s", more, watermark=[len(rows)])
    with load([*rows[:cut], *late]) as anew, read_store(tmp_path / "s") as kept:
        assert kept.content_hash == anew.content_hash
        assert process_map(kept) == process_map(anew)
        assert {v.activities: v.cases for v in variants(kept)} == {v.activities: v.cases for v in variants(anew)}
        assert kept.account.rows_read == anew.account.rows_read
        after = {(e.source, e.target): e.frequency for e in process_map(anew).edges}
        change = {k: after.get(k, 0) - before.get(k, 0) for k in after.keys() | before.keys()}
        assert {k: n for k, (n, _) in found.edges.items() if n} == {k: n for k, n in change.items() if n}
        assert set(found.touched) == {str(r["case"]) for r in late}
        assert kept.rows("SELECT case_key FROM cases WHERE case_key = 'c9999'") == [("c9999",)]
    assert watermark_of(tmp_path / "s") == [len(rows)]
    assert json.loads(json.dumps(found.as_json()))["touched"] == len(found.touched)


def test_only_the_buckets_of_touched_cases_are_written(tmp_path):
    rows = with_attributes(made_up(3, 900, 3))
    with load(rows) as first:
        write_store(first, tmp_path / "s")
        key = first.one("SELECT case_key FROM cases WHERE case_id = 5")[0]
    files = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "s").glob("*-*.parquet")}
    assert len(files) == 8  # four buckets of 256 cases, steps and attributes
    with load([{**rows[0], "case": key}]) as more:
        found = refresh(tmp_path / "s", more)
    changed = {p.name for p in (tmp_path / "s").glob("*-*.parquet") if p.stat().st_mtime_ns != files[p.name]}
    assert (found.buckets, changed) == (1, {"step-00000.parquet", "event_attr-00000.parquet"})


def test_other_attributes_are_refused(tmp_path):
    rows = with_attributes(made_up(3, 5))
    with load(rows) as first:
        write_store(first, tmp_path / "s")
    with load(made_up(3, 5)) as more, pytest.raises(LogError, match="no_such_column"):
        refresh(tmp_path / "s", more)
