"""Process trees: block-structured models, sound by construction (Leemans, Robust Process Mining with Guarantees, 2017).

SEQUENCE: children one after the other. CHOICE: exactly one. PARALLEL: all, in any interleaving. LOOP: the first child,
then any number of times one of the others followed by the first again. A leaf without a label does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Operator(StrEnum):
    SEQUENCE = "sequence"
    CHOICE = "choice"
    PARALLEL = "parallel"
    LOOP = "loop"


_SIGNS = {Operator.SEQUENCE: "→", Operator.CHOICE: "×", Operator.PARALLEL: "∧", Operator.LOOP: "↻"}


@dataclass(frozen=True)
class Tree:
    """A leaf has no operator; its label is an activity, or None for doing nothing."""

    operator: Operator | None = None
    children: tuple[Tree, ...] = ()
    label: str | None = None

    def __post_init__(self) -> None:
        least = 2 if self.operator is Operator.LOOP else 1
        if self.operator is not None and len(self.children) < least:
            raise ValueError(f"{self.operator} needs children")

    @property
    def silent(self) -> bool:
        return self.operator is None and self.label is None

    def __str__(self) -> str:
        if self.operator is None:
            return "τ" if self.label is None else repr(self.label)
        return f"{_SIGNS[self.operator]}({', '.join(map(str, self.children))})"

    def leaves(self) -> Iterator[Tree]:
        if self.operator is None:
            yield self
        for child in self.children:
            yield from child.leaves()

    def labels(self) -> list[str]:
        """The activities, each once, in the order of the model."""
        return list(dict.fromkeys(leaf.label for leaf in self.leaves() if leaf.label is not None))


SILENT = Tree()


def leaf(label: str) -> Tree:
    return Tree(label=label)


def sequence(*children: Tree) -> Tree:
    return Tree(Operator.SEQUENCE, children)


def choice(*children: Tree) -> Tree:
    return Tree(Operator.CHOICE, children)


def parallel(*children: Tree) -> Tree:
    return Tree(Operator.PARALLEL, children)


def loop(body: Tree, *redo: Tree) -> Tree:
    return Tree(Operator.LOOP, (body, *redo))


def simplified(tree: Tree) -> Tree:
    """The same language with fewer nodes: nested operators joined, needless silent leaves gone."""
    if tree.operator is None:
        return tree
    children = [simplified(child) for child in tree.children]
    if tree.operator is Operator.LOOP:
        return _simplified_loop(children)
    flat: list[Tree] = []
    for child in children:
        flat.extend(child.children if child.operator is tree.operator else (child,))
    if tree.operator is Operator.CHOICE:
        flat = list(dict.fromkeys(flat))
        # Doing nothing as one of the choices is said once, and not at all where another child may do nothing.
        if SILENT in flat and any(may_be_empty(child) for child in flat if child != SILENT):
            flat.remove(SILENT)
    else:
        flat = [child for child in flat if not child.silent] or [SILENT]
    return flat[0] if len(flat) == 1 else Tree(tree.operator, tuple(flat))


def _simplified_loop(children: list[Tree]) -> Tree:
    body, *redo = children
    if body.operator is Operator.LOOP and all(child.silent for child in redo) and SILENT in body.children[1:]:
        return body  # to repeat what repeats adds nothing
    return loop(body, *dict.fromkeys(redo))


def may_be_empty(tree: Tree) -> bool:
    """Whether the model allows that nothing happens."""
    if tree.operator is None:
        return tree.label is None
    if tree.operator is Operator.CHOICE:
        return any(map(may_be_empty, tree.children))
    if tree.operator is Operator.LOOP:
        return may_be_empty(tree.children[0])
    return all(map(may_be_empty, tree.children))


def shortest(tree: Tree) -> int:
    """The fewest visible steps from begin to end."""
    if tree.operator is None:
        return 0 if tree.label is None else 1
    lengths = [shortest(child) for child in tree.children]
    if tree.operator is Operator.CHOICE:
        return min(lengths)
    return lengths[0] if tree.operator is Operator.LOOP else sum(lengths)
