"""Rows of a selection as the engine wants them, and its answers in terms of the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from golive.apps.selection.models import (
    Agreed,
    BidLine,
    Candidate,
    CandidateFit,
    Criterion,
    PairJudgement,
    Reference,
    Score,
    Selection,
)
from golive.apps.selection.models.selections import FULL_MARKS
from golive.engines import selection as engine
from golive.engines.selection import Doubt, Method, Ownership, Result, SelectionError, Turn, Weights
from golive.engines.selection.pairwise import STRONGEST

__all__ = [
    "STRONGEST",
    "Comparison",
    "Doubt",
    "Group",
    "Method",
    "Result",
    "SelectionError",
    "Tree",
    "Turn",
    "ownership",
    "points",
]

Source = Criterion.Source
PRIORITY = {"must": 3, "should": 2, "could": 1}  # how much a requirement counts in the share that is met
MET = {"standard", "configuration"}  # without a line of code


@dataclass(frozen=True)
class Group:
    """The members of one group of criteria, and what was said about their weights by pairs."""

    parent: Criterion | None
    members: list[Criterion]
    all: Weights | None = None  # of all judges together
    single: dict[int, Weights] = field(default_factory=dict)  # person → his own
    partial: dict[int, list[tuple[str, str]]] = field(default_factory=dict)  # person → pairs he left out

    @property
    def ok(self) -> bool:
        return self.all is not None and self.all.acceptable and all(w.acceptable for w in self.single.values())


@dataclass(frozen=True)
class Tree:
    """Criteria with their shares. `overall`: criterion key → share of the whole; empty while weights are not complete."""

    criteria: list[Criterion]
    groups: list[Group]
    local: dict[int, float]
    overall: dict[int, float]
    leaves: list[Criterion]


def tree(selection: Selection) -> Tree:
    """Three queries."""
    criteria = list(selection.criteria.order_by("code"))
    said: dict[int, dict[tuple[str, str], float]] = defaultdict(dict)
    if selection.weighting == Selection.Weighting.PAIRWISE:
        for row in PairJudgement.objects.filter(selection=selection).select_related("first", "second"):
            said[row.by_id][row.first.code, row.second.code] = row.value
    groups = [_group(parent, members, said) for parent, members in _families(criteria)]
    parents = {c.parent_id for c in criteria}
    leaves = [c for c in criteria if c.pk not in parents]
    pairwise = selection.weighting == Selection.Weighting.PAIRWISE
    weight = {c.code: float(c.weight) for c in criteria}
    if pairwise:
        for group in groups:
            if group.all is None and len(group.members) > 1:
                return Tree(criteria, groups, {}, {}, leaves)
            weight.update(group.all.by_name if group.all else {group.members[0].code: 1.0})
    by_key = {c.pk: c.code for c in criteria}
    nodes = [engine.Node(c.code, by_key.get(c.parent_id or 0, ""), weight[c.code]) for c in criteria]
    try:
        placed = engine.spread(nodes)
    except SelectionError:
        return Tree(criteria, groups, {}, {}, leaves)
    local = {c.pk: placed[c.code].local for c in criteria}
    return Tree(criteria, groups, local, {c.pk: placed[c.code].overall for c in criteria}, leaves)


def _families(criteria: Sequence[Criterion]) -> list[tuple[Criterion | None, list[Criterion]]]:
    members: dict[int | None, list[Criterion]] = defaultdict(list)
    for criterion in criteria:
        members[criterion.parent_id].append(criterion)
    by_key = {c.pk: c for c in criteria}
    return [(by_key.get(key or 0), rows) for key, rows in members.items()]


def _group(parent: Criterion | None, members: list[Criterion], said: dict[int, dict[tuple[str, str], float]]) -> Group:
    names = [c.code for c in members]
    if len(names) < 2 or len(names) > engine.MOST:
        return Group(parent, members)
    single, partial, whole = {}, {}, []
    for person, pairs in said.items():
        own = {pair: value for pair, value in pairs.items() if set(pair) <= set(names)}
        if not own:
            continue
        given = engine.judgements(names, own)
        if gaps := engine.missing_pairs(names, given):
            partial[person] = gaps
            continue
        single[person] = engine.weights(names, given)
        whole.append(given)
    together = engine.weights(names, engine.together(whole)) if whole else None
    return Group(parent, members, together, single, partial)


def worst_pairs(members: Sequence[Criterion], said: dict[tuple[str, str], float], most: int = 3) -> list[Any]:
    """The judgements of one person that fit his others worst: what to think over when the ratio is too high."""
    names = [c.code for c in members]
    own = {pair: value for pair, value in said.items() if set(pair) <= set(names)}
    return engine.doubts(names, engine.judgements(names, own))[:most]


# --- values ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Comparison:
    """Candidates × leaves as they stand. `values`: (candidate, criterion) → its value, absent where nothing is known yet;
    `result`: None while something is missing (`missing`: pairs of candidate and criterion)."""

    candidates: list[Candidate]
    tree: Tree
    values: dict[tuple[int, int], float]
    missing: list[tuple[Candidate, Criterion]]
    owned: dict[int, Ownership]
    result: Result | None


def ownership(selection: Selection, lines: Sequence[BidLine]) -> Ownership:
    costs = [
        engine.Cost(b.kind, b.amount_fen, b.first_year, max(b.first_year, b.last_year), b.growth / Decimal(100))
        for b in lines
    ]
    return engine.ownership(costs, years=selection.years, rate=selection.discount / Decimal(100))


def compare(
    selection: Selection,
    candidates: list[Candidate],
    sheet: dict[tuple[int, int], list[Score]],
    agreed: dict[tuple[int, int], Agreed],
    bids: Sequence[BidLine],
    demo: Sequence[Score],
) -> Comparison:
    """Rank the candidates by what is known. Weights as they were signed, where they were."""
    own = tree(selection)
    keys = [c.pk for c in candidates]
    owned = {pk: ownership(selection, [b for b in bids if b.candidate_id == pk]) for pk in keys}
    computed = _computed(own.leaves, keys, owned, bids, demo)
    values = {**computed, **_scored(own.leaves, keys, sheet, agreed)}
    missing = [(c, leaf) for c in candidates for leaf in own.leaves if (c.pk, leaf.pk) not in values]
    shares = [selection.weights.get(leaf.code, own.overall.get(leaf.pk, 0.0)) for leaf in own.leaves]
    if missing or len(candidates) < 2 or not sum(shares):
        return Comparison(candidates, own, values, missing, owned, None)
    matrix = _matrix(candidates, own.leaves, values, shares)
    judges = {}
    for person, name in {s.evaluator_id: str(s.evaluator.person) for row in sheet.values() for s in row}.items():
        rest = {key: [s for s in row if s.evaluator_id != person] for key, row in sheet.items()}
        without = {**computed, **_scored(own.leaves, keys, rest, agreed)}
        if len(without) == len(values):
            judges[name] = _matrix(candidates, own.leaves, without, shares)
    pairwise = {str(g.parent or selection.code): g.all for g in own.groups if g.all is not None}
    groups = _columns(own)
    return Comparison(
        candidates,
        own,
        values,
        missing,
        owned,
        engine.judge(matrix, groups=groups, judges=judges, pairwise=pairwise),
    )


def points(result: Result) -> list[list[float]]:
    """What each leaf adds to each candidate's total, of 100."""
    weighted = engine.values(result.matrix) * result.matrix.weights * 100
    return [[float(v) for v in row] for row in weighted]


