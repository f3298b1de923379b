"""Word of escalations into the groups of a project: what its matrix shows to every member, and not who was told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from golive.foundation.accounts.models import Party
from golive.foundation.dispatch.outbox import robots_for, to_robots
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.models import Obligation
from golive.foundation.words import Words, words

TOPIC = "duties.escalations"


def announce(project: Any, slot: datetime, rows: Iterable[Obligation]) -> None:
    """`rows`: what was escalated at this slot. The titles are the catalogue's, never what happened."""
    counts = Counter(row.duty_id for row in rows)
    robots = robots_for(project, TOPIC) if counts else []
    if not robots:
        return
    title = words("Duties past their days of grace: %(n)s", n=sum(counts.values()))
    lines = [_line(duty, n) for duty, n in sorted(counts.items())]
    url = reverse("duties:matrix", kwargs={"project": project.code})
    to_robots(robots, TOPIC, title=title, lines=lines, url=url, once=f"{TOPIC}:{slot.isoformat()}")


def _line(duty: str, n: int) -> Words:
    title, letter = DUTIES[duty].title, duty[0]
    party = Words.of(Party(letter).label) if letter in Party.values else words("All parties together")
    facts = {"duty": duty, "title": {"zh": title.zh, "en": title.en}, "party": party, "n": n}
    return words("%(duty)s %(title)s (%(party)s): %(n)s", **facts)
