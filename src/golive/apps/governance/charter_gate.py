"""The charter at the gate before the work begins."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance import other_side
from golive.apps.governance.criteria import Measured, Missing, criterion
from golive.apps.governance.models import Charter
from golive.apps.governance.queries import signed_sides
from golive.foundation.accounts.models import Party
from golive.foundation.words import words


@criterion("charter_signed", phases=("selection",), label=_("The charter is signed by both sides"))
def charter_signed(project: Any) -> Measured:
    """By the sponsor; and by the vendor's named person, once a contract is in force."""
    row = Charter.objects.filter(project=project, state=Charter.State.ISSUED).select_related("project").first()
    page = reverse("governance:charters", kwargs={"project": project.code})
    if row is None:
        return Measured(False, words("There is no charter in force"), [Missing(words("A project charter"), page)], page)
    names, here = signed_sides(row), row.get_absolute_url()
    sides = [Party.SPONSOR, Party.VENDOR] if other_side.is_bound(project) else [Party.SPONSOR]
    lacking = [side for side in sides if not names[side]]
    said = {
        Party.SPONSOR: words("The sponsor's signature on version %(n)s of the charter", n=row.number),
        Party.VENDOR: words("The vendor's signature on version %(n)s of the charter", n=row.number),
    }
    done = len(sides) - len(lacking)
    value = words("version %(n)s: %(done)s of %(all)s sides signed", n=row.number, done=done, all=len(sides))
    return Measured(not lacking, value, [Missing(said[s], here) for s in lacking], here, f"{done} / {len(sides)}")
