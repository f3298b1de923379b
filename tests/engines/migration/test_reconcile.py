"""Reconciliation finds every planted difference, and says balanced only when nothing is open or different."""

from datetime import date
from decimal import Decimal

import pytest

from golive.connectors.protocol import FieldInfo, ObjectInfo
from golive.engines.migration.answers import kept_blanks, unequal
from golive.engines.migration.file_ledger import FileLedger
from golive.engines.migration.ledger import Refusal, State
from golive.engines.migration.load import Loader
from golive.engines.migration.port import FILLED, WriteRow
from golive.engines.migration.reconcile import ControlTotal, Sourced, reconcile, same

from .doubles import PREFIX, KeylessTarget, SqliteTarget

TOTALS = [ControlTotal("amount", "amount", "currency")]


def rows(number=8):
    return [
        WriteRow(
            f"{PREFIX}{i}", f"d{i}", {"name": f"客户{i}", "amount": f"{i}.50", "currency": "CNY" if i % 2 else "USD"}
        )
        for i in range(number)
    ]


def sourced(number=8):
    feed = [
        Sourced(
            row.key,
            row.digest,
            row.values,
            {"amount": Decimal(row.values["amount"])},
            {"amount": row.values["currency"]},
        )
        for row in rows(number)
    ]
    feed.append(Sourced(PREFIX + "bad", "", None, {"amount": Decimal(100)}, {"amount": "CNY"}))
    feed.append(Sourced(PREFIX + "dup", "dd", None, {"amount": Decimal(7)}, {"amount": "USD"}))
    feed.append(Sourced(PREFIX + "old", "do", None, {"amount": Decimal(9)}, {"amount": "CNY"}))
    return feed


@pytest.fixture
def loaded(tmp_path):
    target, ledger = SqliteTarget(tmp_path / "t.db"), FileLedger(tmp_path / "l.db")
    ledger.register([(PREFIX + "dup", "dd"), (PREFIX + "old", "do")])
    ledger.merge({PREFIX + "dup": PREFIX + "0"}, "same code")
    ledger.exclude([PREFIX + "old"], "decision", "D-12: closed since 2019")
    loader = Loader(target, "party", ledger, PREFIX, "run")
    loader.load([*rows(), Refusal(PREFIX + "bad", "unmapped", "no unit")])
    return target, ledger


def run(target, ledger, feed=None):
    return reconcile(target, "party", ledger, PREFIX, feed if feed is not None else sourced(), TOTALS)


def codes(found):
    return {(difference.code, difference.key or difference.field) for difference in found.differences}


def test_everything_accounted_for_is_balanced(loaded):
    found = run(*loaded)
    assert found.differences == []
    assert found.balanced
    assert found.rows == 11
    assert {state.value: count for state, count in found.by_state.items() if count} == {
        "LOADED": 8, "MERGED": 1, "REJECTED": 1, "EXCLUDED": 1,
    }  # fmt: skip
    totals = {total.group: total for total in found.totals}
    assert totals["CNY"].source == Decimal("127")  # 18 loaded + 100 rejected + 9 excluded
    assert totals["CNY"].by_state[State.LOADED] == totals["CNY"].target == Decimal("18.00")
    assert (totals["USD"].by_state[State.MERGED], totals["USD"].target) == (Decimal(7), Decimal("14.00"))


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE record SET body = json_set(body, '$.name', 'x') WHERE id = 3", {("value_differs", PREFIX + "2")}),
        (
            "UPDATE record SET body = json_set(body, '$.amount', '9') WHERE id = 3",
            {("value_differs", PREFIX + "2"), ("total_differs", "USD")},
        ),
        (
            "UPDATE record SET body = json_set(body, '$.currency', 'CNY') WHERE id = 1",
            {("value_differs", PREFIX + "0"), ("total_differs", "USD"), ("total_differs", "CNY")},
        ),
        (
            "DELETE FROM load_key WHERE record = 3",
            {("missing_in_target", PREFIX + "2"), ("total_differs", "USD")},
        ),
        (
            "DELETE FROM record WHERE id = 3",
            {("missing_in_target", PREFIX + "2"), ("total_differs", "USD")},
        ),
        (f"INSERT INTO load_key VALUES ('{PREFIX}x', 99, '', '')", {("extra_in_target", PREFIX + "x")}),
        (f"INSERT INTO load_key VALUES ('{PREFIX}bad', 99, '', '')", {("extra_in_target", PREFIX + "bad")}),
        ("INSERT INTO load_key VALUES ('old/suppliers/1', 99, '', '')", set()),
    ],
)
def test_each_planted_difference_is_found(loaded, statement, expected):
    target, ledger = loaded
    target.db.execute(statement)
    found = run(target, ledger)
    assert {(code, place) for code, place in codes(found)} >= {pair for pair in expected if pair[0] != "total_differs"}
    assert {d.key for d in found.differences if d.code == "total_differs"} == {
        group for code, group in expected if code == "total_differs"
    }
    assert len(found.differences) == len(expected)
    assert found.balanced is not bool(expected)


