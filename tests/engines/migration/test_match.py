"""Duplicates that differ in more than writing: found with probability and reasons, on firms whose duplicates are known."""

import random
from dataclasses import replace

import pytest

from golive.engines.migration.match import (
    MatchError,
    MatchSpec,
    at_threshold,
    match,
    propose_spec,
    read_spec,
    write_spec,
)
from golive.engines.migration.table import TableError, Workbench

FIRMS = [
    ("1", "上海华东精工有限公司", "91310115MA1H7XYZ0K", "021-55512345", "上海市浦东新区张江路88号"),
    ("2", "華東精工（上海）有限公司", "", "021 5551 2345", "浦东新区张江路８８号"),
    ("3", "苏州华东精工有限公司", "91320500MA1P8ABC1D", "0512-66612345", "苏州工业园区星湖街1号"),
    ("4", "杭州西湖茶业股份有限公司", "91330100MA2CXYZ12X", "13800138000", "杭州市西湖区龙井路2号"),
    ("5", "杭州西湖茶叶有限公司", "330100MA2CXYZ12", "+86 13800138000", "西湖区龙井路2号"),
    ("6", "广州明珠电子厂", "", "020-88880000", "广州市天河区体育路5号"),
    ("7", "深圳南山科技有限公司", "", "0755-26000000", "深圳市南山区科技路9号"),
]
COLUMNS = ("编号", "khmc", "swdjh", "dh", "dz")
SURE = "format: golive-match\nobject: t\n"
NAME = "comparisons: [{column: n, kind: company}]\n"


@pytest.fixture(scope="module")
def firms():
    with Workbench() as bench:
        rows = [dict(zip(COLUMNS, firm, strict=True)) for firm in FIRMS]
        table = bench.load("firms", COLUMNS, rows, ["编号"])
        spec = propose_spec(bench, table)
        yield match(bench, table, spec)


def many(seed, size=900):
    """Firms of which a third occur twice, the second time with slips; (rows, pairs that are one)."""
    rng, signs = random.Random(seed), "华东南北海天龙泰恒信达通源盛和兴瑞丰金鼎中联新创科宏远博"
    rows, same = [], set()
    for number in range(size):
        core = "".join(rng.choice(signs) for _ in range(4))
        city, phone = rng.choice(["上海", "苏州", "广州", "武汉"]), f"1{rng.randrange(3 * 10**9, 10**10)}"
        rows.append({"id": str(len(rows)), "name": f"{city}{core}有限公司", "phone": phone, "city": city})
        if number % 3 == 0:
            place = rng.randrange(4)
            slipped = core[:place] + rng.choice(signs) + core[place + 1 :] if rng.random() < 0.5 else core
            other = phone if rng.random() < 0.8 else f"1{rng.randrange(3 * 10**9, 10**10)}"
            rows.append({"id": str(len(rows)), "name": f"{slipped}（{city}）公司", "phone": other, "city": city})
            same.add((len(rows) - 1, len(rows)))
    return rows, same


def run(rows, spec=None, **changes):
    bench = Workbench()
    table = bench.load("firms", list(rows[0]), rows, ["id"])
    spec = spec or propose_spec(bench, table)
    return match(bench, table, replace(spec, **changes))


def test_a_proposed_spec_knows_the_kinds_by_form_name_and_look(firms):
    kinds = {each.name: each.kind for each in firms.spec.comparisons}
    assert kinds == {"khmc": "company", "swdjh": "tax_number", "dh": "phone", "dz": "address"}
    assert read_spec(write_spec(firms.spec)) == firms.spec


def papers(seed=3, size=700):
    """Titles of papers in two libraries: words left out, changed places and cut names; (rows, pairs that are one)."""
    rng = random.Random(seed)
    words = [f"{a}{b}" for a in ("data", "query", "graph", "stream", "index", "cube", "join") for b in "abcdefghijklm"]
    rows, same = [], set()
    for number in range(size):
        title = rng.sample(words, 7)
        by = [f"{rng.choice('ABCDEFGH')}. {rng.choice(words).title()}" for _ in range(3)]
        rows.append(
            {"library": "A", "title": " ".join(title), "authors": ", ".join(by), "year": str(1990 + number % 15)}
        )
        if number % 2 == 0:
            other = title[:-1] if number % 4 else [*title[3:], *title[:3]]
            rows.append({**rows[-1], "library": "B", "title": " ".join(other).upper(), "authors": "; ".join(by[:2])})
            same.add((len(rows) - 1, len(rows)))
    return rows, same


def test_texts_of_two_sources_are_compared_by_their_words_and_only_across():
    rows, same = papers()
    with Workbench() as bench:
        table = bench.load("papers", list(rows[0]), rows)
        spec = propose_spec(bench, table, between="library")
        assert {each.name: each.kind for each in spec.comparisons} == {
            "title": "words", "authors": "words", "year": "choice"
        }  # fmt: skip
        assert read_spec(write_spec(spec)) == spec
        found = match(bench, table, spec, prepared=True)
        pairs = {(pair.first, pair.second) for pair in found.pairs()}
        assert all(rows[a - 1]["library"] != rows[b - 1]["library"] for a, b in pairs)
        inside = {(pair.first, pair.second) for _, pair in found.pairs_inside()}
    assert len(inside & same) / len(same) > 0.97 and len(inside & same) / len(inside) > 0.97


