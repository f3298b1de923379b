"""The columns of a log in the order of its steps, one at a time and encoded by their distinct values.

What writing and hashing share. A join of steps with a wide table of attributes would hold every value of every row at once;
this holds a number for each row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from golive.engines.mining.log.attributes import Attribute
from golive.engines.mining.log.sql_text import quoted

Ints = np.ndarray[Any, np.dtype[Any]]
_ODD = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)  # of splitmix64


class Columns:
    """`case`, `pos`, `seq`, `act`, `ts`, `res` (-1: nobody), `start` (None where no step has one; else masked)."""

    def __init__(self, log: Any) -> None:
        self.log = log
        found = log.con.execute("SELECT case_id, pos, seq, act, ts, res, start FROM step").fetchnumpy()
        case, pos = found["case_id"], found["pos"]
        inside = (case[1:] > case[:-1]) | ((case[1:] == case[:-1]) & (pos[1:] > pos[:-1]))
        order = None if bool(np.all(inside)) else np.lexsort((pos, case))

        def put(name: str) -> Any:
            return found[name] if order is None else found[name][order]

        self.case, self.pos, self.seq, self.act, self.ts = (put(n) for n in ("case_id", "pos", "seq", "act", "ts"))
        self.res: Ints = np.ma.filled(put("res"), -1)
        start = put("start")
        self.start = None if np.ma.count(start) == 0 else start
        self.first = np.flatnonzero(np.diff(self.case, prepend=-1)) if len(case) else np.empty(0, np.int64)
        self._of_case = np.repeat(np.arange(len(self.first)), np.diff(np.append(self.first, len(case))))

    def names(self, table: str, key: str) -> pa.Array:
        """The names of a dictionary by their number."""
        found = self.log.con.execute(f"SELECT {key}, name FROM {table} ORDER BY {key}").fetchall()
        names: list[str | None] = [None] * (found[-1][0] + 1 if found else 0)
        for number, name in found:
            names[number] = name
        return pa.array(names, pa.string())

    def by_case(self, values: pa.Array) -> pa.Array:
        """A value for each case, in order of `first`, to one for each step."""
        return values.take(pa.array(self._of_case))

    def keys(self) -> pa.DictionaryArray:
        """The name of each case, one for each case."""
        return self._matched("cases", "case_id", "case_key", self.case[self.first])

    def attribute(self, attribute: Attribute) -> pa.DictionaryArray:
        """An attribute of events for each step; one of cases for each case."""
        if attribute.scope == "event":
            return self._matched("event_attr", "seq", quoted(attribute.column), self.seq)
        return self._matched("case_attr", "case_id", quoted(attribute.column), self.case[self.first])

    def _matched(self, table: str, key: str, column: str, wanted: Ints) -> pa.DictionaryArray:
        found = self.log.con.sql(f"SELECT {key} AS k, {column} AS v FROM {table}").to_arrow_table()
        keys, values = found["k"].to_numpy(), found["v"].combine_chunks()
        encoded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
        if len(keys) == len(wanted) and np.array_equal(keys, wanted):
            return encoded
        place = np.full(int(max(keys.max(initial=0), wanted.max(initial=0))) + 1, -1, dtype=np.int64)
        place[keys] = np.arange(len(keys))
        at = place[wanted]
        return encoded.take(pa.array(at, mask=at < 0))


def content_sums(log: Any) -> tuple[int, int]:
    """What events say and what cases say, as two sums over mixed values: the same in whatever order cases stand.

    Distinct values are digested once (MD5 within the database), rows mix numbers. A value that is not there adds nothing.
    """
    columns = Columns(log)
    keys = _digests(log, columns.keys())
    events = _mixed(columns.by_case(pa.array(keys)).to_numpy(), "case")
    with np.errstate(over="ignore"):
        for name, values in _of_events(log, columns, keys):
            events += _mixed(values, name)
        cases = _mixed(keys, "case")
        for each in log.attributes:
            if each.scope == "case":
                cases += _mixed(_digests(log, columns.attribute(each)), f"={each.column}")
        return int(_scramble(events).sum(dtype=np.uint64)), int(_scramble(cases).sum(dtype=np.uint64))


def _of_events(log: Any, columns: Columns, keys: Ints) -> Iterator[tuple[str, Ints]]:
    activities = _digested(log, columns.names("activity", "act_id"))
    people = np.append(_digested(log, columns.names("resource", "res_id")), np.uint64(0))
    yield "activity", activities[columns.act]
    yield "resource", people[columns.res]
    yield "pos", columns.pos.astype(np.uint64) + np.uint64(1)
    yield "ts", _scramble(columns.ts.astype(np.int64).view(np.uint64))
    if columns.start is not None:
        begun = _scramble(np.ma.filled(columns.start, 0).astype(np.int64).view(np.uint64))
        yield "start", np.where(np.ma.getmaskarray(columns.start), np.uint64(0), begun | np.uint64(1))
    for each in log.attributes:
        if each.scope == "event":
            yield f"={each.column}", _digests(log, columns.attribute(each))


def _digests(log: Any, values: pa.DictionaryArray) -> Ints:
    of = np.append(_digested(log, values.dictionary), np.uint64(0))
    found: Ints = of[values.indices.fill_null(len(of) - 1).to_numpy(zero_copy_only=False)]
    return found


def _digested(log: Any, values: pa.Array) -> Ints:
    """64 bits of each value's text; 0 for none."""
    _given = pa.table({"v": values})  # found by its name
    found = log.con.execute("SELECT md5_number_lower(CAST(v AS VARCHAR)) AS h FROM _given").fetchnumpy()["h"]
    return np.asarray(np.ma.filled(found, 0), dtype=np.uint64)


def _mixed(values: Ints, name: str) -> Ints:
    """Values of the column `name`; 0 stays 0."""
    salt = np.uint64(int.from_bytes(hashlib.md5(name.encode(), usedforsecurity=False).digest()[:8], "little") | 1)
    with np.errstate(over="ignore"):
        return _scramble(values * salt)


def _scramble(values: Ints) -> Ints:
    """splitmix64's finisher: a bijection of 64 bits in which every bit moves every other; 0 stays 0."""
    a, b = (np.uint64(n) for n in _ODD)
    with np.errstate(over="ignore"):
        x = (values ^ (values >> np.uint64(30))) * a
        x = (x ^ (x >> np.uint64(27))) * b
        done: Ints = x ^ (x >> np.uint64(31))
    return done
