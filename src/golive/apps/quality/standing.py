"""How far the goals of the quality plan are, measured now."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from golive.apps.quality.measures import MEASURES, Measure
from golive.apps.quality.models import QualityGoal, QualityPlan
from golive.foundation.words import Words


@dataclass(frozen=True)
class Standing:
    """`reached`: None where there is nothing to measure yet."""

    goal: QualityGoal
    measure: Measure
    value: Decimal | None
    of: int
    reached: bool | None
    url: str

    @property
    def words(self) -> Words:
        return Words.of(self.measure.label)

    @property
    def value_text(self) -> str:
        return "—" if self.value is None else f"{self.value:.1f} {self.measure.unit}"

    @property
    def target_text(self) -> str:
        sign = "≥" if self.measure.at_least else "≤"
        return f"{sign} {self.goal.target:g} {self.measure.unit}"

    @property
    def state(self) -> str:
        return "unknown" if self.reached is None else "satisfied" if self.reached else "lacking"


def standing(plan: QualityPlan) -> list[Standing]:
    found = []
    for goal in plan.goals.all():
        measure = MEASURES.get(goal.measure)
        if measure is None:
            continue  # of an app that is not installed any more
        taken: Any = measure.take(plan.project)
        value = taken.value if taken else None
        reached = None if taken is None else measure.reached(taken.value, goal.target)
        found.append(Standing(goal, measure, value, taken.of if taken else 0, reached, taken.url if taken else ""))
    return found
