"""What the engine notices by itself, kept as rows: open while it is so, ended when it no longer is.

`detect` finds, `refresh` writes and tells. A signal is told once to each person concerned; when it ends and comes back it
is another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from golive.foundation import bulk, clock
from golive.foundation.accounts.models import Project
from golive.foundation.duties.lines import address
from golive.foundation.duties.models import Signal
from golive.foundation.duties.noticing.conduct import lapses
from golive.foundation.duties.noticing.found import Found
from golive.foundation.duties.noticing.matrix_faults import faults
from golive.foundation.duties.noticing.picture import picture_of
from golive.foundation.notify.sending import send_all
from golive.foundation.words import Words, words

FIELDS = ["text", "proposal", "url", "person", "other", "duty_id", "place", "party", "ended_at"]


def detect(project: Project, now: datetime) -> list[Found]:
    """Everything that is so now, each once. Reads only; the number of queries does not grow with the project."""
    picture = picture_of(project, now)
    found = {f.key: f for f in [*faults(picture), *lapses(picture)]}
    return list(found.values())


def refresh(project: Project) -> int:
    """Bring the open signals up to date and tell what is new; returns how many are new."""
    now = clock.now()
    with transaction.atomic():
        found = {f.key: f for f in detect(project, now)}
        standing = {s.key: s for s in Signal.objects.filter(project=project, ended_at=None)}
        new = [Signal(project=project, key=f.key, seen_at=now, **_values(f)) for f in _missing(found, standing)]
        bulk.insert(Signal, new)
        bulk.update(Signal, _changed(standing, found, now), FIELDS)
        _tell(project, new, found, now)
    return len(new)


def _missing(found: dict[str, Found], standing: dict[str, Signal]) -> Iterable[Found]:
    return (f for key, f in found.items() if key not in standing)


def _changed(standing: dict[str, Signal], found: dict[str, Found], now: datetime) -> list[Signal]:
    rows = []
    for key, row in standing.items():
        values: dict[str, Any] = _values(found[key]) if key in found else {"ended_at": now}
        if any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            rows.append(row)
    return rows


def _values(f: Found) -> dict[str, Any]:
    return {
        "kind": str(f.kind),
        "text": f.text.to_json(),
        "proposal": f.proposal.to_json() if f.proposal else None,
        "url": f.page,
        "person_id": f.person,
        "other_id": f.other,
        "duty_id": f.duty_id,
        "place": f.place,
        "party": f.party,
    }


def _tell(project: Project, new: list[Signal], found: dict[str, Found], now: datetime) -> None:
    """One message a person, however much there is to tell him."""
    by_person: dict[int, list[Signal]] = defaultdict(list)
    for signal in new:
        for person in found[signal.key].tell:
            by_person[person].append(signal)
    url = address("duties:signals", project)
    messages = []
    for person, signals in by_person.items():
        text = Words.from_json(signals[0].text)
        if len(signals) > 1:
            text = words("%(n)s things were noticed. The first: %(text)s", n=len(signals), text=text)
        messages.append({"person_id": person, "text": text, "once": f"signals:{project.pk}:{now.isoformat()}"})
    send_all(messages, kind="duties.signal", url=url, project=project, level="warn")
