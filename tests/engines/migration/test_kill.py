"""Real SIGKILLs of a loading process: ledger and target in separate files, nothing lost, nothing twice."""

import os
import random
import signal
import time
from contextlib import suppress

from golive.engines.migration.file_ledger import FileLedger
from golive.engines.migration.ledger import State
from golive.engines.migration.load import Loader

from .doubles import PREFIX, KeylessTarget, SqliteTarget, customers

KILLS = 32
ROWS = 900


def load(place, target_class, slow=None):
    target, ledger = target_class(place / "target.db", limit=3), FileLedger(place / "ledger.db")
    if target_class is KeylessTarget:
        target.find = lambda object_name, keys: {}
    Loader(target, "party", ledger, PREFIX, "run", fault=slow or (lambda step: None)).load(
        customers(ROWS, bad=(5, 400))
    )


def killed_load(place, target_class, dice) -> bool:
    """Whether the kill hit a running load."""
    pause = dice.choice(["intent.after", "write.after", "loaded.after", ""])

    told, tell = os.pipe()

    def slow(step):  # widen each window in turn, so that all of them are really hit
        if step == "intent.after":
            with suppress(BrokenPipeError):
                os.write(tell, b".")
        if step == pause:
            time.sleep(0.002)

    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        try:
            load(place, target_class, slow)
        finally:
            os._exit(0)
    os.close(tell)
    os.read(told, 1)  # it has begun to load, or it has nothing left to do
    os.close(told)
    time.sleep(dice.uniform(0.0, 0.04))
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def kill_and_finish(place, target_class) -> tuple[int, int, int, int]:
    """(kills that hit, INTENTs open after kills that the target held, that it did not hold, records at the end)."""
    dice, hits, written, unwritten = random.Random(7), 0, 0, 0
    for _ in range(KILLS):
        hits += killed_load(place, target_class, dice)
        target, ledger = SqliteTarget(place / "target.db"), FileLedger(place / "ledger.db")
        open_keys = {entry.key for entry in ledger.entries(PREFIX, {State.INTENT})}
        held = target.find("party", open_keys)
        written, unwritten = written + bool(held), unwritten + bool(open_keys - held.keys())
        target.db.close()
        ledger.close()
    load(place, target_class)
    return hits, written, unwritten, len(SqliteTarget(place / "target.db").bodies())


def test_thirty_kills_lose_and_double_nothing(tmp_path):
    hits, written, unwritten, records = kill_and_finish(tmp_path, SqliteTarget)
    assert hits >= 25
    assert written, "no kill fell between the target's commit and the ledger's"
    assert unwritten, "no kill fell between the intent and the target's commit"
    target, ledger = SqliteTarget(tmp_path / "target.db"), FileLedger(tmp_path / "ledger.db")
    expected = {row.key for row in customers(ROWS, bad=(5, 400)) if row.values["name"] != "bad"}
    assert records == len(expected)
    assert target.held("party", PREFIX).keys() == expected
    assert {entry.key for entry in ledger.entries(PREFIX, {State.LOADED})} == expected
    assert ledger.totals()[State.REJECTED] == 2


def test_negative_control_without_keys_the_kills_double_records(tmp_path):
    *_, records = kill_and_finish(tmp_path, KeylessTarget)
    assert records > ROWS - 2
