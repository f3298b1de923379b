"""What a finding may become. Each kind makes a record of another app by that app's own use case.

Apps above this one (tests, support) may add kinds; see `follow`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from golive.apps.governance import services as governance
from golive.apps.plan import services as plan
from golive.apps.requirements import services as requirements
from golive.foundation import clock

Make = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class FollowUp:
    kind: str
    label: Any
    make: Make


FOLLOW_UPS: dict[str, FollowUp] = {}


def follow(kind: str, label: Any) -> Callable[[Make], Make]:
    """Register `make(actor, finding, *, answer, **values)` → the record."""

    def register(make: Make) -> Make:
        if kind in FOLLOW_UPS:
            raise ValueError(f"follow-up {kind} is declared twice")
        FOLLOW_UPS[kind] = FollowUp(kind, label, make)
        return make

    return register


def in_language(text: dict[str, str], project: Any) -> str:
    """A text in both languages, in that of the project's papers."""
    return text.get("zh" if project.language.startswith("zh") else "en", "")


def _in_project(text: Any, project: Any) -> str:
    with translation.override(project.language):
        return str(text)


@follow("decision", _("Ask for a decision"))
def _decision(actor: Any, finding: Any, *, answer: str, decider: Any, due: Any = None, **_values: Any) -> Any:
    return governance.ask_decision(
        actor,
        finding.project,
        question=answer[:200],
        background=in_language(finding.sentence, finding.project),
        options=[
            {"key": "A", "text": (in_language(finding.proposal, finding.project) or answer)[:200], "effect": ""},
            {"key": "B", "text": _in_project(_("Leave it as it is"), finding.project), "effect": ""},
        ],
        decider=decider,
        deadline=due or clock.now() + timedelta(days=7),
    )


@follow("requirement", _("Write a requirement"))
def _requirement(actor: Any, finding: Any, *, answer: str, process: Any, acceptance: str = "", **_values: Any) -> Any:
    return requirements.add_requirement(
        actor,
        finding.project,
        process=process,
        title=answer[:120],
        text=f"{answer}\n\n{in_language(finding.sentence, finding.project)}",
        acceptance=acceptance,
    )


@follow("task", _("Put a task into the plan"))
def _task(actor: Any, finding: Any, *, answer: str, owner: Any, days: int = 1, **_values: Any) -> Any:
    return plan.add_task(actor, finding.project, name=answer[:120], owner=owner, days=days)
