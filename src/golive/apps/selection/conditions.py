"""What makes a payment payable. An app that knows a kind of proof registers it; contracts ask it and never import the app.

    @condition("certificate_issued", label=_("Migration certificate issued"), references=lambda contract: [])
    def certificate_issued(project, milestones):
        return {m.pk: Met(ok, words("…"), url) for m in milestones}

Steps: docs/recipes/add-a-payment-condition.md. `references` offers what the condition
may be about ((key, label) pairs, kept in the milestone's `reference`); without any, it is about the project. The function
answers for all milestones at once with a fixed number of queries, so that a list of a hundred costs what one costs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from golive.foundation.words import Words, words


@dataclass(frozen=True, slots=True)
class Met:
    """Whether the proof is there, what it is (or what is missing) in words, and where it is seen."""

    ok: bool
    text: Words
    url: str = ""


Check = Callable[[Any, list[Any]], Mapping[int, Met]]
References = Callable[[Any], Iterable[tuple[str, Any]]]


@dataclass(frozen=True, slots=True)
class Condition:
    name: str
    label: Any
    references: References
    check: Check


CONDITIONS: dict[str, Condition] = {}


def condition(name: str, *, label: Any, references: References = lambda contract: ()) -> Callable[[Check], Check]:
    def register(function: Check) -> Check:
        if name in CONDITIONS:
            raise ValueError(f"condition {name} is declared twice")
        CONDITIONS[name] = Condition(name, label, references, function)
        return function

    return register


def standing(project: Any, milestones: Iterable[Any]) -> dict[int, Met]:
    """What each milestone's proof says now, by the milestone's key. A kind nobody registers proves nothing."""
    by_name: dict[str, list[Any]] = defaultdict(list)
    for milestone in milestones:
        by_name[milestone.condition].append(milestone)
    found: dict[int, Met] = {}
    for name, rows in by_name.items():
        known = CONDITIONS.get(name)
        answers = known.check(project, rows) if known else {}
        for row in rows:
            found[row.pk] = answers.get(row.pk) or Met(False, words("Nothing here knows “%(name)s”", name=name))
    return found


def choices() -> list[tuple[str, Any]]:
    return [(c.name, c.label) for c in CONDITIONS.values()]


def reference_label(milestone: Any) -> str:
    known = CONDITIONS.get(milestone.condition)
    offered = dict(known.references(milestone.contract)) if known and milestone.reference else {}
    return str(offered.get(milestone.reference, milestone.reference))
