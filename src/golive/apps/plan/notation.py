"""Predecessors as planners write them: "3, 5SS, 7FS+2d, 9FF-4h, 12FS+3ed, 14SS+50%" (ed: days of the calendar)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models import LagKind, Link
from golive.apps.plan.models.lags import LAG, lag_of
from golive.foundation.errors import Refused

ONE = re.compile(rf"(\d+)\s*(FS|SS|FF|SF)?\s*(?:{LAG})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    number: int
    type: str = Link.Type.FS
    lag: int = 0
    lag_kind: str = LagKind.WORKING

    @property
    def columns(self) -> dict[str, Any]:
        """Of the link."""
        return {"type": self.type, "lag": self.lag, "lag_kind": self.lag_kind}


def parse(text: str) -> list[Written]:
    """Raises Refused("predecessors_unreadable") that quotes what could not be read."""
    found = []
    for part in re.split(r"[,，;；]", text):
        if not part.strip():
            continue
        match = ONE.fullmatch(part.strip())
        if match is None:
            message = _("“%(part)s” is no predecessor. Write task numbers like 3, 5SS, 7FS+2d or 9SS+50%%.")
            raise Refused("predecessors_unreadable", message, part=part.strip())
        number, kind, amount, elapsed, unit = match.groups()
        lag, lag_kind = lag_of(amount, elapsed, unit.lower()) if amount else (0, LagKind.WORKING)
        found.append(Written(int(number), (kind or "FS").upper(), lag, lag_kind))
    return found
