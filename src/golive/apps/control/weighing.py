"""What a change would do if it were approved now: to dates, cost and everything that other parts say, and whether it
can be carried out at all. Computed whenever somebody looks, so that nobody decides by figures of last week."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as N_

from golive.apps.control import queries
from golive.apps.control.impacts import Impact, impacts_of
from golive.apps.control.models import ChangeItem, ChangeRequest, ChangeRule
from golive.apps.governance.acts import mark_of
from golive.apps.plan.effects import Effects, effects
from golive.apps.plan.models.lags import DAY, in_days
from golive.apps.plan.models.tasks import Task
from golive.apps.plan.proposed import NewTask, Proposed
from golive.foundation.errors import Refused
from golive.foundation.words import Words, words

GONE = N_("“%(task)s” is no longer in the plan.")
DONE = N_("“%(task)s” is finished by now, so its duration cannot change.")
SUMMARY = N_("“%(task)s” is a summary by now: its duration comes from its tasks.")
WORKED = N_("“%(task)s” has taken %(done)s working days by now, more than the change gives it.")


@dataclass(frozen=True)
class Weighed:
    """`problems`: why it cannot be carried out; `notes`: what is other than when it was written."""

    rule: ChangeRule
    does: list[Words]
    proposed: Proposed
    effects: Effects | None = None
    problems: list[Words] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)
    impacts: list[Impact] = field(default_factory=list)

    @property
    def later_minutes(self) -> int:
        return self.effects.minutes_later if self.effects else 0

    @property
    def cost_more(self) -> int:
        return (self.effects.cost_more or 0) if self.effects else 0

    @property
    def needs_sponsor(self) -> bool:
        too_late = self.later_minutes > self.rule.days * DAY
        return too_late or self.cost_more > self.rule.cost_fen or any(i.heavy for i in self.impacts)

    def sentences(self, *, money: bool = True) -> list[Words]:
        """All of it in order: what cannot be, what is other than it was, dates, cost, the rest."""
        found = [words("It cannot be carried out any more: %(why)s", why=p) for p in self.problems]
        if self.effects:
            found += self.effects.words if money else self.effects.words_without_money
        return [*found, *self.notes, *(i.text for i in self.impacts)]

    @property
    def mark(self) -> str:
        return mark_of([*self.does, *self.sentences()])


def weigh(change: ChangeRequest) -> Weighed:
    """Two computings of the plan where the change touches it, none where it does not."""
    items = list(change.items.select_related("task", "parent", "owner"))
    weighed = Weighed(queries.change_rule(change.project), [does(i) for i in items], _proposed(items))
    for item in items:
        weighed.problems.extend(_problems(item))
        weighed.notes.extend(_notes(item))
    weighed.impacts.extend(impacts_of(change))
    if weighed.problems or not items:
        return weighed
    try:
        found = effects(change.project, weighed.proposed)
    except Refused as refusal:
        weighed.problems.append(refusal.words)
        return weighed
    return replace(weighed, effects=found)


def does(item: ChangeItem) -> Words:
    """One part of the change in a sentence."""
    match item.kind:
        case ChangeItem.Kind.DURATION:
            was, becomes = str(in_days(item.was_minutes or 0)), str(in_days(item.minutes))
            return words(
                "“%(task)s”: %(after)s working days instead of %(before)s", task=item.name, before=was, after=becomes
            )
        case ChangeItem.Kind.COST:
            return words("“%(task)s”: ¥%(yuan)s more fixed cost", task=item.name, yuan=yuan(item.cost_fen))
    return words("New task “%(task)s”: %(days)s working days", task=item.name, days=str(in_days(item.minutes)))


def yuan(fen: int) -> str:
    return f"{Decimal(fen) / 100:,.0f}"


def _proposed(items: list[ChangeItem]) -> Proposed:
    columns: dict[int, dict[str, Any]] = {}
    added = []
    for item in items:
        if item.kind == ChangeItem.Kind.TASK:
            added.append(
                NewTask(item.name, item.minutes, item.parent_id, item.waits, item.holds, item.owner_id, item.cost_fen)
            )
        elif item.task is not None:
            row = columns.setdefault(item.task.pk, {})
            if item.kind == ChangeItem.Kind.DURATION:
                row |= {"duration_minutes": item.minutes}
                if item.task.actual_start or item.task.remaining_minutes is not None:
                    row["remaining_minutes"] = max(0, item.minutes - _worked(item.task))
            else:
                row["fixed_cost_fen"] = row.get("fixed_cost_fen", item.task.fixed_cost_fen) + item.cost_fen
    return Proposed(columns, added)


def _worked(task: Task) -> int:
    """Minutes of its duration that are behind it."""
    left = task.remaining_minutes
    return task.duration_minutes - (task.duration_minutes * (100 - task.percent) // 100 if left is None else left)


def _problems(item: ChangeItem) -> list[Words]:
    if item.kind == ChangeItem.Kind.TASK:
        return [words(GONE, task=item.name)] if item.has_parent and item.parent is None else []
    task = item.task
    if task is None:
        return [words(GONE, task=item.name)]
    if item.kind == ChangeItem.Kind.COST:
        return []
    if task.is_summary:
        return [words(SUMMARY, task=task.name)]
    if task.actual_finish:
        return [words(DONE, task=task.name)]
    if _worked(task) >= item.minutes:
        return [words(WORKED, task=task.name, done=str(in_days(_worked(task))))]
    return []


def _notes(item: ChangeItem) -> list[Words]:
    task = item.task
    if item.kind != ChangeItem.Kind.DURATION or task is None or task.duration_minutes == item.was_minutes:
        return []
    return [
        words(
            "“%(task)s” has %(now)s working days in the plan by now, not %(then)s as when the change was written.",
            task=task.name,
            now=str(in_days(task.duration_minutes)),
            then=str(in_days(item.was_minutes or 0)),
        )
    ]
