"""A file of ours as views: the same tables as loaded, the same parts by every filter, and groups small enough for a page."""

import pyarrow.parquet as pq
import pytest

from golive.engines.mining.filters import (
    ActivityFilter,
    AttributeFilter,
    DurationFilter,
    EndpointFilter,
    PathFilter,
    ResourceFilter,
    TimeFilter,
    VariantFilter,
    filtered,
)
from golive.engines.mining.log import LogError, open_store, read_store, write_parquet
from golive.engines.mining.log import store as stores
from golive.engines.mining.read import read_log
from tests.engines.mining.plain import START, load, made_up

TABLES = ("step", "cases", "case_attr", "event_attr", "activity", "resource", "event")
NOON = round(START.timestamp() * 1e6) + 40 * 86_400_000_000


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    rows = made_up(5, 80)
    for number, row in enumerate(rows):
        row["Amount"], row["case:Plant"] = str(number % 90), f"P0{int(str(row['case'])[1:]) % 3}"
    path = tmp_path_factory.mktemp("store") / "log.parquet"
    with load(rows) as log:
        write_parquet(log, path)
        yield log, path


def contents(log, table):
    return sorted(log.rows(f"SELECT COLUMNS(*)::VARCHAR FROM {table}"), key=str)


@pytest.mark.parametrize("reader", [read_store, open_store])
def test_tables_come_back_as_they_were(kept, reader):
    log, path = kept
    with reader(path) as back:
        assert back.content_hash == log.content_hash
        assert {t: contents(back, t) for t in TABLES} == {t: contents(log, t) for t in TABLES}
        assert (back.events, back.cases, back.activities) == (log.events, log.cases, log.activities)


@pytest.mark.parametrize(
    "chosen",
    [
        ActivityFilter(("A", "B"), "all"),
        ActivityFilter(("C",), "none"),
        ActivityFilter(("C",), "except"),
        AttributeFilter("Amount", low=80),
        AttributeFilter("Plant", ("P01",)),
        DurationFilter(low_us=86_400_000_000),
        EndpointFilter(("A", "B"), ("C", "D")),
        PathFilter("A", "B"),
        PathFilter("A", "B", directly=False, high_us=86_400_000_000),
        ResourceFilter(("Li",)),
        TimeFilter(low_us=NOON, mode="started"),
        VariantFilter(top=7),
    ],
)
def test_a_filter_leaves_the_same_of_views_as_of_tables(kept, chosen):
    log, path = kept
    with open_store(path) as views, filtered(views, [chosen]) as part, filtered(log, [chosen]) as expected:
        assert 0 < expected.cases < log.cases or expected.events < log.events
        for table in TABLES:
            assert contents(part, table) == contents(expected, table), table


def test_a_long_file_is_divided_into_groups_with_dictionaries_of_their_own(kept, tmp_path, monkeypatch):
    log, _path = kept
    monkeypatch.setattr(stores, "ROWS", 50)
    monkeypatch.setattr(stores, "FEW", 3)
    write_parquet(log, tmp_path / "s.parquet")
    about = pq.read_metadata(tmp_path / "s.parquet")
    assert about.num_row_groups == -(-log.events // 50)
    with open_store(tmp_path / "s.parquet") as back:
        assert back.content_hash == log.content_hash


def test_cases_without_events_are_kept(tmp_path):
    path = tmp_path / "a.xes"
    path.write_text(
        '<log><trace><string key="concept:name" value="full"/><event><string key="concept:name" value="a"/>'
        '<date key="time:timestamp" value="2024-01-01T08:00:00Z"/></event></trace>'
        '<trace><string key="concept:name" value="empty"/><int key="n" value="7"/></trace></log>'
    )
    with read_log(path) as log:
        write_parquet(log, tmp_path / "a.parquet")
        with read_store(tmp_path / "a.parquet") as back:
            found = back.rows("SELECT * FROM empty_case")
            assert found == log.rows("SELECT * FROM empty_case") and "empty" in found[0]


def test_a_file_of_others_is_not_opened_as_ours(kept, tmp_path):
    log, _path = kept
    log.con.execute(f"COPY (SELECT * FROM step) TO '{tmp_path / 'o.parquet'}' (FORMAT parquet)")
    with pytest.raises(LogError, match="outdated"):
        open_store(tmp_path / "o.parquet")
