"""Languages of small process trees by brute force, and random trees and logs."""

from __future__ import annotations

from itertools import product

from hypothesis import strategies as st

from golive.engines.mining.model.tree import SILENT, Operator, Tree, choice, leaf, loop, parallel, sequence

Word = tuple[str, ...]


def language(tree: Tree, longest: int, rounds: int = 2) -> set[Word]:
    """Every trace up to a length; loops go round at most so often."""
    if tree.operator is None:
        return {()} if tree.label is None else {(tree.label,)}
    parts = [language(child, longest, rounds) for child in tree.children]
    if tree.operator is Operator.CHOICE:
        out = set().union(*parts)
    elif tree.operator is Operator.SEQUENCE:
        out = {()}
        for part in parts:
            out = {a + b for a, b in product(out, part) if len(a + b) <= longest}
    elif tree.operator is Operator.PARALLEL:
        out = {()}
        for part in parts:
            out = {w for a, b in product(out, part) if len(a + b) <= longest for w in shuffles(a, b)}
    else:
        redo = set().union(*parts[1:])
        out = now = parts[0]
        for _ in range(rounds):
            now = {a + b + c for a, b, c in product(now, redo, parts[0]) if len(a + b + c) <= longest}
            out = out | now
    return {word for word in out if len(word) <= longest}


def shuffles(a: Word, b: Word) -> set[Word]:
    if not a or not b:
        return {a + b}
    return {(a[0], *rest) for rest in shuffles(a[1:], b)} | {(b[0], *rest) for rest in shuffles(a, b[1:])}


def logs() -> st.SearchStrategy[dict[Word, int]]:
    words = st.lists(st.sampled_from("abcde"), max_size=7).map(tuple)
    return st.dictionaries(words, st.integers(1, 9), min_size=1, max_size=7)


@st.composite
def trees(draw: st.DrawFn, labels: str = "abcdef") -> Tree:
    """Every label at most once, as the inductive miner can find again."""
    chosen = draw(st.permutations(labels).map(lambda p: list(p)[: draw(st.integers(1, 5))]))
    return _tree(draw, chosen)


def _tree(draw: st.DrawFn, labels: list[str]) -> Tree:
    if len(labels) == 1:
        only = leaf(labels[0])
        return draw(st.sampled_from([only, only, choice(SILENT, only), loop(only, SILENT)]))
    at = draw(st.integers(1, len(labels) - 1))
    a, b = _tree(draw, labels[:at]), _tree(draw, labels[at:])
    return draw(st.sampled_from([sequence, choice, parallel, loop]))(a, b)