def test_a_moved_record_is_found(loaded):
    target, ledger = loaded
    target.db.execute("UPDATE load_key SET record = CASE record WHEN 1 THEN 3 ELSE 1 END WHERE record IN (1, 3)")
    assert ("target_id_differs", PREFIX + "0") in codes(run(target, ledger))


def test_open_unknown_and_surplus_rows_are_found(loaded):
    target, ledger = loaded
    ledger.register([(PREFIX + "late", "d")])
    feed = [*sourced()[1:], Sourced(PREFIX + "late", "d", None), Sourced(PREFIX + "never", "d", None)]
    found = run(target, ledger, feed)
    assert {("open", PREFIX + "late"), ("not_in_ledger", PREFIX + "never"), ("not_in_source", PREFIX + "0")} <= codes(
        found
    )
    assert not found.balanced


def test_a_source_that_changed_after_loading_is_found(loaded):
    feed = [row._replace(digest="other") if row.key == PREFIX + "3" else row for row in sourced()]
    assert ("source_changed", PREFIX + "3") in codes(run(*loaded, feed))


def test_a_wrong_unit_in_the_mapping_shows_in_the_control_total(loaded):
    feed = [row._replace(measures={"amount": row.measures["amount"] * 10_000}) for row in sourced()]
    assert {difference.code for difference in run(*loaded, feed).differences} == {"total_differs"}


def test_a_merged_record_needs_a_loaded_survivor(loaded, tmp_path):
    target, ledger = loaded
    ledger.reopen([PREFIX + "0"], "somebody", "undone")
    assert ("survivor_not_loaded", PREFIX + "dup") in codes(run(target, ledger))


def test_a_target_without_keys_is_never_balanced(tmp_path):
    target, ledger = KeylessTarget(tmp_path / "t.db"), FileLedger(tmp_path / "l.db")
    target.guarantee = "none"
    Loader(target, "party", ledger, PREFIX, "run").load(rows(2))
    feed = [Sourced(row.key, row.digest, row.values) for row in rows(2)]
    found = reconcile(target, "party", ledger, PREFIX, feed)
    assert "target_keeps_no_keys" in {difference.code for difference in found.differences}
    assert not found.balanced


@pytest.mark.parametrize(
    ("expected", "found", "equal"),
    [
        ("", None, True), (None, [], True), ("x", None, False), (1, Decimal("1.00"), True), ("007", "7", False),
        (Decimal("1.1"), "1.10", True), (date(2026, 1, 5), "2026-01-05", True), (True, True, True), (True, 1, False),
        (False, None, False), ([{"a": 1}], [{"a": Decimal(1), "id": 9}], True), ([{"a": 1}], [], False),
        ([{"a": 1}], [{"a": 2}], False), (5, "5", True),
    ],
)  # fmt: skip
def test_when_values_are_the_same(expected, found, equal):
    assert same(expected, found) is equal


class ZeroTarget(SqliteTarget):
    """Keeps no blank figure: what is not given is 0; and a day that is not given is today."""

    blanks = {"amount": 0, "day": FILLED}

    def describe(self):
        return [ObjectInfo("party", fields=tuple(FieldInfo(name, blank=kept) for name, kept in self.blanks.items()))]

    def read_back(self, object_name, keys, fields):
        found = super().read_back(object_name, keys, fields)
        for values in found.values():
            values.update({"amount": values.get("amount") or "0.0000", "day": values.get("day") or "2026-11-30"})
        return found


def test_a_blank_that_the_target_keeps_as_zero_is_equal_and_told(tmp_path, monkeypatch):
    target, ledger = ZeroTarget(tmp_path / "t.db"), FileLedger(tmp_path / "l.db")
    values = [{"name": "甲", "amount": None, "day": ""}, {"name": "乙", "amount": "5", "day": None}]
    planned = [WriteRow(f"{PREFIX}{n}", f"d{n}", each) for n, each in enumerate(values)]
    Loader(target, "party", ledger, PREFIX, "run").load(planned)
    feed = [Sourced(row.key, row.digest, row.values) for row in planned]
    found = reconcile(target, "party", ledger, PREFIX, feed)
    assert found.balanced
    assert found.kept_blanks == {("amount", "0"): 1, ("day", ""): 2}
    monkeypatch.setattr(ZeroTarget, "blanks", {"amount": 1})
    wrong = reconcile(target, "party", ledger, PREFIX, feed)
    assert {(each.field, each.found) for each in wrong.differences} == {("amount", "0.0000"), ("day", "2026-11-30")}
    assert not wrong.kept_blanks


def test_a_figure_that_became_zero_is_no_kept_blank():
    blanks = {"amount": 0, "lines": {"price": 0}}
    lines = [{"price": None}, {"price": "3"}]
    answer = {"amount": "0", "lines": [{"price": "0"}, {"price": "0"}]}
    assert list(unequal({"amount": "5", "lines": lines}, answer, {}, blanks)) == [
        ("amount", "5", "0"),
        ("lines/2/price", "3", "0"),
    ]
    assert list(kept_blanks({"amount": "5", "lines": lines}, answer, blanks)) == [("lines/price", "0")]
