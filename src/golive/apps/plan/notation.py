"""Predecessors as planners write them: "3, 5SS, 7FS+2d, 9FF-1.5d, 12FS+3ed" (ed: days of the calendar)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models import DAY, Link
from golive.foundation.errors import Refused

ONE = re.compile(r"(\d+)\s*(FS|SS|FF|SF)?\s*(?:([+-]\s*\d+(?:\.\d+)?)\s*(e?)d)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    number: int
    type: str = Link.Type.FS
    lag_minutes: int = 0
    lag_kind: str = Link.LagKind.WORKING


def parse(text: str) -> list[Written]:
    """Raises Refused("predecessors_unreadable") that quotes what could not be read."""
    found = []
    for part in re.split(r"[,，;；]", text):
        if not part.strip():
            continue
        match = ONE.fullmatch(part.strip())
        if match is None:
            message = _("“%(part)s” is no predecessor. Write task numbers like 3, 5SS or 7FS+2d.")
            raise Refused("predecessors_unreadable", message, part=part.strip())
        number, kind, lag, elapsed = match.groups()
        minutes = int(Decimal((lag or "0").replace(" ", "")) * (1440 if elapsed else DAY))
        lag_kind = Link.LagKind.ELAPSED if elapsed else Link.LagKind.WORKING
        found.append(Written(int(number), (kind or "FS").upper(), minutes, lag_kind))
    return found