def test_firms_written_differently_are_one_and_the_same_name_elsewhere_is_another(firms):
    assert [each.keys for each in firms.clusters] == [("1", "2"), ("4", "5")]
    assert [each.survivor for each in firms.clusters] == ["1", "4"]
    assert not any(each.chained for each in firms.clusters)


def test_every_pair_says_why_in_words(firms):
    pairs = {(pair.first, pair.second): {why.column: why for why in pair.why} for pair in firms.pairs()}
    near, far = pairs[1, 2], pairs[1, 3]
    assert (near["khmc"].zh, near["dh"].zh, near["swdjh"].zh) == ("名称相同（不计法律形式与写法）", "号码相同", "未填")
    assert near["khmc"].bayes_factor > 100 and near["swdjh"].bayes_factor == 1
    assert (far["khmc"].en, far["dh"].en) == ("same main name, another place", "different")
    assert far["dh"].bayes_factor < 1
    assert pairs[4, 5]["swdjh"].zh == "组织机构代码相同"


def test_the_pairs_of_a_cluster_come_with_its_place(firms):
    assert [(place, pair.first, pair.second) for place, pair in firms.pairs_inside()] == [(0, 1, 2), (1, 4, 5)]


@pytest.mark.slow
def test_a_larger_table_teaches_the_weights_and_the_seed_settles_them(monkeypatch):
    monkeypatch.setattr("golive.engines.migration.match.model.RANDOM_PAIRS", 100_000)  # of 700,000: a real sample
    rows, same = many(1)
    found = run(rows)
    assert found.model is not None and found.model.learned
    proposed = {each.rows for each in found.clusters if len(each.rows) == 2}
    # A fifth of the duplicates have another telephone: name and city alone do not prove that they are one.
    assert len(proposed & same) / len(same) > 0.75 and len(proposed & same) / len(found.clusters) > 0.97
    again = run(rows)
    assert again.clusters == found.clusters and list(again.pairs()) == list(found.pairs())
    assert list(run(rows, seed=2).pairs()) != list(found.pairs())
    stricter = at_threshold(found, 0.99)
    assert 0 < len(stricter.clusters) < len(found.clusters)
    assert {each.rows for each in stricter.clusters} <= {each.rows for each in found.clusters}


def test_a_table_without_rows_or_with_one_has_no_duplicates():
    spec = read_spec(SURE + NAME + "blocking: [[n.core]]")
    with Workbench() as bench:
        assert match(bench, bench.load("none", ["n"], []), spec).clusters == ()
        assert match(bench, bench.load("one", ["n"], [{"n": "甲公司"}]), spec).clusters == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: [", "not_yaml"),
        ("format: golive-rules", "not_a_match_spec"),
        (SURE, "nothing_to_compare"),
        (SURE + NAME, "no_blocking"),
        (SURE + "comparisons: [{column: n, kind: firm}]", "unknown_kind"),
        (SURE + "comparisons: [{kind: company}]", "comparison_without_column_or_kind"),
        (SURE + "comparisons: [{column: n, kind: company, weight: 3}]", "unknown_word"),
        (SURE + "comparisons: [{columns: [a, b], kind: phone}]", "wrong_number_of_columns"),
        (SURE + "blocks: [[n.core]]", "unknown_word"),
        (SURE + NAME + "blocking: [[n.core]]\nthreshold: 1.5", "wrong_threshold"),
        (SURE + NAME + "blocking: [[n.middle]]", "no_such_part"),
        (SURE + NAME + "blocking: [[m.core]]", "block_of_no_comparison"),
        (SURE + NAME + "blocking: [n]", "block_of_no_comparison"),
        (SURE + NAME + "blocking: 3", "not_a_match_spec"),
        (SURE + NAME.replace("}]", "}, {column: n, kind: text}]") + "blocking: [[n.core]]", "repeated_column"),
    ],
)
def test_a_spec_that_cannot_be_meant_is_refused(text, code):
    with pytest.raises(MatchError) as refused:
        read_spec(text)
    assert refused.value.code == code


def test_a_column_that_is_not_there_and_a_line_that_is_too_wide_are_refused(monkeypatch):
    rows = [{"id": str(n), "n": "同名有限公司"} for n in range(20)]
    with pytest.raises(TableError, match="no_such_column"):
        run(rows, read_spec(SURE + "comparisons: [{column: m, kind: text}]\nblocking: [[m.plain]]"))
    monkeypatch.setattr("golive.engines.migration.match.blocking.MOST_PAIRS", 189)
    with pytest.raises(MatchError, match="pairs=190"):
        run(rows, read_spec(SURE + NAME + "blocking: [[n.core]]"))


def test_a_key_decides_whatever_the_rest_says(firms):
    rows = [dict(zip(COLUMNS, firm, strict=True)) for firm in FIRMS]
    rows[5]["dz"] = rows[6]["dz"] = "同一处"
    keys = read_spec(SURE + "keys: [{columns: [dz], kind: text}]").keys
    with Workbench() as bench:
        table = bench.load("firms", COLUMNS, rows, ["编号"])
        found = match(bench, table, MatchSpec("firms", firms.spec.comparisons, firms.spec.blocking, keys))
    assert [each.keys for each in found.clusters] == [("1", "2"), ("4", "5"), ("6", "7")]
    assert found.clusters[2].reasons[0].value == "同一处" and found.clusters[2].probability > 0.999
