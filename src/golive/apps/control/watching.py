"""What control itself watches: overload and silence from the duties, bookings from the plan, decisions that come late."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.apps.control.signals import Proposal, watches
from golive.apps.governance.models import Decision
from golive.apps.plan.models import LoadCheck
from golive.foundation import clock
from golive.foundation.accounts.models import Party
from golive.foundation.duties.models import Signal
from golive.foundation.words import Words, words

SOME = 2  # so many late decisions are a habit
FAR = 120  # per cent of what somebody has in a week


@watches("duties.signals")
def duty_signals(project: Any) -> list[Proposal]:
    """Overloaded people and silent parties, as the duty engine noticed them."""
    wanted = (Signal.Kind.OVERLOAD, Signal.Kind.SILENCE)
    rows = Signal.objects.filter(project=project, kind__in=wanted, ended_at=None).select_related("person")
    found = []
    for row in rows.order_by("id"):
        cause = Words.from_json(row.text)
        if row.kind == Signal.Kind.OVERLOAD:
            title = words("%(person)s is overloaded", person=str(row.person or ""))
            key = f"overload:{row.person_id}"
            found.append(Proposal(key, title, cause, "people", 4, 4, row.url))
        else:
            party = Words.of(Party(row.party).label) if row.party else words("A party")
            category = "vendor" if row.party == Party.VENDOR else "organisation"
            title = words("%(party)s is silent", party=party)
            found.append(Proposal(f"silence:{row.party}:{row.person_id or ''}", title, cause, category, 4, 3, row.url))
    return found


@watches("plan.overbooked")
def overbooked(project: Any) -> list[Proposal]:
    """Who was far overbooked when the project manager last looked at the load."""
    look = LoadCheck.objects.filter(project=project).order_by("-at").first()
    worst: dict[int, dict[str, Any]] = {}
    for row in look.over if look else ():
        if row["percent"] >= FAR and row["percent"] > worst.get(row["person"], {}).get("percent", 0):
            worst[row["person"]] = row
    url = reverse("plan:people", args=[project.code])
    return [
        Proposal(
            f"overload:{person}",
            words("%(person)s is overloaded", person=row["name"]),
            words("Booked %(percent)s%% in %(week)s", percent=row["percent"], week=row["week"]),
            "people",
            4,
            4,
            f"{url}?person={person}",
        )
        for person, row in sorted(worst.items())
    ]


@watches("governance.late_decisions")
def late_decisions(project: Any) -> list[Proposal]:
    now = clock.now()
    rows = list(Decision.objects.filter(project=project, state=Decision.State.OPEN, deadline__lt=now))
    if len(rows) < SOME:
        return []
    days = max((now - row.deadline).days for row in rows)
    text = words("%(n)s decisions are past their deadline, the oldest by %(days)s days", n=len(rows), days=days)
    url = f"{reverse('governance:decisions', args=[project.code])}?late=on"
    return [Proposal("late_decisions", words("Decisions come late"), text, "organisation", 4, 4, url)]
