"""The duties as one project holds them: the catalogue, changed by its method template, changed by its own tailoring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from golive.engines.worktime import parse_rule
from golive.foundation.duties import registry
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.models import Tailoring


@dataclass(frozen=True, slots=True)
class Held:
    """`duties`: what the project holds, in the catalogue's order; `template`: the same before its own changes;
    `changes`: its changes by duty."""

    duties: Mapping[str, Duty]
    template: Mapping[str, Duty]
    changes: Mapping[str, Tailoring]

    def modules(self, duty_id: str) -> list[str]:
        change = self.changes.get(duty_id)
        return list(change.modules) if change else []


def held(project: Any) -> Held:
    """One query, besides what the method's provider needs."""
    chosen = registry.method_of(project)
    template = {
        duty_id: chosen[duty_id].applied(duty) if chosen is not None else duty
        for duty_id, duty in DUTIES.items()
        if chosen is None or duty_id in chosen
    }
    changes = {t.duty_id: t for t in Tailoring.objects.filter(project=project) if t.duty_id in DUTIES}
    duties = {}
    for duty_id, duty in DUTIES.items():
        change = changes.get(duty_id)
        base = template.get(duty_id, duty if change and change.included else None)
        if base is not None:
            duties[duty_id] = tailored(base, change) if change else base
    return Held(duties, template, changes)


def tailored(duty: Duty, change: Tailoring) -> Duty:
    duty = _changed(duty, change.rules, change.grace)
    return replace(duty, by=change.by) if change.by else duty


def _changed(duty: Duty, rules: Mapping[str, str], grace: int | None) -> Duty:
    """`rules`: cadence → rule. A rule of another kind of cadence changes the cadence too: a weekly duty held monthly."""
    if not rules and grace is None:
        return duty
    terms = []
    for term in duty.terms:
        rule = parse_rule(rules[term.cadence]) if term.cadence in rules else None
        if rule is None:
            terms.append(term)
        else:
            terms.append(replace(term, rule=rule, cadence=term.cadence if rule.is_event else rule.kind))
    return replace(duty, terms=tuple(terms), grace=duty.grace if grace is None else grace)
