"""Events as numpy arrays, and the table of steps made of them: shifts of sorted arrays rather than window functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from golive.engines.mining.log.steps import EVENT_VIEW, STEP_TABLE

CHUNK = 1_000_000
NONE = np.int64(-(2**63))  # a begin that is not known
Ints = np.ndarray[Any, np.dtype[Any]]


@dataclass
class Events:
    """One entry for each event, in the order of the file. `case`, `act`: identifiers; `res`: -1 if unknown;
    `start`: NONE if unknown, or no array at all when none is known; `order`: a rank that goes before the order of the file."""

    seq: Ints
    case: Ints
    act: Ints
    ts: Ints
    res: Ints
    start: Ints | None = None
    order: Ints | None = None

    def taken(self, at: Ints) -> Events:
        start = None if self.start is None else self.start[at]
        return Events(self.seq[at], self.case[at], self.act[at], self.ts[at], self.res[at], start)


def in_order(events: Events) -> Events:
    """By case, time, own order, order of the file. Nearly sorted arrays, as files are, cost almost nothing."""
    if len(events.seq) > 1 and np.any(np.diff(events.seq) < 0):
        events = _by(events, np.argsort(events.seq, kind="stable"))
    if events.order is not None:
        return events.taken(np.lexsort((events.seq, events.order, events.ts, events.case)))
    same = np.diff(events.case)
    if not np.any(same < 0) and not np.any((same == 0) & (np.diff(events.ts) < 0)):
        return events
    by_time = events if not np.any(np.diff(events.ts) < 0) else events.taken(np.argsort(events.ts, kind="stable"))
    return by_time.taken(np.argsort(by_time.case, kind="stable"))


def _by(events: Events, at: Ints) -> Events:
    found = events.taken(at)
    found.order = None if events.order is None else events.order[at]
    return found


@dataclass(frozen=True)
class Made:
    """What making the tables showed by the way. `acts`: identifiers of the activities that occur; `equal`: steps with the
    time of the one before; `times`: of all events, in order of the table."""

    events: int
    cases: int
    acts: tuple[int, ...]
    equal: int
    late: int
    times: Ints


def make_tables(con: Any, events: Events, keys: pa.Array) -> Made:
    """Tables step and cases and view event. `keys`: the names of cases by their identifier."""
    events = in_order(events)
    n = len(events.seq)
    new = np.ones(n, dtype=bool)
    np.not_equal(events.case[1:], events.case[:-1], out=new[1:])
    begins = np.flatnonzero(new)
    counts = np.diff(np.append(begins, n))
    if n <= CHUNK:
        create(con, "step", _steps(events, new, begins, 0, n))
    else:
        con.execute(STEP_TABLE)
        for low in range(0, n, CHUNK):
            _given = _steps(events, new, begins, low, min(n, low + CHUNK))
            con.execute("INSERT INTO step SELECT * FROM _given")
    ids = events.case[begins]
    first = (
        events.ts
        if events.start is None
        else np.where(events.start == NONE, events.ts, np.minimum(events.start, events.ts))
    )
    cases = {
        "case_id": pa.array(ids, pa.int32()),
        "case_key": keys.take(pa.array(ids, pa.int32())),
        "events": pa.array(counts, pa.int32()),
        "start_us": pa.array(np.minimum.reduceat(first, begins) if n else first, pa.int64()),
        "end_us": pa.array(events.ts[begins + counts - 1] if n else events.ts, pa.int64()),
    }
    create(con, "cases", pa.table(cases))
    con.execute(EVENT_VIEW)
    equal = int(np.count_nonzero(~new[1:] & (events.ts[1:] == events.ts[:-1])))
    late = 0 if events.start is None else int(np.count_nonzero(events.start > events.ts))
    acts = tuple(np.flatnonzero(np.bincount(events.act)).tolist()) if n else ()
    return Made(n, len(ids), acts, equal, late, events.ts)


def _steps(events: Events, new: Ints, begins: Ints, low: int, high: int) -> pa.Table:
    """Rows [low, high) of the table of steps."""
    n, part = len(events.seq), slice(low, high)
    number = np.arange(low, high)
    pos = (
        number - begins[np.searchsorted(begins, number, side="right") - 1]
        if high - low < CHUNK // 8
        else _pos(new, begins, low, high)
    )
    first = new[part]
    last = np.append(new[low + 1 : high + 1], True)[: high - low] if high == n else new[low + 1 : high + 1]
    before = np.maximum(number - 1, 0)
    after = np.minimum(number + 1, n - 1)
    unknown = None if events.start is None else events.start[part] == NONE
    begun = (
        events.ts[part]
        if events.start is None or unknown is None
        else np.where(unknown, events.ts[part], events.start[part])
    )
    res, next_res = events.res[part], events.res[after]
    empty = np.ones(high - low, dtype=bool)
    return pa.table(
        {
            "case_id": pa.array(events.case[part], pa.int32()),
            "pos": pa.array(pos, pa.int32()),
            "seq": pa.array(events.seq[part], pa.int64()),
            "act": pa.array(events.act[part], pa.int32()),
            "ts": pa.array(events.ts[part], pa.int64()),
            "start": pa.array(begun, pa.int64(), mask=empty if unknown is None else unknown),
            "res": pa.array(res, pa.int32(), mask=res < 0),
            "prv": pa.array(events.act[before], pa.int32(), mask=first),
            "nxt": pa.array(events.act[after], pa.int32(), mask=last),
            "nts": pa.array(events.ts[after], pa.int64(), mask=last),
            "nres": pa.array(next_res, pa.int32(), mask=last | (next_res < 0)),
            "wait_us": pa.array(begun - events.ts[before], pa.int64(), mask=first),
        }
    )


def _pos(new: Ints, begins: Ints, low: int, high: int) -> Ints:
    """The same by running maximum, for long parts."""
    start = begins[np.searchsorted(begins, low, side="right") - 1]
    marks = np.where(new[low:high], np.arange(low, high), start)
    return np.arange(low, high) - np.maximum.accumulate(marks)


def create(con: Any, name: str, _given: pa.Table) -> None:
    """DuckDB finds the argument by its name, which costs half of what registering it would."""
    con.execute(f"CREATE TABLE {name} AS SELECT * FROM _given")


def dictionary(values: pa.ChunkedArray | pa.Array, by_name: bool) -> tuple[Ints, pa.Array]:
    """(identifier of each row, -1 for NULL; the names by identifier): in order of appearance, or of names."""
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    encoded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    names = encoded.dictionary.cast(pa.string())
    if not by_name:
        return codes, names
    order = np.array(sorted(range(len(names)), key=names.to_pylist().__getitem__), dtype=np.int32)
    rank = np.empty(len(names) + 1, dtype=np.int32)
    rank[order] = np.arange(len(names), dtype=np.int32)
    rank[-1] = -1
    return rank[codes], names.take(pa.array(order, pa.int32()))


def dictionary_tables(con: Any, activities: pa.Array, resources: pa.Array) -> None:
    numbered = "CAST(unnest(range(len($1))) AS INTEGER) AS {}, unnest($1::VARCHAR[]) AS name"
    con.execute(f"CREATE TABLE activity AS SELECT {numbered.format('act_id')}", [activities.to_pylist()])
    con.execute(
        f"CREATE TABLE resource AS SELECT {numbered.format('res_id')}, false AS is_system", [resources.to_pylist()]
    )


def events_of(con: Any, sql: str, parameters: Sequence[object] = ()) -> Events:
    """From a query that gives case_id, seq, act, ts, res, and perhaps start and ord; NULLs allowed in the last three."""
    found = con.execute(sql, list(parameters)).fetchnumpy()
    start = found.pop("start", None)
    begun: Ints | None = None
    if start is not None and not (isinstance(start, np.ma.MaskedArray) and np.all(start.mask)):
        begun = np.ma.filled(start, NONE)
    rank = None
    if "ord" in found:
        order = found["ord"]
        values = np.ma.filled(order, "" if order.dtype.kind == "O" else 0)
        rank = np.unique(values, return_inverse=True)[1]

    def ints(name: str, kind: type[np.generic]) -> Ints:
        column = np.ma.filled(found.pop(name), -1)
        return np.asarray(column.astype(kind, copy=False))

    seq, case, act = ints("seq", np.int64), ints("case_id", np.int32), ints("act", np.int32)
    return Events(seq, case, act, ints("ts", np.int64), ints("res", np.int32), begun, rank)
