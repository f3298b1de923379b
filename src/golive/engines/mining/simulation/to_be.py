"""The present model without what a scenario takes away: what a log of the coming process should show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from golive.engines.mining.model.net import PetriNet, Transition
from golive.engines.mining.simulation.scenario import Scenario, names


@dataclass(frozen=True)
class Taken:
    """Names of steps: `gone` happen no more, `optional` only sometimes, `closed` are rejections that nobody speaks any
    more."""

    gone: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()

    @property
    def away(self) -> frozenset[str]:
        return self.gone | self.closed


def taken_away(scenario: Scenario) -> Taken:
    gone, optional, closed = set[str](), set[str](), set[str]()
    for kind, what in scenario.changes:
        if kind == "drop":
            named = what if isinstance(what, Mapping) else {"steps": what}
            gone |= set(names(named["steps"]))
            closed |= set(names(named.get("rejections", ())))
        elif kind == "merge":
            gone |= set(names(what["steps"])[1:])  # the first stands for all
        elif kind == "threshold":
            optional.add(str(what["step"]))
    return Taken(frozenset(gone), frozenset(optional), frozenset(closed))


def net_to_be(net: PetriNet, taken: Taken) -> PetriNet:
    """Steps that are gone become silent, those that may be left out get a silent twin, closed ways are no ways."""
    return replace(net, transitions=tuple(_transitions(net.transitions, taken)))


def _transitions(present: Iterable[Transition], taken: Taken) -> Iterable[Transition]:
    for each in present:
        if each.label in taken.closed:
            continue
        if each.label in taken.gone:
            yield replace(each, label=None)
            continue
        yield each
        if each.label in taken.optional:
            yield replace(each, label=None)
