"""Loading processes that are killed: what every connector's target must survive."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

from golive.connectors.protocol import Target, WriteRow
from golive.engines.migration.file_ledger import FileLedger
from golive.engines.migration.ledger import State
from golive.engines.migration.load import STEPS, Loader

Rows = list[WriteRow]
Opened = Callable[[], Target]
WINDOWS = ("intent.after", "write.after", "loaded.after", "register.after")


def load(opened: Opened, name: str, prefix: str, rows: Rows, ledger: Path, fault: Callable[[str], None]) -> None:
    with FileLedger(ledger) as store:
        Loader(opened(), name, store, prefix, "run", fault=fault).load(rows)


def killed_at(step: str, opened: Opened, name: str, prefix: str, rows: Rows, ledger: Path) -> bool:
    """Whether the loading process reached the step, where it dies by SIGKILL."""

    def die(now: str) -> None:
        if now == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return _in_child(lambda: load(opened, name, prefix, rows, ledger, die))


def killed_at_random(
    dice: random.Random, opened: Opened, name: str, prefix: str, rows: Rows, ledger: Path, within: float
) -> bool:
    """Whether a kill hit a running load: a random time, at most `within` seconds, after one of its first batches began.

    Batches are counted first, so that a quick machine does not run out of rows before the last kill.
    """
    told, tell = os.pipe()
    pause = dice.choice(WINDOWS)

    def slow(step: str) -> None:  # each window is widened in turn, so that all of them are really hit
        if step == "intent.after":
            os.write(tell, b".")
        if step == pause:
            time.sleep(0.004)

    child = os.fork()
    if child == 0:
        try:
            load(opened, name, prefix, rows, ledger, slow)
        finally:
            os._exit(0)
    os.close(tell)
    for _ in range(dice.randint(1, 4)):
        os.read(told, 1)  # one more batch is begun, or there is nothing left to do
    time.sleep(dice.uniform(0.0, within))
    os.kill(child, signal.SIGKILL)
    os.close(told)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def open_intents(opened: Opened, name: str, prefix: str, ledger: Path) -> tuple[int, int]:
    """Of the INTENTs that a dead process left: (held by the target, not held)."""
    with FileLedger(ledger) as store:
        keys = [entry.key for entry in store.entries(prefix, {State.INTENT})]
    held = opened().find(name, keys) if keys else {}
    return len(held), len(keys) - len(held)


def _in_child(work: Callable[[], None]) -> bool:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


__all__ = ["STEPS", "killed_at", "killed_at_random", "load", "open_intents"]
