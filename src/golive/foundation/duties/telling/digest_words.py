"""A digest in one sentence, into the inbox: "3 overdue, 2 due today, 1 escalated to you: Weekly risk review"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from golive.foundation.accounts.models import User
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.models import Digest, Escalation, Obligation, Reminder
from golive.foundation.notify.models import Notification
from golive.foundation.notify.sending import send
from golive.foundation.words import Words, words

Level = Notification.Level
OVERDUE, ESCALATED, TODAY, SOON = range(4)  # the most urgent first
COUNTS = {
    OVERDUE: _("%(n)s overdue"),
    TODAY: _("%(n)s due today"),
    SOON: _("%(n)s due soon"),
    ESCALATED: _("%(n)s escalated to you"),
}
Item = tuple[int, datetime, Obligation]  # urgency, due, what


def deliver(parcels: Iterable[tuple[Digest, Sequence[Reminder], Sequence[Escalation]]]) -> None:
    """One message a digest."""
    parcels = list(parcels)
    people = User.objects.in_bulk({digest.person_id for digest, _reminders, _escalations in parcels})
    for digest, reminders, escalations in parcels:
        items = items_of(digest, reminders, escalations)
        projects = {row.project for _kind, _due, row in items}
        kinds = {kind for kind, _due, _row in items}
        send(
            people[digest.person_id],
            kind="duties.digest",
            text=sentence(items),
            url=reverse("duties:digest", kwargs={"pk": digest.pk}),
            project=projects.pop() if len(projects) == 1 else None,
            level=Level.BAD if ESCALATED in kinds else Level.WARN if OVERDUE in kinds else Level.INFO,
        )


def items_of(digest: Digest, reminders: Iterable[Reminder], escalations: Iterable[Escalation]) -> list[Item]:
    own = [(urgency(r, digest.sent_at), r.due_for, r.obligation) for r in reminders]
    return own + [(ESCALATED, e.due_for, e.obligation) for e in escalations]


def urgency(reminder: Reminder, now: datetime) -> int:
    """What a reminder was about when it was sent: overdue (also within the grace), today or soon."""
    if reminder.kind == Reminder.Kind.BEFORE:
        return SOON
    return OVERDUE if reminder.kind == Reminder.Kind.AFTER_GRACE or reminder.due_for < now else TODAY


def sentence(items: Sequence[Item]) -> Words:
    """How many of each, and the title of the most urgent."""
    number = Counter(kind for kind, _due, _row in items)
    found = [words(text, n=number[kind]) for kind, text in COUNTS.items() if number[kind]]
    counts = found.pop()
    while found:
        counts = words("%(first)s, %(rest)s", first=found.pop(), rest=counts)
    kind, _due, row = min(items, key=lambda item: item[:2])
    return words("%(counts)s: %(title)s", counts=counts, title=title_of(row, own=kind != ESCALATED))


def title_of(row: Obligation, *, own: bool) -> Any:
    """What happened, to who owes it; otherwise the duty, whose title is for everybody."""
    if own and row.why.get("label"):
        return Words.from_json(row.why["label"])
    title = DUTIES[row.duty_id].title
    return {"zh": title.zh, "en": title.en}
