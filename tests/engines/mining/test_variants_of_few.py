"""A small log's variants are gone through, a large one's asked by a query: the same answer, for parts of a log as well."""

import sys

import pytest

from golive.engines.mining.analyse import variants
from golive.engines.mining.filters import ActivityFilter, filtered
from golive.engines.mining.log import open_store, write_parquet
from tests.engines.mining.plain import load, made_up

module = sys.modules["golive.engines.mining.analyse.variants"]


@pytest.mark.parametrize("times", [True, False])
def test_few_events_give_what_the_query_gives(tmp_path, monkeypatch, times):
    rows = made_up(5, 300, 6)
    name = rows[0]["step"]
    with load(rows) as log:
        write_parquet(log, tmp_path / "log.parquet")
        with filtered(log, [ActivityFilter((name,), "except")]) as cut, open_store(tmp_path / "log.parquet") as lazy:
            few = [variants(each, limit, times) for each in (log, cut, lazy) for limit in (None, 7)]
            monkeypatch.setattr(module, "SMALL", 0)
            many = [variants(each, limit, times) for each in (log, cut, lazy) for limit in (None, 7)]
    assert few == many and len(few[0]) > 7 and sum(v.cases for v in few[0]) == 300
