"""Which cases run alike: table case_variant(case_id, variant), made where it is first asked for and kept in files of ours.

Cases are grouped by a signature that is a sum over their events, whatever their order in the table: two sums of mixed
(activity, position). It is mergeable and plain SQL. Each mix squares three times modulo two primes by turns: a
polynomial of low degree modulo one prime would give permutations of one another the same sum. Two different sequences
have the same signature with a probability near 2^-60; a test compares with sequences spelled out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

_P, _Q = 2147483647, 2147483629  # primes; squares of what is below them fit into 64 bits
SIGNATURES_SQL = f"""
SELECT case_id, sum(y) AS s1, sum((y * y + x) % {_Q}) AS s2
FROM (SELECT case_id, x, (x * x + 1013904223) % {_P} AS y
      FROM (SELECT case_id, (w * w + v) % {_Q} AS x
            FROM (SELECT case_id, v, v * 69621 % {_P} AS w
                  FROM (SELECT case_id, CAST(act AS BIGINT) * 100003 + pos + 12345 AS v FROM step) a) b) c) d
GROUP BY case_id
"""


def variant_key(activities: Sequence[str]) -> str:
    """Depends on the names of the activities only, so it is the same in every log."""
    return hashlib.sha256("\x1f".join(activities).encode()).hexdigest()[:16]


def use_case_variants(log: Any) -> None:
    """Make the table, unless it is there."""
    if log.has("case_variant"):
        return
    log.con.execute(f"CREATE OR REPLACE TEMP TABLE _signed AS {SIGNATURES_SQL}")
    found = log.rows("SELECT s1, s2, min(case_id) FROM _signed GROUP BY s1, s2")
    names, traces = log.activities, sequences(log, [case for *_, case in found])
    keys = {case: variant_key([names[act] for act in trace]) for case, trace in traces.items()}
    _keys = pa.table(
        {"example": pa.array(list(keys), pa.int32()), "variant": pa.array(list(keys.values()), pa.string())}
    )
    log.con.execute(
        "CREATE TABLE case_variant AS SELECT s.case_id, k.variant FROM _signed s "
        "JOIN (SELECT s1, s2, min(case_id) AS example FROM _signed GROUP BY s1, s2) e ON e.s1 = s.s1 AND e.s2 = s.s2 "
        "JOIN _keys k ON k.example = e.example ORDER BY s.case_id"
    )
    log.con.execute("DROP TABLE _signed")


def sequences(log: Any, cases: Sequence[int]) -> dict[int, list[int]]:
    """The activities of each case in order."""
    if not cases:
        return {}
    table = log.con.execute(
        "SELECT s.case_id, s.pos, s.act FROM step s JOIN (SELECT unnest(?::INTEGER[]) AS case_id) w ON w.case_id = s.case_id",
        [list(cases)],
    ).fetchnumpy()
    order = (table["case_id"].astype("int64") << 32 | table["pos"]).argsort(kind="stable")
    out: dict[int, list[int]] = {}
    for case, act in zip(table["case_id"][order].tolist(), table["act"][order].tolist(), strict=True):
        out.setdefault(case, []).append(act)
    return out
