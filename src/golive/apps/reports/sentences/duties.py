"""What was owed: met in the period, and overdue by party."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Q
from django.urls import reverse

from golive.apps.reports.period import Period
from golive.apps.reports.sentences.registry import WITHIN, Row, Sentence, sentence
from golive.foundation.accounts.models import Party
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.states import State
from golive.foundation.words import Words, words

NEVER_LATE = (State.WAIVED, State.UNCONNECTED, State.WITHDRAWN)


def overdue(project: Any, period: Period) -> list[Obligation]:
    """Due by then, and not met by then."""
    rows = Obligation.objects.filter(project=project, due_at__lt=period.until).exclude(state__in=NEVER_LATE)
    unmet = Q(met_at__isnull=True) | Q(met_at__gt=period.until)
    found: list[Obligation] = period.once(
        "overdue",
        lambda: [o for o in rows.filter(unmet).select_related("person").order_by("due_at") if o.duty_id in DUTIES],
    )
    return found


def label(row: Obligation) -> Words:
    title = DUTIES[row.duty_id].title
    return words(
        "%(duty)s %(title)s (%(person)s)",
        duty=row.duty_id,
        title={"zh": title.zh, "en": title.en},
        person=str(row.person) if row.person else "—",
    )


@sentence("duties_overdue", section="duties", order=10, open=True)
def overdue_by_party(project: Any, period: Period) -> list[Sentence]:
    rows, url = overdue(project, period), reverse("duties:matrix", kwargs={"project": project.code})
    figure = (words("Overdue duties"), str(len(rows)))
    if not rows:
        return [Sentence(words("No duty is overdue."), url, tone="ok", figure=figure)]
    counts = Counter(o.duty_id[0] for o in rows)
    parties = [
        Row(words("%(party)s: overdue %(n)s", party=_party(letter), n=n), url) for letter, n in counts.most_common()
    ]
    return [Sentence(words("Duties overdue: %(n)s.", n=len(rows)), url, parties, "bad", figure)]


def _party(letter: str) -> Words:
    """X duties are held by all parties together."""
    return Words.of(Party(letter).label) if letter in Party.values else words("All parties together")


@sentence("duties_longest", section="duties", order=15, open=True)
def longest_overdue(project: Any, period: Period) -> list[Sentence]:
    """Each duty once, however often it is owed; the oldest first."""
    first: dict[tuple[str, int | None], Obligation] = {}
    for o in overdue(project, period):
        first.setdefault((o.duty_id, o.person_id), o)
    if not first:
        return []
    oldest = next(iter(first.values()))
    text = words("Overdue longest: %(duty)s, since %(day)s.", duty=label(oldest), day=period.day(oldest.due_at))
    url = _row(project, oldest).url
    return [Sentence(text, url, [_row(project, o) for o in first.values()])]


def _row(project: Any, obligation: Obligation) -> Row:
    return Row(label(obligation), reverse("duties:duty", kwargs={"project": project.code, "duty": obligation.duty_id}))


@sentence("duties_met", section="duties", order=20, kinds=WITHIN, open=True)
def met(project: Any, period: Period) -> list[Sentence]:
    rows = Obligation.objects.filter(project=project, met_at__gte=period.begin, met_at__lte=period.until)
    found = [o for o in rows.select_related("person").order_by("met_at") if o.duty_id in DUTIES]
    late = sum(o.met_at > o.due_at for o in found)
    text = words("Duties met %(this)s: %(n)s, of them late: %(late)s.", n=len(found), late=late, this=period.said.this)
    url = reverse("duties:matrix", kwargs={"project": project.code})
    return [Sentence(text, url, [_row(project, o) for o in found])]
