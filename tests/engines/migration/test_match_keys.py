"""Duplicates that differ in writing only are proposed with the reason; others are left alone."""

import pytest

from golive.engines.migration.match import MatchKey, MatchSpec, match
from golive.engines.migration.table import Workbench


def clusters(names, keys, **more):
    rows = [
        {"id": str(place), "name": name, **{k: v[place] for k, v in more.items()}} for place, name in enumerate(names)
    ]
    with Workbench() as bench:
        table = bench.load("t", list(rows[0]), rows, ["id"])
        return list(match(bench, table, MatchSpec("t", keys=tuple(keys))).clusters)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("上海华东精工有限公司", "上海华东精工有限责任公司", True),
        ("华东精工（上海）有限公司", "华东精工(上海)有限公司", True),
        ("上海 华东精工 有限公司", "上海华东精工有限公司 ", True),
        ("ＡＢＣ机械有限公司", "abc机械有限公司", True),
        ("Acme Trading Co., Ltd.", "ACME TRADING LIMITED", True),
        ("上海华东精工有限公司", "上海华东精工一厂", False),
        ("上海华东精工有限公司", "苏州华东精工有限公司", False),
        ("有限公司", "公司", False),
        (None, None, False),
    ],
)
def test_company_names(first, second, same):
    found = clusters([first, second], [MatchKey(("name",), "company")])
    assert [cluster.rows for cluster in found] == ([(1, 2)] if same else [])


def test_a_chain_of_reasons_makes_one_cluster_and_says_why():
    found = clusters(
        ["甲公司", "甲 公司", "乙公司", "丙公司"],
        [MatchKey(("name",), "company", 1), MatchKey(("phone",), "digits", 7)],
        phone=["021-5551234", None, "021 555 1234", "1"],
        city=[None, "上海", None, None],
    )
    (cluster,) = found
    assert (cluster.rows, cluster.keys) == ((1, 2, 3), ("0", "1", "2"))
    assert [(r.match_key, r.value, r.rows) for r in cluster.reasons] == [
        ("name (company)", "甲", (1, 2)),
        ("phone (digits)", "0215551234", (1, 3)),
    ]


def test_the_most_complete_record_is_proposed_to_survive():
    found = clusters(["甲公司", "甲公司", "甲公司"], [MatchKey(("name",))], city=[None, "上海", "北京"])
    assert found[0].survivor == "1"


def test_a_value_that_very_many_share_says_nothing():
    assert clusters(["同名公司"] * 60, [MatchKey(("name",))]) == []
    assert len(clusters(["同名公司"] * 50, [MatchKey(("name",))])) == 1


def test_keys_of_several_columns_need_all_of_them():
    key = [MatchKey(("name", "city"))]
    assert len(clusters(["甲公司", "甲公司"], key, city=["上海", "上海"])) == 1
    assert clusters(["甲公司", "甲公司"], key, city=["上海", "北京"]) == []
    assert clusters(["甲公司", "甲公司"], key, city=[None, None]) == []
