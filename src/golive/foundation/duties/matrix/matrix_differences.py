"""In what the duties shown differ from the project's method template: one line for each thing that is different."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from golive.foundation.accounts.models import User
from golive.foundation.duties import explain
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.holding.modules import HELD_BY, MODULES
from golive.foundation.duties.matrix.matrix import Matrix
from golive.foundation.duties.models import Assignment, Tailoring


@dataclass(frozen=True, slots=True)
class Change:
    duty: Duty
    what: str
    template: str
    here: str
    reason: str
    who: str
    day: str


def differences(found: Matrix, duty_id: str = "") -> list[Change]:
    """Of the duties that are shown, or of one. One query."""
    picture = found.picture
    shown = {duty_id} if duty_id else {row.duty.id for row in found.rows}
    changes = [c for key, c in picture.held.changes.items() if key in shown]
    off = [a for a in picture.rows if a.switched_off_at is not None and a.duty_id in shown]
    people = User.objects.in_bulk({c.changed_by_id for c in changes} | {a.switched_off_by_id for a in off})
    zone = ZoneInfo(found.project.timezone)
    made = [made for c in changes for made in _changes(found, c, str(people.get(c.changed_by_id, "")), zone)]
    made += [_off(found, a, str(people.get(a.switched_off_by_id, "")), zone) for a in off]
    order = {key: n for n, key in enumerate(DUTIES)}
    return sorted(made, key=lambda c: order[c.duty.id])


def _changes(found: Matrix, change: Tailoring, who: str, zone: ZoneInfo) -> Iterator[Change]:
    held = found.picture.held
    old, new = held.template.get(change.duty_id), held.duties[change.duty_id]
    pairs: list[tuple[str, str, str]] = []
    if old is None:
        pairs.append((_("Held"), _("Not held"), _("Held here")))
        old = DUTIES[change.duty_id]
    if old.terms != new.terms:
        pairs.append((_("Cadence"), explain.cadence_of(old), explain.cadence_of(new)))
    if old.grace != new.grace:
        pairs.append((_("Grace in working hours"), str(old.grace), str(new.grace)))
    if old.by != new.by or change.modules:
        modules = _(", ").join(str(MODULES.get(m, m)) for m in change.modules)
        pairs.append((_("Held by"), str(HELD_BY[old.by]), " · ".join(filter(None, [str(HELD_BY[new.by]), modules]))))
    day = f"{change.changed_at.astimezone(zone):%Y-%m-%d}"
    for what, before, after in pairs:
        yield Change(new, what, before, after, change.reason, who, day)


def _off(found: Matrix, a: Assignment, who: str, zone: ZoneInfo) -> Change:
    duty = found.picture.duty(a.duty_id)
    place = found.picture.place_name(a.place).render() if a.place else ""
    assert a.switched_off_at is not None
    day = f"{a.switched_off_at.astimezone(zone):%Y-%m-%d}"
    here = " · ".join(filter(None, [_("Switched off"), place]))
    return Change(duty, _("Held"), _("Held"), here, a.switched_off_reason, who, day)
