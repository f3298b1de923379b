"""Decisions act: what a choice sets going. An app registers the act, governance carries it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ACTS: dict[str, Callable[[Any, Any, str], None]] = {}


def act(name: str) -> Callable[[Callable[[Any, Any, str], None]], Callable[[Any, Any, str], None]]:
    """Register `function(actor, decision, choice)`, called inside the decision's transaction."""

    def register(function: Callable[[Any, Any, str], None]) -> Callable[[Any, Any, str], None]:
        if name in ACTS:
            raise ValueError(f"act {name} is declared twice")
        ACTS[name] = function
        return function

    return register
