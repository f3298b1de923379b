"""The load protocol: a fault at every step boundary, refusals, cancelling, and what stays afterwards."""

import sqlite3

import pytest

from golive.engines.migration.file_ledger import FileLedger
from golive.engines.migration.ledger import LedgerError, Refusal, State, cross_reference
from golive.engines.migration.load import STEPS, Loader, simulate
from golive.engines.migration.port import Unavailable, load_key
from golive.engines.migration.undo import undo

from .doubles import PREFIX, KeylessTarget, SqliteTarget, customers


class Broken(Exception):
    """The injected fault."""


def break_at(step, occurrence=1):
    seen = []

    def hook(name):
        if name == step:
            seen.append(name)
            if len(seen) == occurrence:
                raise Broken(step)

    return hook


def loader(target, ledger, **options):
    return Loader(target, "party", ledger, PREFIX, "run1", **options)


@pytest.fixture
def place(tmp_path):
    return SqliteTarget(tmp_path / "target.db"), FileLedger(tmp_path / "ledger.db")


@pytest.mark.parametrize("occurrence", [1, 2])
@pytest.mark.parametrize("step", STEPS)
def test_a_fault_at_any_step_loses_and_doubles_nothing(place, step, occurrence):
    target, ledger = place
    rows = customers(30, bad=(3, 4, 17))
    hook = break_at(step, occurrence)
    try:
        loader(target, ledger, fault=hook).load(rows)
        hit = False
    except Broken:
        hit = True
    assert hit or occurrence == 2, f"{step} was never reached"
    loader(target, ledger).load(rows)
    assert sorted(body["code"] for body in target.bodies()) == sorted(str(i) for i in range(30) if i not in (3, 4, 17))
    totals = ledger.totals(PREFIX)
    assert (totals[State.LOADED], totals[State.REJECTED]) == (27, 3)
    assert sum(totals.values()) == 30
    held = target.held("party", PREFIX)
    assert {e.key: e.target_id for e in ledger.entries(PREFIX, {State.LOADED})} == {
        key: value.target_id for key, value in held.items()
    }


def test_negative_control_a_target_without_keys_doubles(tmp_path):
    target, ledger = KeylessTarget(tmp_path / "t.db"), FileLedger(tmp_path / "l.db")
    rows = customers(14)
    with pytest.raises(Broken):
        loader(target, ledger, fault=break_at("write.after")).load(rows)
    loader(target, ledger).load(rows)
    assert len(target.bodies()) == 21  # seven of them twice, and the ledger's own totals do not show it
    assert ledger.totals()[State.LOADED] == 14


def test_a_target_that_admits_to_keeping_no_keys_leaves_the_unknown_open(tmp_path):
    target, ledger = KeylessTarget(tmp_path / "t.db"), FileLedger(tmp_path / "l.db")
    target.guarantee = "none"
    with pytest.raises(Broken):
        loader(target, ledger, fault=break_at("write.after")).load(customers(14))
    result = loader(target, ledger).load(customers(14))
    assert result.resolution.undecided == 7
    assert len(target.bodies()) == 14
    assert ledger.totals()[State.INTENT] == 7


def test_refused_rows_are_found_with_their_reasons_and_the_others_load(place):
    target, ledger = place
    target.limit = 64
    result = loader(target, ledger).load([*customers(60, bad=(11, 42)), Refusal(PREFIX + "x", "unmapped", "no unit")])
    assert (result.loaded, result.refused) == (58, 3)
    refused = {entry.key: (entry.reason_code, entry.text) for entry in ledger.entries(PREFIX, {State.REJECTED})}
    assert refused == {
        PREFIX + "00011": ("invalid", "the name is bad"),
        PREFIX + "00042": ("invalid", "the name is bad"),
        PREFIX + "x": ("unmapped", "no unit"),
    }
    assert target.calls <= 2 * 2 * 7  # bisection, not row by row


def test_a_lost_reply_after_the_commit_is_resolved_by_asking(place):
    target, ledger = place

    class LostReply(SqliteTarget):
        lost = False

        def write(self, *arguments):
            ids = super().write(*arguments)
            if not self.lost:
                LostReply.lost = True
                raise Unavailable("connection reset")
            return ids

    target.__class__ = LostReply
    with pytest.raises(Unavailable):
        loader(target, ledger).load(customers(10))
    result = loader(target, ledger).load(customers(10))
    assert (result.resolution.confirmed, result.already, result.loaded) == (7, 7, 3)
    assert len(target.bodies()) == 10


