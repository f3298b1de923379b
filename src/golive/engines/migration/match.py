"""Proposals of duplicates: records that are equal in one of several normalised keys, gathered into clusters.

A first, exact form: it finds what differs only in writing (blanks, width, brackets, legal form, punctuation). Every
cluster says by which keys its records belong together. Whether they are merged is a person's decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from golive.engines.migration.table import Table, Workbench, quoted

Normaliser = Literal["exact", "text", "company", "digits"]

_LEGAL_FORMS = "股份有限责任公司|股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|集团公司|公司"
_WESTERN_FORMS = "co ?ltd|company limited|limited|ltd|inc|llc|gmbh|corp|corporation|sa|bv|plc"
_PLAIN = "regexp_replace(lower(gl_half(v)), '[\\s\\p{P}\\p{S}]+', '', 'g')"
NORMALISERS: dict[str, str] = {
    "exact": "gl_text(v)",
    "text": _PLAIN,
    "company": (
        "regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(gl_half(v)), '[.,]', '', 'g'),"
        f" '\\b({_WESTERN_FORMS})\\b *$', '', 'g'), '[\\s\\p{{P}}\\p{{S}}]+', '', 'g'), '({_LEGAL_FORMS})$', '')"
    ),
    "digits": "regexp_replace(gl_half(v), '[^0-9]', '', 'g')",
}
"""How a value is made comparable: exact (trimmed), text (case, width, blanks and punctuation do not count), company (nor
does the legal form at the end), digits (only the digits count)."""


@dataclass(frozen=True)
class MatchKey:
    """Records agree if all `columns`, normalised, agree and none is blank. `shortest` is the least length of the
    normalised whole: short keys agree by chance."""

    columns: tuple[str, ...]
    normaliser: Normaliser = "text"
    shortest: int = 2

    @property
    def name(self) -> str:
        return f"{'+'.join(self.columns)} ({self.normaliser})"


@dataclass(frozen=True)
class Reason:
    """Two or more records that agree in one key, and the value in which they do."""

    match_key: str
    value: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Cluster:
    """Records that belong together by a chain of reasons; `survivor` is the proposal: the most complete, then the first."""

    rows: tuple[int, ...]
    keys: tuple[str, ...]
    survivor: str
    reasons: tuple[Reason, ...]


def propose(bench: Workbench, table: Table, match_keys: Sequence[MatchKey], largest: int = 50) -> list[Cluster]:
    """Clusters of two or more, by first row. A key value that more than `largest` records share says nothing about
    identity (a switchboard, "none") and is passed over."""
    parent: dict[int, int] = {}
    reasons: list[Reason] = []
    for match_key in match_keys:
        table.require(match_key.columns)
        for value, rows in bench.ask(_groups(table, match_key, largest)):
            reasons.append(Reason(match_key.name, value, tuple(rows)))
            for row in rows:
                parent[_root(parent, row)] = _root(parent, rows[0])
    members: dict[int, list[int]] = {}
    for row in sorted(parent):
        members.setdefault(_root(parent, row), []).append(row)
    by_root: dict[int, list[Reason]] = {}
    for reason in reasons:
        by_root.setdefault(_root(parent, reason.rows[0]), []).append(reason)
    facts = _facts(bench, table, sorted(parent))
    return [_cluster(rows, facts, by_root[root]) for root, rows in sorted(members.items(), key=lambda item: item[1][0])]


def _groups(table: Table, match_key: MatchKey, largest: int) -> str:
    inner = ", ".join(f"{quoted(column)} AS v{place}" for place, column in enumerate(match_key.columns))
    normaliser = NORMALISERS[match_key.normaliser]
    made = [normaliser.replace("(v)", f"(v{place})") for place in range(len(match_key.columns))]
    blank = " OR ".join(f"coalesce({each}, '') = ''" for each in made)
    joined = " || '|' || ".join(made)
    return (
        f"SELECT k, list(_row ORDER BY _row) FROM (SELECT _row, CASE WHEN {blank} THEN NULL ELSE {joined} END AS k"
        f" FROM (SELECT _row, {inner} FROM {quoted(table.name)})) WHERE length(k) >= {match_key.shortest}"
        f" GROUP BY k HAVING count(*) BETWEEN 2 AND {largest} ORDER BY min(_row), k"
    )


def _root(parent: dict[int, int], row: int) -> int:
    """Union-find with path halving."""
    parent.setdefault(row, row)
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row


def _facts(bench: Workbench, table: Table, rows: Sequence[int]) -> dict[int, tuple[str, int]]:
    """row -> (key, number of filled columns)."""
    filled = " + ".join(f"(gl_text({quoted(column)}) IS NOT NULL)::INT" for column in table.columns)
    wanted = f"SELECT unnest({list(rows)}::BIGINT[])"
    sql = f"SELECT _row, _key, {filled} FROM {quoted(table.name)} WHERE _row IN ({wanted})"
    return {row: (key, number) for row, key, number in bench.ask(sql)}


def _cluster(rows: Sequence[int], facts: dict[int, tuple[str, int]], reasons: Sequence[Reason]) -> Cluster:
    best = max(rows, key=lambda row: (facts[row][1], -row))
    return Cluster(tuple(rows), tuple(facts[row][0] for row in rows), facts[best][0], tuple(reasons))
