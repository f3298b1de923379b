"""Reconciliation: every source row accounted for, and the target's own answer compared with it.

The ledger's totals prove nothing by themselves (research/migration.md section 6: a ledger in balance over a target with
41 duplicates), so keys, values and sums are compared with what the target says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from golive.engines.migration.answers import (
    Blanks,
    asked,
    blanks_of,
    figure,
    kept_blanks,
    references,
    same,
    shown,
    unequal,
)
from golive.engines.migration.ledger import OPEN, Entry, LedgerStore, State, cross_reference
from golive.engines.migration.port import UNREAD, Target, Values

__all__ = ["ControlTotal", "Difference", "Reconciliation", "Sourced", "Total", "explain", "reconcile", "same", "shown"]

_BATCH = 500


class Sourced(NamedTuple):
    """One source record as it should have arrived. `values` is None if it could not be mapped. `measures` are its
    control figures by name, taken from the source itself and not from the mapping, so that a wrong unit shows;
    `groups` says under which group (currency, account, warehouse …) each figure counts."""

    key: str
    digest: str
    values: Values | None
    measures: Mapping[str, Decimal] = {}
    groups: Mapping[str, str] = {}


class ControlTotal(NamedTuple):
    """A figure to be compared: its name in `Sourced.measures`, and the target's field and group field. The field
    "lines.quantity" is summed over the lines; "" counts the records."""

    name: str
    field: str
    group_field: str = ""


class Difference(NamedTuple):
    """What is not as it should be. Codes: open, not_in_ledger, not_in_source, missing_in_target, extra_in_target,
    target_id_differs, survivor_not_loaded, source_changed, value_differs, total_differs, target_keeps_no_keys.
    `explained`: the words by which somebody accounted for it; only what leaves the records themselves whole can be
    explained (see EXPLAINABLE)."""

    code: str
    key: str = ""
    field: str = ""
    expected: str | None = None
    found: str | None = None
    explained: str = ""


EXPLAINABLE = frozenset({"source_changed", "value_differs", "total_differs"})


@dataclass
class Total:
    """One control total of one group: the source's figure, how it was disposed of, and the target's own sum."""

    name: str
    group: str
    by_state: dict[State, Decimal] = field(default_factory=lambda: dict.fromkeys(State, Decimal(0)))
    target: Decimal = Decimal(0)

    @property
    def source(self) -> Decimal:
        return sum(self.by_state.values(), Decimal(0))

    @property
    def difference(self) -> Decimal:
        """What the target has too much (positive) or too little of the loaded records."""
        return self.target - self.by_state[State.LOADED]


@dataclass
class Reconciliation:
    """`entries` hold the disposition of every source row, in the order of the source; `target_keys` what the target
    holds under this object's prefix; `not_compared` the fields that the target cannot give back; `kept_blanks`
    {(field, what the target keeps instead of a blank): records}."""

    object: str
    rows: int = 0
    by_state: dict[State, int] = field(default_factory=lambda: dict.fromkeys(State, 0))
    entries: list[Entry] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    target_keys: dict[str, str] = field(default_factory=dict)
    not_compared: set[str] = field(default_factory=set)
    kept_blanks: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def balanced(self) -> bool:
        return (
            not any(not each.explained for each in self.differences)
            and sum(self.by_state[state] for state in OPEN) == 0
        )


def reconcile(
    target: Target,
    object_name: str,
    ledger: LedgerStore,
    prefix: str,
    source: Iterable[Sourced],
    totals: Sequence[ControlTotal] = (),
    progress: Callable[[int], None] = lambda done: None,
) -> Reconciliation:
    """Compare source, ledger and target for one object. `source` must give every row of the extract."""
    found = Reconciliation(prefix)
    held = found.target_keys = {key: each.target_id for key, each in target.held(object_name, prefix).items()}
    if target.guarantee == "none":
        found.differences.append(Difference("target_keeps_no_keys", found=target.name))
    blanks = blanks_of(target, object_name)
    sums: dict[tuple[str, str], Total] = {}
    feed = iter(source)
    seen: set[str] = set()
    while part := list(islice(feed, _BATCH)):
        known = ledger.look_up([row.key for row in part])
        fields = sorted(asked(row.values for row in part) | _asked(totals))
        loaded = [key for key, entry in known.items() if entry.state is State.LOADED]
        answers = target.read_back(object_name, loaded, fields) if loaded else {}
        found.not_compared |= {name for each in answers.values() for name, value in each.items() if value is UNREAD}
        ids = cross_reference(ledger, set(references([row.values for row in part])))
        for row in part:
            entry = known.get(row.key) or Entry(row.key, State.PENDING)
            seen.add(entry.key)  # the entry's own, and not the row's: one text less for each of a million rows
            found.rows += 1
            found.by_state[entry.state] += 1
            found.entries.append(entry)
            found.differences += _differences(row, known.get(row.key), held, answers.get(row.key), ledger, ids, blanks)
            found.kept_blanks.update(set(kept_blanks(row.values or {}, answers.get(row.key) or {}, blanks)))
            _add(sums, totals, row, entry.state, answers.get(row.key))
        progress(found.rows)
    for entry in ledger.entries(prefix):
        if entry.key not in seen:
            found.differences.append(Difference("not_in_source", entry.key, found=entry.state))
    found.differences += _extra(found, held)
    found.totals = [sums[name] for name in sorted(sums)]
    found.differences += [
        Difference("total_differs", total.group, total.name, str(total.by_state[State.LOADED]), str(total.target))
        for total in found.totals
        if total.difference
    ]
    return found


def _asked(totals: Sequence[ControlTotal]) -> set[str]:
    wanted = [total.field.partition(".")[0] for total in totals] + [total.group_field for total in totals]
    return {name for name in wanted if name}


def explain(found: Reconciliation, explanations: Mapping[tuple[str, str, str], str]) -> None:
    """Put the words of those who accounted for differences to them: {(code, key, field): words}. A difference for which
    there are none stays open; what is missing, extra or undecided cannot be explained away."""
    found.differences = [
        each._replace(explained=explanations.get((each.code, each.key, each.field), ""))
        if each.code in EXPLAINABLE
        else each
        for each in found.differences
    ]


def _differences(
    row: Sourced,
    entry: Entry | None,
    held: Mapping[str, str],
    answer: Values | None,
    ledger: LedgerStore,
    ids: Mapping[str, str],
    blanks: Blanks,
) -> list[Difference]:
    if entry is None:
        return [Difference("not_in_ledger", row.key)]
    if entry.state in OPEN:
        return [Difference("open", row.key, found=entry.state)]
    if entry.state is State.MERGED:
        survivor = ledger.look_up([entry.merged_into]).get(entry.merged_into)
        gone = survivor is None or survivor.state is not State.LOADED
        return [Difference("survivor_not_loaded", row.key, expected=entry.merged_into)] if gone else []
    if entry.state is not State.LOADED:
        return []
    problems = []
    if row.digest != entry.digest:
        problems.append(Difference("source_changed", row.key, expected=row.digest, found=entry.digest))
    if row.key not in held or answer is None:
        return [*problems, Difference("missing_in_target", row.key, expected=entry.target_id)]
    if held[row.key] != entry.target_id:
        problems.append(Difference("target_id_differs", row.key, expected=entry.target_id, found=held[row.key]))
    wrong = unequal(row.values or {}, answer, ids, blanks)
    return problems + [Difference("value_differs", row.key, *each) for each in wrong]


def _extra(found: Reconciliation, held: Mapping[str, str]) -> list[Difference]:
    """What the target holds under this object's keys although the ledger has not loaded it."""
    loaded = {entry.key for entry in found.entries if entry.state is State.LOADED}
    return [Difference("extra_in_target", key, found=there) for key, there in held.items() if key not in loaded]


def _add(
    sums: dict[tuple[str, str], Total],
    totals: Sequence[ControlTotal],
    row: Sourced,
    state: State,
    answer: Values | None,
) -> None:
    for total in totals:
        group = row.groups.get(total.name, "")
        measured = row.measures.get(total.name, Decimal(0) if total.field else Decimal(1))
        sums.setdefault((total.name, group), Total(total.name, group)).by_state[state] += measured
        if answer is not None:
            there = shown(answer.get(total.group_field)) or "" if total.group_field else group
            arrived = sums.setdefault((total.name, there), Total(total.name, there))
            arrived.target += figure(answer, total.field)
