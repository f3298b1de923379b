"""Criteria in a tree: each group shares out its weight among its members."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from golive.engines.selection.model import SelectionError, normalised


@dataclass(frozen=True, slots=True)
class Node:
    """`weight`: of the node among its siblings, any unit; `parent`: key of its group, "" at the top."""

    key: str
    parent: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Placed:
    """`local`: share of the group's weight; `overall`: share of the whole; `leaves`: keys of the leaves below (itself)."""

    key: str
    local: float
    overall: float
    leaves: tuple[str, ...]


def spread(nodes: Iterable[Node]) -> dict[str, Placed]:
    """Every node with its share of the whole, in the order given. The leaves' shares sum to 1. Raises SelectionError."""
    rows = list(nodes)
    by_key = {n.key: n for n in rows}
    if len(by_key) < len(rows):
        raise SelectionError("duplicate", [n.key for n in rows])
    if not rows:
        raise SelectionError("too_few")
    groups: dict[str, list[Node]] = {}
    for node in rows:
        if node.parent and node.parent not in by_key:
            raise SelectionError("tree", [node.key, node.parent])
        groups.setdefault(node.parent, []).append(node)
    found: dict[str, Placed] = {}
    _share("", 1.0, groups, found)
    if len(found) < len(rows):  # what hangs on itself is never reached from the top
        raise SelectionError("tree", [n.key for n in rows if n.key not in found])
    return {n.key: found[n.key] for n in rows}


def _share(parent: str, overall: float, groups: dict[str, list[Node]], found: dict[str, Placed]) -> tuple[str, ...]:
    leaves: list[str] = []
    members = groups.get(parent, [])
    if not members:
        return ()
    shares = normalised((n.weight for n in members), [n.key for n in members])
    for node, share in zip(members, shares, strict=True):
        part = overall * float(share)
        below = _share(node.key, part, groups, found) or (node.key,)
        found[node.key] = Placed(node.key, float(share), part, below)
        leaves += below
    return tuple(leaves)
