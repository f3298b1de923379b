"""Petri nets with an initial marking and any of several final markings: what alignment and simulation run on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from golive.engines.mining.model.tree import Operator, Tree

Marking = dict[int, int]  # place → tokens


@dataclass(frozen=True)
class Transition:
    """`label` None: nothing is seen in a log. `node`: what it comes from in a BPMN model."""

    label: str | None
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    node: str = ""


@dataclass(frozen=True)
class PetriNet:
    """Places are 0..places-1, arcs weigh one."""

    places: int
    transitions: tuple[Transition, ...]
    initial: Marking
    finals: tuple[Marking, ...]

    def labels(self) -> set[str]:
        return {t.label for t in self.transitions if t.label is not None}


class _Builder:
    def __init__(self) -> None:
        self.places = 0
        self.transitions: list[Transition] = []

    def place(self) -> int:
        self.places += 1
        return self.places - 1

    def add(self, label: str | None, inputs: Iterable[int], outputs: Iterable[int], node: str = "") -> None:
        self.transitions.append(Transition(label, tuple(inputs), tuple(outputs), node))


def net_of_tree(tree: Tree) -> PetriNet:
    """A workflow net with the tree's language. Transitions of leaves carry the label as their node."""
    build = _Builder()
    source, sink = build.place(), build.place()
    _add(build, tree, source, sink)
    return PetriNet(build.places, tuple(build.transitions), {source: 1}, ({sink: 1},))


def _add(build: _Builder, tree: Tree, entry: int, leave: int) -> None:
    if tree.operator is None:
        build.add(tree.label, [entry], [leave], tree.label or "")
    elif tree.operator is Operator.SEQUENCE:
        middle = [build.place() for _ in tree.children[1:]]
        for child, a, b in zip(tree.children, [entry, *middle], [*middle, leave], strict=True):
            _add(build, child, a, b)
    elif tree.operator is Operator.CHOICE:
        for child in tree.children:
            _add(build, child, entry, leave)
    elif tree.operator is Operator.PARALLEL:
        inner = [(build.place(), build.place()) for _ in tree.children]
        build.add(None, [entry], [a for a, _ in inner])
        for child, (a, b) in zip(tree.children, inner, strict=True):
            _add(build, child, a, b)
        build.add(None, [b for _, b in inner], [leave])
    else:
        # Own places: a token that comes back must not reach what stands beside the loop.
        a, b = build.place(), build.place()
        build.add(None, [entry], [a])
        _add(build, tree.children[0], a, b)
        for redo in tree.children[1:]:
            _add(build, redo, b, a)
        build.add(None, [b], [leave])


def reduced(net: PetriNet) -> PetriNet:
    """The same language with fewer silent steps: a place whose only way on is silent and alone becomes its successor."""
    transitions = list(net.transitions)
    initial = dict(net.initial)
    fixed = {place for marking in net.finals for place in marking}
    while True:
        found = _fusible(transitions, fixed)
        if found is None:
            break
        old, new = transitions[found].inputs[0], transitions[found].outputs[0]
        del transitions[found]
        transitions = [replace(t, outputs=tuple(new if p == old else p for p in t.outputs)) for t in transitions]
        if old in initial:
            initial[new] = initial.get(new, 0) + initial.pop(old)
    return _renumbered(transitions, initial, net.finals)


def _fusible(transitions: list[Transition], fixed: set[int]) -> int | None:
    consumers = Counter(place for t in transitions for place in t.inputs)
    for i, t in enumerate(transitions):
        if t.label is None and len(t.inputs) == len(t.outputs) == 1 and t.inputs != t.outputs:
            old, new = t.inputs[0], t.outputs[0]
            # A transition that would put two tokens on the successor keeps them apart instead.
            double = any(old in other.outputs and new in other.outputs for other in transitions)
            if old not in fixed and consumers[old] == 1 and not double:
                return i
    return None


def _renumbered(transitions: list[Transition], initial: Marking, finals: tuple[Marking, ...]) -> PetriNet:
    used: dict[int, int] = {}
    for place in [
        *initial,
        *(p for t in transitions for p in (*t.inputs, *t.outputs)),
        *(p for m in finals for p in m),
    ]:
        used.setdefault(place, len(used))
    return PetriNet(
        len(used),
        tuple(
            replace(t, inputs=tuple(used[p] for p in t.inputs), outputs=tuple(used[p] for p in t.outputs))
            for t in transitions
        ),
        {used[p]: n for p, n in initial.items()},
        tuple({used[p]: n for p, n in marking.items()} for marking in finals),
    )


def enabled(net: PetriNet, marking: Marking) -> list[int]:
    """The transitions that may fire, by number."""
    return [i for i, t in enumerate(net.transitions) if all(marking.get(p, 0) for p in t.inputs)]


def fire(net: PetriNet, marking: Marking, number: int) -> Marking:
    after = dict(marking)
    for place in net.transitions[number].inputs:
        after[place] -= 1
        if not after[place]:
            del after[place]
    for place in net.transitions[number].outputs:
        after[place] = after.get(place, 0) + 1
    return after
