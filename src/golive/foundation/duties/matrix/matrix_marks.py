"""What is wrong in the matrix, by duty: nobody or two are accountable, or one person holds what must be apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from golive.foundation.duties.matrix.raci import Seat
from golive.foundation.duties.models import Signal
from golive.foundation.duties.noticing.matrix_faults import conflicts, doubles, gaps
from golive.foundation.duties.noticing.picture import Picture
from golive.foundation.words import Words

KINDS = (Signal.Kind.GAP, Signal.Kind.DOUBLE, Signal.Kind.CONFLICT)


@dataclass(frozen=True, slots=True)
class Mark:
    """`short`: for the row; `text`: the whole sentence."""

    kind: str
    text: str

    @property
    def short(self) -> str:
        if self.kind == Signal.Kind.GAP:
            return _("Nobody accountable")
        return _("Two accountable") if self.kind == Signal.Kind.DOUBLE else _("Must be apart")


def marks(picture: Picture, seats: Iterable[Seat], moment: datetime | None) -> dict[str, list[Mark]]:
    """Duty → marks. Now: found in the present; of a past moment: what the engine had noticed then, with one query, and
    gaps as they stood."""
    found: dict[str, list[Mark]] = defaultdict(list)
    if moment is None:
        told = [
            (str(f.kind), f.key, f.duty_id, f.text) for f in (*gaps(picture), *doubles(picture), *conflicts(picture))
        ]
    else:
        told = _noticed(picture, moment)
        told += [
            (Signal.Kind.GAP.value, "", s.duty_id, Words.of(_("Nobody accountable")))
            for s in seats
            if s.accountable is None and not s.off
        ]
    for kind, key, duty_id, text in told:
        mark = Mark(kind, text.render())
        for each in _duties(kind, key, duty_id):
            if mark not in found[each]:
                found[each].append(mark)
    return found


def _noticed(picture: Picture, moment: datetime) -> list[tuple[str, str, str, Words]]:
    rows = Signal.objects.filter(Q(ended_at=None) | Q(ended_at__gt=moment), project=picture.project)
    rows = rows.filter(seen_at__lte=moment, kind__in=KINDS[1:]).order_by("seen_at", "id")
    return [(s.kind, s.key, s.duty_id, Words.from_json(s.text)) for s in rows]


def _duties(kind: str, key: str, duty_id: str) -> list[str]:
    """A conflict is one of two duties: its key names both ("conflict:7:B7-I8")."""
    if kind != Signal.Kind.CONFLICT:
        return [duty_id]
    return key.split(":")[2].split("-")
