"""What every LedgerStore must keep. A store's test inherits `LedgerContract` and gives a `ledger` fixture."""

import pytest

from golive.engines.migration.ledger import Entry, LedgerError, Refusal, State

A, B, C = "old/customers/1", "old/customers/2", "old/suppliers/1"


class LedgerContract:
    def state(self, ledger, key):
        return ledger.look_up([key])[key].state

    def test_registering_again_renews_only_what_is_pending(self, ledger):
        ledger.register([(A, "d1"), (B, "d1")])
        ledger.intend("b", [A])
        ledger.register([(A, "d2"), (B, "d2")])
        assert {key: entry.digest for key, entry in ledger.look_up([A, B]).items()} == {A: "d1", B: "d2"}

    def test_the_way_of_a_record(self, ledger):
        ledger.register([(A, "d")])
        ledger.intend("run/0", [A])
        assert self.state(ledger, A) is State.INTENT
        ledger.loaded({A: "17"})
        assert ledger.look_up([A])[A] == Entry(A, State.LOADED, "d", "17", batch_id="run/0")

    def test_release_makes_it_pending_again(self, ledger):
        ledger.register([(A, "d")])
        ledger.intend("run/0", [A])
        ledger.release([A])
        assert ledger.look_up([A])[A] == Entry(A, State.PENDING, "d")

    def test_the_other_ends(self, ledger):
        ledger.register([(A, ""), (B, ""), (C, "")])
        ledger.reject([Refusal(A, "code", "文字")])
        ledger.merge({B: A}, "same code")
        ledger.exclude([C], "decision", "D-1")
        found = ledger.look_up([A, B, C])
        assert (found[A].state, found[A].reason_code, found[A].text) == (State.REJECTED, "code", "文字")
        assert (found[B].state, found[B].merged_into) == (State.MERGED, A)
        assert (found[C].state, found[C].reason_code, found[C].text) == (State.EXCLUDED, "decision", "D-1")

    @pytest.mark.parametrize(
        "step",
        [
            lambda ledger: ledger.loaded({A: "1", B: "2"}),
            lambda ledger: ledger.intend("b", [B, A]),
            lambda ledger: ledger.release([A, B]),
            lambda ledger: ledger.merge({B: C, A: C}, ""),
            lambda ledger: ledger.exclude([B, A], "", ""),
            lambda ledger: ledger.reopen([A], "who", "why"),
            lambda ledger: ledger.intend("b", ["old/customers/unknown"]),
        ],
    )
    def test_a_step_out_of_order_changes_nothing(self, ledger, step):
        ledger.register([(A, "d"), (B, "d")])
        ledger.intend("first", [A])
        with pytest.raises(LedgerError) as caught:
            step(ledger)
        assert caught.value.code == "wrong_state"
        assert (self.state(ledger, A), self.state(ledger, B)) == (State.INTENT, State.PENDING)

    @pytest.mark.parametrize("end", [State.LOADED, State.REJECTED, State.MERGED, State.EXCLUDED])
    def test_an_end_is_left_only_by_reopening(self, ledger, end):
        ledger.register([(A, "d"), (B, "d")])
        if end is State.LOADED:
            ledger.intend("b", [A])
            ledger.loaded({A: "1"})
        elif end is State.REJECTED:
            ledger.reject([Refusal(A, "c", "t")])
        elif end is State.MERGED:
            ledger.merge({A: B}, "t")
        else:
            ledger.exclude([A], "c", "t")
        for step in (lambda: ledger.intend("b", [A]), lambda: ledger.reject([Refusal(A, "x", "")])):
            with pytest.raises(LedgerError):
                step()
        assert self.state(ledger, A) is end
        ledger.reopen([A], "王工", "corrected")
        assert ledger.look_up([A])[A] == Entry(A, State.PENDING, "d", attempt=1)

    def test_entries_and_totals_keep_objects_apart(self, ledger):
        ledger.register([(key, "") for key in (C, B, A, "old/customers!", "old/customers0/1")])
        ledger.intend("b", [A])
        assert [entry.key for entry in ledger.entries("old/customers/")] == [A, B]
        assert [entry.key for entry in ledger.entries("old/customers/", {State.INTENT})] == [A]
        assert ledger.totals("old/customers/") == {**dict.fromkeys(State, 0), State.PENDING: 1, State.INTENT: 1}
        assert sum(ledger.totals().values()) == len(list(ledger.entries())) == 5

    def test_many_entries_may_change_while_they_are_read(self, ledger):
        ledger.register((f"old/customers/{number:05}", "") for number in range(2500))
        for entry in ledger.entries("old/customers/", {State.PENDING}):
            ledger.intend("b", [entry.key]) if entry.key.endswith("00") else None
        assert ledger.totals()[State.INTENT] == 25
        assert len(ledger.look_up([f"old/customers/{number:05}" for number in range(3000)])) == 2500
