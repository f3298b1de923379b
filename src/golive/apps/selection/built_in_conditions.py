"""Proofs of a payment that contracts know by themselves: in force, a gate passed, something accepted, a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.projects.models import Phase
from golive.apps.selection.conditions import Met, condition
from golive.apps.selection.models import Contract, Obligation
from golive.foundation import clock
from golive.foundation.words import words


@condition("in_force", label=_("The contract is in force"))
def in_force(project: Any, milestones: list[Any]) -> Mapping[int, Met]:
    found = {}
    for m in milestones:
        ok = m.contract.state != Contract.State.DRAFT
        text = words("Contract %(code)s in force", code=m.contract.code)
        found[m.pk] = Met(ok, text if ok else words("Contract %(code)s is a draft", code=m.contract.code))
    return found


@condition(
    "gate_passed",
    label=_("A gate is passed"),
    references=lambda contract: [(p.key, p.name) for p in contract.project.phases.all()],
)
def gate_passed(project: Any, milestones: list[Any]) -> Mapping[int, Met]:
    phases = {p.key: p for p in Phase.objects.filter(project=project)}
    url, found = reverse("governance:gates", args=[project.code]), {}
    for m in milestones:
        phase = phases.get(m.reference)
        if phase is None:
            found[m.pk] = Met(False, words("There is no phase “%(key)s”", key=m.reference), url)
        elif phase.state == Phase.State.PASSED:
            found[m.pk] = Met(True, words("Gate of %(phase)s passed", phase=phase.name), url)
        else:
            found[m.pk] = Met(False, words("The gate of %(phase)s is not passed", phase=phase.name), url)
    return found


@condition(
    "obligation_accepted",
    label=_("A deliverable of the contract is accepted"),
    references=lambda contract: [(str(o.pk), o.text) for o in contract.obligations.all() if o.side == "vendor"],
)
def obligation_accepted(project: Any, milestones: list[Any]) -> Mapping[int, Met]:
    keys = [int(m.reference) for m in milestones if m.reference.isdecimal()]
    rows = {str(o.pk): o for o in Obligation.objects.filter(project=project, pk__in=keys)}
    found = {}
    for m in milestones:
        owed = rows.get(m.reference)
        if owed is None or owed.contract_id != m.contract_id:
            found[m.pk] = Met(False, words("The contract does not know what is to be accepted"))
            continue
        url = reverse("selection:obligations-detail", args=[project.code, owed.pk])
        if owed.state == Obligation.State.ACCEPTED:
            found[m.pk] = Met(True, words("Accepted: %(what)s", what=owed.text), url)
        else:
            found[m.pk] = Met(False, words("Not accepted yet: %(what)s", what=owed.text), url)
    return found


@condition("day", label=_("The planned day has come"))
def day_has_come(project: Any, milestones: list[Any]) -> Mapping[int, Met]:
    today = clock.today(project.timezone)
    found = {}
    for m in milestones:
        if m.planned_on is None:
            found[m.pk] = Met(False, words("No day is planned"))
        else:
            on = m.planned_on.isoformat()
            ok = m.planned_on <= today
            found[m.pk] = Met(ok, words("Planned for %(day)s", day=on))
    return found
