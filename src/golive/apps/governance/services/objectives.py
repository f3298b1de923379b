from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import Objective
from golive.apps.governance.permissions import may_approve, may_write_objective
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import use_case


@use_case("governance.add_objective", permission=may_write_objective, label=_("State an objective"))
def add_objective(actor: Any, project: Project, **values: Any) -> Objective:
    _different(values)
    code = values.pop("code", "") or f"O-{Objective.objects.filter(project=project).count() + 1:02d}"
    if Objective.objects.filter(project=project, code=code).exists():
        raise Refused("code_taken", _("The number %(code)s is taken in this project."), code=code)
    return Objective.objects.create(project=project, code=code, created_at=clock.now(), **values)


@use_case("governance.edit_objective", permission=may_write_objective, label=_("Change an objective"))
def edit_objective(actor: Any, objective: Objective, **values: Any) -> Objective:
    """Any change makes the sponsor's signature out of date: he is asked again."""
    _different({"baseline": objective.baseline, "target": objective.target, **values})
    for name, value in values.items():
        setattr(objective, name, value)
    objective.version += 1
    objective.save()
    return objective


@use_case("governance.approve_objective", permission=may_approve, label=_("Approve the objective"))
def approve_objective(actor: Any, objective: Objective, *, comment: str = "", seen_hash: str = "") -> Objective:
    """The sponsor signs exactly this indicator, baseline, target and date."""
    signatures.sign(actor, objective, meaning="approved", comment=comment, seen_hash=seen_hash)
    return objective


def _different(values: dict[str, Any]) -> None:
    if values["baseline"] == values["target"]:
        raise Refused("target_is_baseline", _("The target equals the baseline, so nothing would have to change."))
