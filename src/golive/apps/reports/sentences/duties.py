"""What was owed: met in the week, and overdue by party."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Q
from django.urls import reverse

from golive.apps.reports.sentences.registry import Row, Sentence, sentence
from golive.apps.reports.week import Week
from golive.foundation.accounts.models import Party
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.states import State
from golive.foundation.words import Words, words

NEVER_LATE = (State.WAIVED, State.UNCONNECTED, State.WITHDRAWN)


def overdue(project: Any, week: Week) -> list[Obligation]:
    """Due by then, and not met by then."""
    rows = Obligation.objects.filter(project=project, due_at__lt=week.until).exclude(state__in=NEVER_LATE)
    unmet = Q(met_at__isnull=True) | Q(met_at__gt=week.until)
    found: list[Obligation] = week.once(
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


@sentence("duties_overdue", section="duties", order=10)
def overdue_by_party(project: Any, week: Week) -> list[Sentence]:
    rows, url = overdue(project, week), reverse("duties:matrix", kwargs={"project": project.code})
    figure = (words("Overdue duties"), str(len(rows)))
    if not rows:
        return [Sentence(words("No duty is overdue."), url, tone="ok", figure=figure)]
    counts = Counter(Party(o.duty_id[0]) for o in rows if o.duty_id[0] in Party.values)
    parties = [
        Row(words("%(party)s: overdue %(n)s", party=Words.of(party.label), n=n), url)
        for party, n in counts.most_common()
    ]
    return [Sentence(words("Duties overdue: %(n)s.", n=len(rows)), url, parties, "bad", figure)]


@sentence("duties_longest", section="duties", order=15)
def longest_overdue(project: Any, week: Week) -> list[Sentence]:
    """Each duty once, however often it is owed; the oldest first."""
    first: dict[tuple[str, int | None], Obligation] = {}
    for o in overdue(project, week):
        first.setdefault((o.duty_id, o.person_id), o)
    if not first:
        return []
    oldest = next(iter(first.values()))
    text = words("Overdue longest: %(duty)s, since %(day)s.", duty=label(oldest), day=week.day(oldest.due_at))
    url = _row(project, oldest).url
    return [Sentence(text, url, [_row(project, o) for o in first.values()])]


def _row(project: Any, obligation: Obligation) -> Row:
    return Row(label(obligation), reverse("duties:duty", kwargs={"project": project.code, "duty": obligation.duty_id}))


@sentence("duties_met", section="duties", order=20)
def met(project: Any, week: Week) -> list[Sentence]:
    rows = Obligation.objects.filter(project=project, met_at__gte=week.begin, met_at__lte=week.until)
    found = [o for o in rows.select_related("person").order_by("met_at") if o.duty_id in DUTIES]
    late = sum(o.met_at > o.due_at for o in found)
    text = words("Duties met this week: %(n)s, of them late: %(late)s.", n=len(found), late=late)
    url = reverse("duties:matrix", kwargs={"project": project.code})
    return [Sentence(text, url, [_row(project, o) for o in found])]
