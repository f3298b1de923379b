"""Optimal alignments of variants with a net (Adriansyah 2014), computed by Rust4PM; fitness as the literature has it.

An event that the model does not allow costs 1, a step of the model that the log lacks costs 1, silent steps nothing.
Fitness of a trace = 1 - cost / (its length + the shortest way through the model); of the log: the same with sums over
cases. What was too long, too hard or beyond the time allowed is counted as not aligned, never guessed.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from uuid import UUID

from golive.engines.mining.model.net import PetriNet

LENGTH, STATES, SECONDS = 100, 500_000, 60.0
FIRST = 64  # variants in the first block


class Move(NamedTuple):
    """`event`: position in the trace, None where only the model moved. `transition`: its number, None for the log."""

    event: int | None
    transition: int | None


@dataclass(frozen=True)
class Alignment:
    """`cost`: number of deviations."""

    moves: tuple[Move, ...]
    cost: int


@dataclass
class Cache:
    """Alignments by (net, trace), so that a second question costs nothing. Keep it as long as it may grow."""

    found: dict[tuple[str, tuple[str, ...]], Alignment] = field(default_factory=dict)


@dataclass(frozen=True)
class Conformance:
    """`alignments`: by variant, those that were found. Shares from 0 to 1; fitness None when nothing was aligned."""

    net: PetriNet
    alignments: dict[tuple[str, ...], Alignment]
    cases: int
    aligned_cases: int
    perfect_cases: int
    fitness: float | None
    mean_fitness: float | None
    too_long: int  # cases beyond the length allowed
    too_hard: int  # cases whose search was given up
    out_of_time: int

    @property
    def perfect_share(self) -> float | None:
        return self.perfect_cases / self.aligned_cases if self.aligned_cases else None

    @property
    def not_aligned_share(self) -> float:
        return (self.cases - self.aligned_cases) / self.cases if self.cases else 0.0


class ModelDeadEnd(ValueError):
    """The model cannot be completed: no way leads from its start to its end."""


def align(
    variants: Mapping[tuple[str, ...], int],
    net: PetriNet,
    *,
    longest: int = LENGTH,
    states: int = STATES,
    seconds: float = SECONDS,
    cache: Cache | None = None,
    shortest: int | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Conformance:
    """Align every variant (trace → number of cases), commonest first, so that time is spent where cases are.

    `longest`: events of a trace, `states`: of one search, `seconds`: of all. `shortest`: fewest visible steps through
    the model where that is known (of a tree); else it is searched for, ModelDeadEnd if there is none to be found.
    """
    aligner = _Aligner(net, states)
    least = aligner.shortest() if shortest is None else shortest
    known = {} if cache is None else cache.found
    found: dict[tuple[str, ...], Alignment] = {}
    skipped = {"long": 0, "hard": 0, "time": 0}
    todo: list[tuple[str, ...]] = []
    for trace, cases in sorted(variants.items(), key=lambda item: -item[1]):
        alignment = known.get((aligner.key, trace))
        if alignment is not None:
            found[trace] = alignment
        elif len(trace) > longest:
            skipped["long"] += cases
        else:
            todo.append(trace)
    begun, size = clock(), FIRST
    while todo:
        now = clock()
        if now - begun > seconds:
            skipped["time"] += sum(variants[trace] for trace in todo)
            break
        part, todo = todo[:size], todo[size:]
        for trace, alignment in zip(part, aligner.align(part), strict=True):
            if alignment is None:
                skipped["hard"] += variants[trace]
            else:
                found[trace] = known[aligner.key, trace] = alignment
        # Blocks of about a second, so that the time allowed is kept.
        size = size * 2 if clock() - now < 1 else max(size // 2, 1)
    return _measured(net, variants, found, least, skipped)


def _measured(
    net: PetriNet,
    variants: Mapping[tuple[str, ...], int],
    found: dict[tuple[str, ...], Alignment],
    shortest: int,
    skipped: Mapping[str, int],
) -> Conformance:
    cases = cost = most = perfect = 0
    mean = 0.0
    for trace, alignment in found.items():
        n, worst = variants[trace], len(trace) + shortest
        cases += n
        cost += n * alignment.cost
        most += n * worst
        perfect += 0 if alignment.cost else n
        mean += n * (1 - alignment.cost / worst if worst else 1.0)
    return Conformance(
        net,
        found,
        sum(variants.values()),
        cases,
        perfect,
        (1 - cost / most if most else 1.0) if cases else None,
        mean / cases if cases else None,
        skipped["long"],
        skipped["hard"],
        skipped["time"],
    )


class _Aligner:
    def __init__(self, net: PetriNet, states: int) -> None:
        import r4pm
        from r4pm.bindings.conformance.case_centric import alignments

        self.library: Any = alignments
        self.registry: Any = r4pm
        self.net = net
        self.states = states
        self.given = _as_given(net)
        self.numbers = {str(_transition(i)): i for i in range(len(net.transitions))}
        self.key = hashlib.sha256(repr((net.transitions, sorted(net.initial.items()), net.finals)).encode()).hexdigest()
        costs = {"log_move_cost": 1, "model_move_cost": 1, "silent_move_cost": 0, "sync_move_cost": 0}
        self.options = {"cost_fn": costs, "max_states": states}

    def shortest(self) -> int:
        try:
            wide = {**self.options, "max_states": 20 * self.states}
            return int(self.library.align_empty_trace(self.given, wide)["cost"])
        except (TypeError, RuntimeError, ValueError) as error:
            raise ModelDeadEnd(str(error)) from error

    def align(self, traces: Sequence[tuple[str, ...]]) -> list[Alignment | None]:
        """In the order given; None when the search was given up. One call for many traces: the net is handed over once."""
        names = list(dict.fromkeys(name for trace in traces for name in trace))
        number = {name: i for i, name in enumerate(names)}
        projected = {
            "activities": names,
            "act_to_index": number,
            "traces": [[[number[name] for name in trace], 1] for trace in traces],
        }
        with TemporaryDirectory() as folder:
            path = Path(folder) / "projection.json"
            path.write_text(json.dumps(projected), "utf-8")
            item = self.registry.import_item("EventLogActivityProjection", str(path))
        try:
            answers = self.library.align_variants(self.given, item, self.options)
        finally:
            self.registry.remove_item(item)
        return [self._alignment(answer["result"].get("Ok")) for answer in answers]

    def _alignment(self, answer: Mapping[str, Any] | None) -> Alignment | None:
        if answer is None:
            return None
        moves = (move for move in map(self._move, answer["moves"]) if move != (None, None))
        return Alignment(tuple(moves), int(answer["cost"]))

    def _move(self, move: Mapping[str, Any]) -> Move:
        ((_kind, told),) = move.items()
        return Move(told.get("trace_event_index"), self.numbers.get(told.get("transition", "")))


def _place(number: int) -> UUID:
    return UUID(int=number + 1)


def _transition(number: int) -> UUID:
    return UUID(int=(1 << 64) + number)


def _as_given(net: PetriNet) -> dict[str, Any]:
    """The net as the library wants it. It looks at one final marking only; so each of several leads to a last place."""
    arcs = []
    for i, t in enumerate(net.transitions):
        arcs += [("PlaceTransition", _place(p), _transition(i), 1) for p in t.inputs]
        arcs += [("TransitionPlace", _transition(i), _place(p), 1) for p in t.outputs]
    labels = {str(_transition(i)): t.label for i, t in enumerate(net.transitions)}
    places, final = net.places, net.finals[0]
    if len(net.finals) > 1:
        last = places
        places, final = places + 1, {last: 1}
        for i, marking in enumerate(net.finals, len(net.transitions)):
            labels[str(_transition(i))] = None
            arcs += [("PlaceTransition", _place(p), _transition(i), n) for p, n in marking.items()]
            arcs.append(("TransitionPlace", _transition(i), _place(last), 1))
    return {
        "places": {str(_place(i)): {"id": str(_place(i))} for i in range(places)},
        "transitions": {key: {"id": key, "label": label} for key, label in labels.items()},
        "arcs": [
            {"from_to": {"type": kind, "nodes": [str(a), str(b)]}, "weight": weight} for kind, a, b, weight in arcs
        ],
        "initial_marking": {str(_place(p)): n for p, n in net.initial.items()},
        "final_markings": [{str(_place(p)): n for p, n in final.items()}],
    }
