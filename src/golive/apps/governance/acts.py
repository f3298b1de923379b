"""Decisions act: what a choice sets going. An app registers the act, governance carries it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from golive.foundation.words import Words

ACTS: dict[str, Callable[[Any, Any, str], None]] = {}
EFFECTS: dict[str, Callable[[Any], list[Words]]] = {}


def act(name: str) -> Callable[[Callable[[Any, Any, str], None]], Callable[[Any, Any, str], None]]:
    """Register `function(actor, decision, choice)`, called inside the decision's transaction."""

    def register(function: Callable[[Any, Any, str], None]) -> Callable[[Any, Any, str], None]:
        if name in ACTS:
            raise ValueError(f"act {name} is declared twice")
        ACTS[name] = function
        return function

    return register


def effect(name: str) -> Callable[[Callable[[Any], list[Words]]], Callable[[Any], list[Words]]]:
    """Register `function(decision)`: what the first option would do, computed now, in sentences for whoever decides."""

    def register(function: Callable[[Any], list[Words]]) -> Callable[[Any], list[Words]]:
        if name in EFFECTS:
            raise ValueError(f"the effect of {name} is declared twice")
        EFFECTS[name] = function
        return function

    return register


def effects_of(decision: Any) -> list[Words]:
    """Of a question that waits; what was decided has had its effect."""
    computed = EFFECTS.get(decision.act)
    return computed(decision) if computed and decision.state == decision.State.OPEN else []
