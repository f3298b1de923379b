"""Loading: every record becomes part of the target once, whatever is killed at whatever moment.

The protocol (research/migration.md section 6): (1) commit INTENT with the key; (2) the target writes record and key in
one transaction; (3) commit LOADED. At every start the INTENTs that were left open are resolved by asking the TARGET,
never by assuming. A target without keys ("none") cannot be asked: its INTENTs stay open for a person to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from golive.engines.migration.ledger import Exclusion, LedgerStore, Refusal, State
from golive.engines.migration.port import Refused, RowResult, Target, Unavailable, WriteRow

STEPS = (
    "load.start",
    "resolve.before",
    "resolve.after",
    "register.after",
    "intent.after",
    "write.after",
    "loaded.after",
    "refused.before",
    "refused.after",
)
"""The step boundaries, in order, at which `fault` is called. A hook that raises or kills the process there tests it."""

T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """`done` of `total` source rows are decided; `rate` in rows per second of this run, None without a clock."""

    done: int
    total: int | None
    rate: float | None

    @property
    def seconds_left(self) -> float | None:
        if not self.rate or self.total is None:
            return None
        return max(self.total - self.done, 0) / self.rate


@dataclass(frozen=True)
class Resolution:
    """What became of the INTENTs that an interrupted run left: the target held them (confirmed), it did not (released),
    or it cannot say (undecided)."""

    confirmed: int = 0
    released: int = 0
    undecided: int = 0


@dataclass
class LoadResult:
    """`already` were decided before this run began. `finished` is False after a cancellation."""

    resolution: Resolution
    loaded: int = 0
    refused: int = 0
    excluded: int = 0
    already: int = 0
    finished: bool = True


def _nothing(_: object) -> None:
    return None


@dataclass(frozen=True)
class Loader:
    """One load of one object.

    `prefix` is `port.key_prefix(source_system, data_object)`; `run_id` names the batches in the target. `cancelled` is
    asked between batches. `clock` gives seconds (any origin) and is only used for the rate.
    """

    target: Target
    object_name: str
    ledger: LedgerStore
    prefix: str
    run_id: str
    progress: Callable[[Progress], None] = _nothing
    cancelled: Callable[[], bool] = lambda: False
    fault: Callable[[str], None] = _nothing
    clock: Callable[[], float] | None = None

    def load(self, rows: Iterable[WriteRow | Refusal | Exclusion], total: int | None = None) -> LoadResult:
        """Load the rows; a `Refusal` among them is a record that could not be mapped and is rejected as it says, an
        `Exclusion` one that the mapping leaves out.

        Start it again with the same rows after any interruption. Raises Unavailable if the target stops answering: what
        was decided until then is kept, and the next start resolves the rest."""
        self.fault("load.start")
        result = LoadResult(self.resolve())
        begun = self.clock() if self.clock else 0.0
        done = 0
        for number, part in enumerate(_parts(rows, self.target.batch_limit(self.object_name))):
            if self.cancelled():
                result.finished = False
                break
            self._part(part, f"{self.run_id}/{number}", result)
            done += len(part)
            spent = self.clock() - begun if self.clock else 0.0
            self.progress(Progress(done, total, done / spent if spent > 0 else None))
        return result

    def resolve(self) -> Resolution:
        """Ask the target about every open INTENT."""
        self.fault("resolve.before")
        confirmed = released = undecided = 0
        for part in _parts(self.ledger.entries(self.prefix, {State.INTENT}), 500):
            keys = [entry.key for entry in part]
            if self.target.guarantee == "none":
                undecided += len(keys)
                continue
            held = self.target.find(self.object_name, keys)
            self.ledger.loaded({key: held[key] for key in keys if key in held})
            self.ledger.release([key for key in keys if key not in held])
            confirmed += len(held)
            released += len(keys) - len(held)
        self.fault("resolve.after")
        return Resolution(confirmed, released, undecided)

    def _part(self, part: list[WriteRow | Refusal | Exclusion], batch_id: str, result: LoadResult) -> None:
        self.ledger.register((item.key, item.digest if isinstance(item, WriteRow) else "") for item in part)
        self.fault("register.after")
        known = self.ledger.look_up([item.key for item in part])
        pending = [item for item in part if known[item.key].state is State.PENDING]
        result.already += len(part) - len(pending)
        self._refuse([item for item in pending if isinstance(item, Refusal)], result)
        self._leave_out([item for item in pending if isinstance(item, Exclusion)], result)
        rows = [item for item in pending if isinstance(item, WriteRow)]
        if rows:
            self.ledger.intend(batch_id, [row.key for row in rows])
            self.fault("intent.after")
            self._write(rows, batch_id, result)

    def _write(self, rows: list[WriteRow], batch_id: str, result: LoadResult) -> None:
        """Write a batch whose INTENT is committed; a refused batch is halved until the refused rows stand alone."""
        try:
            ids = self.target.write(self.object_name, batch_id, rows)
        except Refused as refused:
            if len(rows) == 1:
                self._refuse([Refusal(rows[0].key, refused.reason_code, refused.text)], result)
                return
            middle = len(rows) // 2
            self._write(rows[:middle], batch_id, result)
            self._write(rows[middle:], batch_id, result)
            return
        self.fault("write.after")
        if ids.keys() != {row.key for row in rows}:
            raise Unavailable(f"{self.target.name} did not say what became of every row of batch {batch_id}")
        self.ledger.loaded(ids)
        self.fault("loaded.after")
        result.loaded += len(rows)

    def _leave_out(self, items: list[Exclusion], result: LoadResult) -> None:
        for reason in dict.fromkeys((item.reason_code, item.text) for item in items):
            self.ledger.exclude([item.key for item in items if item[1:] == reason], *reason)
        result.excluded += len(items)

    def _refuse(self, refusals: list[Refusal], result: LoadResult) -> None:
        if refusals:
            self.fault("refused.before")
            self.ledger.reject(refusals)
            self.fault("refused.after")
            result.refused += len(refusals)


def simulate(
    target: Target,
    object_name: str,
    rows: Iterable[WriteRow | Refusal | Exclusion],
    total: int | None = None,
    progress: Callable[[Progress], None] = _nothing,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[RowResult]:
    """The answer of the target's real validation for every row, with nothing left behind and no ledger touched. Rows that
    the mapping leaves out are not answered."""
    done = 0
    for part in _parts(rows, target.batch_limit(object_name)):
        if cancelled():
            return
        answers = target.simulate(object_name, [item for item in part if isinstance(item, WriteRow)])
        yield from (
            RowResult(item.key, False, item.reason_code, item.text) for item in part if isinstance(item, Refusal)
        )
        yield from answers
        done += len(part)
        progress(Progress(done, total, None))


def _parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    feed = iter(items)
    while part := list(islice(feed, max(size, 1))):
        yield part
