"""Falling data quality, for the register of risks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse

from golive.apps.control.signals import Proposal, watches
from golive.apps.migration.models import QualityScore
from golive.foundation.words import words

FALL = Decimal("0.01")  # by a hundredth from one measurement to the next; less is chance


@watches("migration.quality")
def falling_quality(project: Any) -> list[Proposal]:
    """Objects whose newest score is lower than the one before, of the same origin."""
    rows = QualityScore.objects.filter(data_object__project=project).select_related("data_object").order_by("day", "id")
    last: dict[tuple[int, str], list[QualityScore]] = {}
    for row in rows:
        last[row.data_object_id, row.origin] = [*last.get((row.data_object_id, row.origin), [])[-1:], row]
    url = reverse("migration:objects", args=[project.code])
    return [
        Proposal(
            f"quality:{pair[1].data_object_id}",
            words("The data quality of %(object)s falls", object=str(pair[1].data_object)),
            words("%(before)s, then %(now)s", before=f"{pair[0].score:.1%}", now=f"{pair[1].score:.1%}"),
            "data",
            4,
            4,
            url,
        )
        for pair in last.values()
        if len(pair) == 2 and pair[0].score - pair[1].score >= FALL
    ]
