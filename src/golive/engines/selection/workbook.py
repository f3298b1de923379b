"""A comparison in an Excel workbook.

One sheet holds the scores: alternatives one a line and criteria one a column, or the other way round. Lines (columns)
called weight, type (benefit or cost), low and high (a fixed scale) and group say more about the criteria; all may be
missing. A sheet whose labels at the top and at the left are the same names is a matrix of judgements by pairs: of all
criteria, of the groups, of the criteria of one group, or of the alternatives under the criterion after which the sheet (or
its corner) is called. Several matrices of the same names are those of several judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from golive.engines.selection.cells import ATTRIBUTE, Grid, grids, is_cost, number, text
from golive.engines.selection.model import Criterion, Floats, Matrix, SelectionError, matrix
from golive.engines.selection.pairwise import Method, Weights, settled, together, weights
from golive.engines.selection.tree import Node, spread


@dataclass(frozen=True)
class Judged:
    """One set of names that was compared by pairs: what all judges say together, and each matrix by itself (sheet → …)."""

    about: str  # "" for criteria; the criterion under which alternatives were compared
    all: Weights
    single: dict[str, Weights]


@dataclass(frozen=True)
class Read:
    """`groups`: group → columns of its criteria; `judged`: every set that was compared by pairs."""

    matrix: Matrix
    groups: dict[str, list[int]]
    judged: list[Judged] = field(default_factory=list)

    @property
    def consistency(self) -> dict[str, Weights]:
        """Each judge's matrix, by sheet."""
        return {sheet: own for judged in self.judged for sheet, own in judged.single.items()}


@dataclass
class _Column:
    """What the sheet of scores says about one criterion."""

    name: str
    weight: float | None = None
    cost: bool = False
    low: float | None = None
    high: float | None = None
    group: str = ""
    scores: dict[str, float | None] = field(default_factory=dict)


def read_workbook(content: bytes, *, method: Method = "eigenvector", fill: bool = False) -> Read:
    """Raises SelectionError; besides the codes of the model: "not_xlsx", "no_table", "no_weights", "kind"."""
    found = grids(content)
    squares = [g for g in found if g.square]
    table = next((g for g in found if not g.square and g.filled), None)
    columns, alternatives = _table(table) if table is not None else ([], [])
    names = [c.name for c in columns]
    pairs = [g for g in squares if set(g.rows) != set(alternatives) or set(g.rows) == set(names)]
    votes = [g for g in squares if g not in pairs]
    if table is None:
        columns, alternatives, pairs, votes = _pure(squares)
        names = [c.name for c in columns]
    judged = [_judged("", sheets, method, fill) for sheets in _by_names(pairs)]
    for name, sheets in _by_title(votes, names).items():
        own = _judged(name, sheets, method, fill)
        judged.append(own)
        next(c for c in columns if c.name == name).scores.update(own.all.by_name)
    shares = _shares(columns, [j.all for j in judged if not j.about])
    scores = [[c.scores.get(a) for c in columns] for a in alternatives]
    lost = [f"{a} / {c.name}" for a in alternatives for c in columns if c.scores.get(a) is None]
    if lost:
        raise SelectionError("scores", lost)
    # Full marks without a lowest score: the scale begins at nothing.
    criteria = [Criterion(c.name, c.cost, 0.0 if c.low is None and c.high else c.low, c.high) for c in columns]
    groups: dict[str, list[int]] = {}
    for n, column in enumerate(columns):
        if column.group:
            groups.setdefault(column.group, []).append(n)
    return Read(matrix(alternatives, criteria, scores, shares), groups, judged)


def _table(grid: Grid) -> tuple[list[_Column], list[str]]:
    if not grid.attributes and grid.turned().attributes:
        grid = grid.turned()
    columns = [_Column(name) for name in grid.columns]
    alternatives = []
    for label, cells in zip(grid.rows, grid.cells, strict=True):
        key = ATTRIBUTE.get(label.lower())
        if key is None:
            alternatives.append(label)
        for column, value in zip(columns, cells, strict=True):
            where = f"{grid.sheet}: {label} / {column.name}"
            if key is None:
                column.scores[label] = number(value, where)
            elif key == "kind":
                column.cost = is_cost(value, where)
            elif key == "group":
                column.group = text(value)
            elif key != "unit":
                setattr(column, key, number(value, where))
    return columns, alternatives


