"""Comparison against a plain reckoning in Python, over made-up tables with repeated, blank and composite keys."""

from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golive.engines.migration.compare import compare
from golive.engines.migration.table import TableError, Workbench

CELL = st.sampled_from([None, "", "a", "b", "1", "1.0"])
ROWS = st.lists(
    st.tuples(st.sampled_from([None, "k", "l", "m|", "#"]), st.sampled_from([None, "x", "y"]), CELL, CELL), max_size=14
)


def compared(first, second, columns=("k", "j", "v", "w"), key=("k", "j"), tolerance=None):
    with Workbench() as bench:
        tables = [
            bench.load(name, columns, [dict(zip(columns, row, strict=True)) for row in rows], key)
            for name, rows in (("a", first), ("b", second))
        ]
        found = compare(bench, *tables, tolerance=tolerance)
        differences = list(found.differences())
        assert sum(found.by_column().values()) == sum(each.kind == "changed" for each in differences)
        return found, differences


def by_hand(first, second):
    """(equal, missing, extra, changed): equals of one key cancel out, the rest are paired in their order."""
    sides = []
    for rows in (first, second):
        groups = defaultdict(Counter)
        blank = 0
        for k, j, v, w in rows:
            if not k and not j:
                blank += 1
            else:
                groups[k or "", j or ""][v or "", w or ""] += 1
        sides.append((groups, blank))
    (a, blank_a), (b, blank_b) = sides
    equal = changed = 0
    missing, extra = blank_a, blank_b
    for key in a.keys() | b.keys():
        same = (a[key] & b[key]).total()
        left, right = a[key].total() - same, b[key].total() - same
        equal += same
        changed += min(left, right)
        missing += max(left - right, 0)
        extra += max(right - left, 0)
    return equal, missing, extra, changed


@given(ROWS, ROWS)
@settings(max_examples=25, deadline=None)
def test_as_by_hand(first, second):
    found, differences = compared(first, second)
    assert (found.equal, found.missing, found.extra, found.changed) == by_hand(first, second)
    kinds = Counter(each.kind for each in differences)
    assert (kinds["missing"], kinds["extra"]) == (found.missing, found.extra)
    assert len({each.key for each in differences if each.kind == "changed"}) == found.changed
    blank = [sum(1 for row in rows if not row[0] and not row[1]) for rows in (first, second)]
    assert [found.keys_first.blank, found.keys_second.blank] == blank
    for rows, faults in ((first, found.keys_first), (second, found.keys_second)):
        keys = [(row[0] or "", row[1] or "") for row in rows if row[0] or row[1]]
        assert faults.repeated == len(keys) - len(set(keys))


def test_two_equal_extra_rows_do_not_cancel_out():
    rows = [("1", "x", "a", "b")]
    found, _ = compared(rows, [*rows, ("2", "x", "c", "d"), ("2", "x", "c", "d")])
    assert (found.equal, found.extra, found.keys_second.repeated) == (1, 2, 1)


def test_values_that_change_places_are_seen():
    found, differences = compared([("1", "x", "a", "b")], [("1", "x", "b", "a")])
    assert found.changed == 1
    assert [(each.column, each.first) for each in differences] == [("v", "a"), ("w", "b")]


def test_rows_that_exchange_their_values_are_seen():
    first, second = [("1", "x", "a", "")], [("1", "x", "b", "")]
    found, _ = compared([*first, ("2", "x", "b", "")], [*second, ("2", "x", "a", "")])
    assert found.changed == 2


@pytest.mark.parametrize(
    ("tolerance", "changed"), [(None, 4), (Decimal(0), 3), (Decimal("0.01"), 2), (Decimal("0.5"), 1)]
)
def test_tolerance(tolerance, changed):
    pairs = [("1", "1.00"), ("1", "1.01"), ("1,000", "1000.3"), ("1", "one"), ("x", "x")]
    first, second = ([(str(n), "x", pair[side], None) for n, pair in enumerate(pairs)] for side in (0, 1))
    assert compared(first, second, tolerance=tolerance)[0].changed == changed


def test_no_column_but_the_key():
    found, _ = compared([("1",), ("2",)], [("2",), ("3",)], ("k",), ("k",))
    assert (found.equal, found.missing, found.extra, found.changed) == (1, 1, 1, 0)


def test_many_buckets():
    rows = [(str(n), "x", f"v{n}", None) for n in range(5000)]
    changed = [(k, j, "other" if n % 1000 == 3 else v, w) for n, (k, j, v, w) in enumerate(rows)]
    found, differences = compared(rows, changed[7:])
    assert (found.equal, found.missing, found.extra, found.changed) == (4989, 7, 0, 4)
    assert {each.key for each in differences if each.kind == "changed"} == {"1003|x", "2003|x", "3003|x", "4003|x"}


def test_a_negative_tolerance_is_refused():
    with pytest.raises(TableError):
        compared([], [], tolerance=Decimal(-1))
