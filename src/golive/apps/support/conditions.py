"""A payment may hang on a service level that was kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.selection.conditions import Met, condition
from golive.apps.support.models import ServiceLevel
from golive.apps.support.service_levels import attained, sentence
from golive.foundation.words import words


def _levels(contract: Any) -> list[tuple[str, Any]]:
    rows = ServiceLevel.objects.filter(obligation__contract=contract).select_related("obligation__contract")
    return [(f"level:{level.pk}", str(level)) for level in rows.order_by("id")]


@condition("service_level_kept", label=_("A service level is kept"), references=_levels)
def service_level_kept(project: Any, milestones: list[Any]) -> Mapping[int, Met]:
    keys = [m.reference.removeprefix("level:") for m in milestones]
    rows = ServiceLevel.objects.filter(project=project, pk__in=[k for k in keys if k.isdecimal()])
    measured = {
        f"level:{pk}": found for pk, found in attained(project, rows.select_related("obligation__contract")).items()
    }
    answers = {}
    for m in milestones:
        found = measured.get(m.reference)
        if found is None or found.level.contract.pk != m.contract_id:
            answers[m.pk] = Met(False, words("The contract does not know this service level"))
        else:
            answers[m.pk] = Met(found.kept is True, sentence(found), found.level.get_absolute_url())
    return answers