def _pure(squares: Sequence[Grid]) -> tuple[list[_Column], list[str], list[Grid], list[Grid]]:
    """No sheet of scores: criteria compared by pairs, and alternatives under each of them."""
    for criteria in squares:
        under = [g for g in squares if g is not criteria and (g.sheet in criteria.rows or g.corner in criteria.rows)]
        if under and len({frozenset(g.rows) for g in under}) == 1:
            pairs = [g for g in squares if set(g.rows) == set(criteria.rows)]
            return [_Column(name) for name in criteria.rows], list(under[0].rows), pairs, under
    raise SelectionError("no_table")


def _by_names(squares: Sequence[Grid]) -> list[list[Grid]]:
    found: dict[frozenset[str], list[Grid]] = {}
    for grid in squares:
        found.setdefault(frozenset(grid.rows), []).append(grid)
    return list(found.values())


def _by_title(squares: Sequence[Grid], names: Sequence[str]) -> dict[str, list[Grid]]:
    found: dict[str, list[Grid]] = {}
    for grid in squares:
        title = grid.corner if grid.corner in names else grid.sheet
        if title not in names:
            raise SelectionError("tree", [grid.sheet])
        found.setdefault(title, []).append(grid)
    return found


def _judged(about: str, sheets: Sequence[Grid], method: Method, fill: bool) -> Judged:
    names = sheets[0].rows
    given = {g.sheet: _square(g, names) for g in sheets}
    single = {sheet: weights(names, m, method=method, fill=fill) for sheet, m in given.items()}
    if len(given) == 1:
        return Judged(about, next(iter(single.values())), single)
    # Where pairs were put in, the filled weights of the judge stand for what he did not say.
    full = [_complete(settled(names, m), single[sheet]) for sheet, m in given.items()]
    return Judged(about, weights(names, together(full), method=method), single)


def _complete(found: Floats, own: Weights) -> Floats:
    return np.where(np.isnan(found), own.weights[:, None] / own.weights[None, :], found)


def _square(grid: Grid, names: Sequence[str]) -> list[list[float]]:
    place = {name: n for n, name in enumerate(grid.columns)}
    line = {name: n for n, name in enumerate(grid.rows)}
    found = []
    for a in names:
        row = [number(grid.cells[line[a]][place[b]], f"{grid.sheet}: {a} / {b}") for b in names]
        found.append([np.nan if v is None else v for v in row])
    return found


def _shares(columns: Sequence[_Column], judged: Sequence[Weights]) -> list[float]:
    """Each criterion's share of the whole: from the judgements where there are any, else from the line of weights."""
    sets = {frozenset(w.names): w.by_name for w in judged}
    names = [c.name for c in columns]
    if (own := sets.pop(frozenset(names), None)) is not None:
        return [own[name] for name in names]
    groups: dict[str, list[_Column]] = {}
    for column in columns:
        groups.setdefault(column.group, []).append(column)
    nodes: list[Node] = []
    top = sets.pop(frozenset(g or "" for g in groups), None)
    for group, members in groups.items():
        local = sets.pop(frozenset(c.name for c in members), None)
        if local is None and len(members) == 1 and top is not None:
            local = {members[0].name: 1.0}
        shares = local or {c.name: _direct(c) for c in members}
        prefix = f"group {group}" if group else ""
        if group:
            nodes.append(Node(prefix, weight=top[group] if top else sum(_direct(c) for c in members)))
        nodes += [Node(f"leaf {name}", prefix, weight) for name, weight in shares.items()]
    if sets:
        raise SelectionError("tree", sorted(" ".join(sorted(s)) for s in sets))
    found = spread(nodes)
    return [found[f"leaf {name}"].overall for name in names]


def _direct(column: _Column) -> float:
    if column.weight is None:
        raise SelectionError("no_weights", [column.name])
    return column.weight
