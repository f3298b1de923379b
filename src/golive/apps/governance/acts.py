"""Decisions act: what a choice sets going, and what each option would do. An app registers both, governance asks.

@act("plan.approve_baseline")        what happens when it is decided; it says what it did: [(sentence, address)]
@effect("plan.approve_baseline")     what it would do: sentences for the first option, or {option: sentences}, "" for all
WHAT_IFS                             questions that anybody may hang on an option: "this task takes six days longer"
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from golive.engines.evidence.canonical import content_hash
from golive.foundation.words import Words

Sentences = list[Words] | dict[str, list[Words]]

Did = list[tuple[Words, str]]  # what an act did: a sentence, and where that is seen ("" where nowhere)
Act = Callable[[Any, Any, str], Did | None]

ACTS: dict[str, Act] = {}
KNOWN: dict[str, Callable[[Any], dict[str, Any]]] = {}
EFFECTS: dict[str, Callable[[Any], Sentences]] = {}


def act(name: str) -> Callable[[Act], Act]:
    """Register `function(actor, decision, choice)`, called inside the decision's transaction."""

    def register(function: Act) -> Act:
        if name in ACTS:
            raise ValueError(f"act {name} is declared twice")
        ACTS[name] = function
        return function

    return register


def effect(name: str) -> Callable[[Callable[[Any], Sentences]], Callable[[Any], Sentences]]:
    """Register `function(decision)`: what the options would do, computed now, in sentences for whoever decides."""

    def register(function: Callable[[Any], Sentences]) -> Callable[[Any], Sentences]:
        if name in EFFECTS:
            raise ValueError(f"the effect of {name} is declared twice")
        EFFECTS[name] = function
        return function

    return register


def known(name: str) -> Callable[[Callable[[Any], dict[str, Any]]], Callable[[Any], dict[str, Any]]]:
    """Register `function(decision)`: evidence of another shape than sentences, kept with the decision as it stands in the
    moment before the act."""

    def register(function: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
        if name in KNOWN:
            raise ValueError(f"what is known of {name} is declared twice")
        KNOWN[name] = function
        return function

    return register


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A change that an engine can work through. `subjects(project)`: what it may be said of, as (key, name); `unit`: of
    the amount; `compute(project, subject, amount)`: what it would do, in sentences."""

    name: str
    label: Any
    unit: Any
    subjects: Callable[[Any], list[tuple[str, str]]]
    compute: Callable[[Any, str, Decimal], list[Words]]


WHAT_IFS: dict[str, WhatIf] = {}


def register_what_if(what_if: WhatIf) -> None:
    if what_if.name in WHAT_IFS:
        raise ValueError(f"{what_if.name} is declared twice")
    WHAT_IFS[what_if.name] = what_if


def effects_of(decision: Any) -> dict[str, list[Words]]:
    """Of each option ("": of the question), computed now while it waits; afterwards what its decider had before his eyes."""
    if decision.state != decision.State.OPEN:
        kept = decision.known.get("effects", {})
        return {key: [Words.from_json(w) for w in said] for key, said in kept.items()}
    computed = EFFECTS.get(decision.act)
    said = computed(decision) if computed else {}
    found = dict(said) if isinstance(said, dict) else {decision.options[0]["key"]: said} if said else {}
    for option in decision.options:
        asked = option.get("what_if")
        what_if = WHAT_IFS.get(asked["kind"]) if asked else None
        if what_if is not None:
            more = what_if.compute(decision.project, asked["subject"], Decimal(asked["amount"]))
            found[option["key"]] = [*found.get(option["key"], []), *more]
    return found


def as_kept(effects: dict[str, list[Words]]) -> dict[str, list[dict[str, Any]]]:
    return {key: [w.to_json() for w in said] for key, said in sorted(effects.items())}


def mark_of(effects: list[Words] | dict[str, list[Words]]) -> str:
    """Whoever decides sends back the mark of what he read: another one by then means that the effect has changed."""
    kept = as_kept(effects) if isinstance(effects, dict) else [w.to_json() for w in effects]
    return content_hash(kept)[:16]


def shown(decision: Any) -> dict[str, Any]:
    """For a page: the options, each with what who asks says of it and what was computed; what is said of all of them; and
    the mark of what was read."""
    effects = effects_of(decision)
    options = [
        {
            **option,
            "computed": effects.get(option["key"], []),
            "chosen": option["key"] == decision.choice,
            "recommended": option["key"] == decision.recommended,
        }
        for option in decision.options
    ]
    return {"options": options, "overall": effects.get("", []), "mark": mark_of(effects)}