def _matrix(
    candidates: list[Candidate], leaves: list[Criterion], values: dict[tuple[int, int], float], shares: list[float]
) -> engine.Matrix:
    return engine.matrix(
        [c.code for c in candidates],
        [_criterion(leaf) for leaf in leaves],
        [[values[c.pk, leaf.pk] for leaf in leaves] for c in candidates],
        shares,
    )


def _criterion(leaf: Criterion) -> engine.Criterion:
    if leaf.source == Source.TCO:
        return engine.Criterion(leaf.code, cost=True)
    return engine.Criterion(leaf.code, low=0, high=100 if leaf.source == Source.FIT else FULL_MARKS)


def _columns(own: Tree) -> dict[str, list[int]]:
    """Groups with more than one leaf below: code → columns of the matrix."""
    place = {leaf.pk: n for n, leaf in enumerate(own.leaves)}
    by_key = {c.pk: c for c in own.criteria}
    found: dict[str, list[int]] = {}
    for leaf in own.leaves:
        above = by_key.get(leaf.parent_id or 0)
        while above is not None:
            found.setdefault(above.code, []).append(place[leaf.pk])
            above = by_key.get(above.parent_id or 0)
    return {code: columns for code, columns in found.items() if 1 < len(columns) < len(own.leaves)}


def _scored(
    leaves: list[Criterion],
    keys: list[int],
    sheet: dict[tuple[int, int], list[Score]],
    agreed: dict[tuple[int, int], Agreed],
) -> dict[tuple[int, int], float]:
    """What was settled on together, else the mean of the evaluators."""
    found = {}
    for leaf in leaves:
        if leaf.source != Source.SCORED:
            continue
        for pk in keys:
            key = (pk, leaf.pk)
            if key in agreed:
                found[key] = float(agreed[key].value)
            elif sheet.get(key):
                found[key] = sum(s.value for s in sheet[key]) / len(sheet[key])
    return found


def _computed(
    leaves: list[Criterion],
    keys: list[int],
    owned: dict[int, Ownership],
    bids: Sequence[BidLine],
    demo: Sequence[Score],
) -> dict[tuple[int, int], float]:
    """What needs no evaluator: fits, demonstrations, references, costs."""
    sources = {leaf.source for leaf in leaves}
    by_source: dict[str, dict[int, float]] = {
        Source.FIT: fit_shares(keys) if Source.FIT in sources else {},
        Source.DEMO: _means((s.candidate_id, s.value) for s in demo),
        Source.REFERENCE: _references(keys) if Source.REFERENCE in sources else {},
        Source.TCO: {pk: o.present / 100 for pk, o in owned.items() if o.present > 0},
    }
    return {
        (pk, leaf.pk): by_source[leaf.source][pk]
        for leaf in leaves
        if leaf.source != Source.SCORED
        for pk in keys
        if pk in by_source[leaf.source]
    }


def fit_shares(keys: Sequence[int]) -> dict[int, float]:
    """Candidate → per cent of the requirements that it meets without programming, must counting 3, should 2, could 1."""
    met: dict[int, int] = defaultdict(int)
    asked: dict[int, int] = defaultdict(int)
    rows = CandidateFit.objects.filter(candidate__in=keys).exclude(requirement__state="withdrawn")
    for pk, answer, priority in rows.values_list("candidate_id", "answer", "requirement__priority"):
        asked[pk] += PRIORITY[priority]
        met[pk] += PRIORITY[priority] if answer in MET else 0
    return {pk: 100 * met[pk] / n for pk, n in asked.items()}


def _references(keys: Sequence[int]) -> dict[int, float]:
    return _means(Reference.objects.filter(candidate__in=keys).values_list("candidate_id", "rating"))


def _means(pairs: Any) -> dict[int, float]:
    found: dict[int, list[int]] = defaultdict(list)
    for pk, value in pairs:
        found[pk].append(value)
    return {pk: sum(values) / len(values) for pk, values in found.items()}
