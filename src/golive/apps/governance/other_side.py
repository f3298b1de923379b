"""Who the other side of the charter is. The app that keeps contracts says so; while nobody does, there is no other side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class OtherSide:
    """`projects(organisation_id)`: keys of the projects in which that firm was selected or has a contract, as a query.
    `signers(project)`: who is named to sign for it. `bound(project)`: whether a contract is in force."""

    projects: Callable[[int], Any]
    signers: Callable[[Any], list[Any]]
    bound: Callable[[Any], bool]


_other: OtherSide | None = None


def register_other_side(one: OtherSide | None) -> OtherSide | None:
    """Name who knows it (an app above), and return who was asked before (tests put him back)."""
    global _other
    before, _other = _other, one
    return before


def projects_of(organisation_id: int | None) -> Any:
    return _other.projects(organisation_id) if _other is not None and organisation_id else []


def is_other_side(actor: Any, project: Any) -> bool:
    """Of the firm that was selected or has the contract."""
    found = projects_of(getattr(actor, "organisation_id", None))
    return bool(found) and project.pk in set(found)


def signers(project: Any) -> list[Any]:
    return _other.signers(project) if _other is not None else []


def is_bound(project: Any) -> bool:
    return _other is not None and _other.bound(project)
