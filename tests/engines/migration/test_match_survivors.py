"""One record out of several: by rule, by hand, and every record accounted for."""

import pytest

from golive.engines.migration.match import FieldRule, MatchError, account, merge, side_by_side

MEMBERS = [
    {"_row": 1, "_key": "a", "name": "甲公司", "phone": "", "city": "上海", "changed": "2024-05-01", "from": "表格"},
    {
        "_row": 2,
        "_key": "b",
        "name": "甲有限公司",
        "phone": "1",
        "city": "苏州",
        "changed": "2023-01-01",
        "from": "ERP",
    },
    {"_row": 3, "_key": "c", "name": "甲公司", "phone": "22", "city": "苏州", "changed": None, "from": "ERP"},
]


@pytest.mark.parametrize(
    ("column", "rule", "value", "key"),
    [
        ("name", None, "甲公司", "a"),
        ("phone", None, "1", "b"),  # the survivor's is blank: the more complete of the others
        ("name", FieldRule("longest"), "甲有限公司", "b"),
        ("city", FieldRule("most_frequent"), "苏州", "b"),
        ("city", FieldRule("newest", "changed"), "上海", "a"),
        ("phone", FieldRule("newest", "changed"), "1", "b"),  # blank values never win
        ("city", FieldRule("source_priority", "from", ("ERP", "表格")), "苏州", "b"),
    ],
)
def test_a_field_follows_its_rule(column, rule, value, key):
    found = merge(MEMBERS, "a", {column: rule} if rule else None)
    assert (found.values[column], found.taken_from[column]) == (value, key)
    assert found.keys[0] == "a" and set(found.keys) == {"a", "b", "c"}


def test_a_hand_goes_before_a_rule_and_may_choose_blank():
    found = merge(MEMBERS, "b", {"phone": FieldRule("longest")}, by_hand={"phone": "a", "city": "a"})
    assert (found.values["phone"], found.values["city"], found.values["name"]) == ("", "上海", "甲有限公司")
    with pytest.raises(MatchError, match="no_such_record"):
        merge(MEMBERS, "b", by_hand={"phone": "z"})
    with pytest.raises(MatchError, match="no_such_record"):
        merge(MEMBERS, "z")


def test_side_by_side_shows_what_differs():
    review = side_by_side(MEMBERS, "a")
    rows = {row.column: row for row in review.rows}
    assert review.keys == ("a", "b", "c") and rows["city"].values == ("上海", "苏州", "苏州")
    assert rows["city"].differs and rows["phone"].proposed == "1"
    assert not {row.column: row for row in side_by_side(MEMBERS[1:], "b").rows}["from"].differs


def test_every_record_is_accounted_for():
    merged = merge(MEMBERS[:2], "b")
    assert account("abcd", [merged]) == {"a": "b", "b": "b", "c": "c", "d": "d"}
    with pytest.raises(MatchError, match="merged_twice"):
        account("abcd", [merged, merge(MEMBERS[1:], "c")])
    with pytest.raises(MatchError, match="no_such_record"):
        account("a", [merged])


def test_a_rule_that_cannot_be_meant_is_refused():
    for rule, by in (("oldest", ""), ("newest", ""), ("longest", "changed")):
        with pytest.raises(MatchError):
            FieldRule(rule, by)
