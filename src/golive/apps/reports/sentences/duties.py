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
    said = [
        Sentence(words("Duties overdue: %(n)s.", n=len(rows)), url, [_row(project, o) for o in rows], "bad", figure)
    ]
    counts = Counter(o.duty_id[0] for o in rows)
    for letter, n in counts.most_common(3):
        if letter in Party.values:
            text = words("%(party)s: overdue %(n)s.", party=Words.of(Party(letter).label), n=n)
            said.append(Sentence(text, url, [_row(project, o) for o in rows if o.duty_id[0] == letter]))
    return said


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