def test_cancel_keeps_what_is_done_and_progress_tells_the_rest(place):
    target, ledger = place
    seen, ticks = [], iter(range(100))
    stop = loader(target, ledger, progress=seen.append, cancelled=lambda: len(seen) == 2, clock=lambda: next(ticks))
    result = stop.load(customers(30), total=30)
    assert not result.finished
    assert result.loaded == 14
    assert [p.done for p in seen] == [7, 14]
    assert seen[0].rate == 7.0
    assert seen[0].seconds_left == pytest.approx(23 / 7)
    assert loader(target, ledger).load(customers(30)).already == 14


def test_simulation_says_the_same_and_leaves_nothing(place):
    target, _ = place
    answers = list(simulate(target, "party", [*customers(20, bad=(5,)), Refusal(PREFIX + "x", "unmapped", "")]))
    assert [a.key for a in answers if not a.accepted] == [PREFIX + "00005", PREFIX + "x"]
    assert len(answers) == 21
    assert target.bodies() == []


def test_terminal_states_are_frozen_even_against_sql(place, tmp_path):
    target, ledger = place
    loader(target, ledger).load(customers(1))
    key = PREFIX + "00000"
    with pytest.raises(LedgerError, match="wrong_state"):
        ledger.reject([Refusal(key, "late", "")])
    direct = sqlite3.connect(tmp_path / "ledger.db")
    for statement in ("UPDATE entry SET state = 'REJECTED'", "UPDATE entry SET target_id = '9'", "DELETE FROM entry"):
        with pytest.raises(sqlite3.IntegrityError):
            direct.execute(statement)


def test_a_wrong_step_changes_nothing_at_all(place):
    _, ledger = place
    ledger.register([("a", "1"), ("b", "2")])
    ledger.intend("b1", ["a"])
    with pytest.raises(LedgerError):
        ledger.loaded({"a": "1", "b": "2"})
    assert ledger.look_up(["a"])["a"].state is State.INTENT


def test_reopening_is_counted_and_remembered(place):
    target, ledger = place
    loader(target, ledger).load(customers(2, bad=(0,)))
    key = PREFIX + "00000"
    ledger.reopen([key], "王工", "名称已更正")
    entry = ledger.look_up([key])[key]
    assert (entry.state, entry.attempt, entry.reason_code) == (State.PENDING, 1, "")
    assert ledger.history(key) == [(0, "REJECTED", "", "invalid", "the name is bad", "王工", "名称已更正")]
    result = loader(target, ledger).load(customers(2))
    assert (result.loaded, result.already) == (1, 1)


def test_merged_records_refer_to_their_survivor(place):
    target, ledger = place
    rows = customers(2)
    ledger.register([(PREFIX + "dup", "d")])
    ledger.merge({PREFIX + "dup": rows[0].key}, "same code")
    loader(target, ledger).load(rows)
    found = cross_reference(ledger, [PREFIX + "dup", rows[1].key, PREFIX + "nobody"])
    assert found == {PREFIX + "dup": ledger.look_up([rows[0].key])[rows[0].key].target_id, rows[1].key: "2"}


def test_undo_takes_back_what_it_may_and_lists_the_refusals(place):
    target, ledger = place
    loader(target, ledger).load(customers(10))
    target.db.execute("UPDATE record SET body = json_set(body, '$.changed', 1) WHERE id = 4")
    answers = undo(target, "party", ledger, PREFIX, "李总", "rehearsal over")
    assert [answer.key for answer in answers][:2] == [PREFIX + "00009", PREFIX + "00008"]
    assert [(a.key, a.reason_code) for a in answers if not a.undone] == [(PREFIX + "00003", "changed_since")]
    assert len(target.bodies()) == 1
    assert ledger.totals()[State.PENDING] == 9
    assert loader(target, ledger).load(customers(10)).loaded == 9
    assert len(target.bodies()) == 10


def test_keys_keep_systems_and_objects_apart():
    assert load_key("a/b", "c", "1") != load_key("a", "b/c", "1")
    assert load_key("northwind", "customers", "ALFKI") == "northwind/customers/ALFKI"
