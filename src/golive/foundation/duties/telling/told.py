"""Reads of what was told: a person's digests, the escalations of a project, and who was told of an obligation."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.duties.explain import period_name
from golive.foundation.duties.models import Digest, Escalation, Obligation, Reminder, Snooze
from golive.foundation.duties.permissions import covered_by
from golive.foundation.duties.states import State

OVERSEERS = (Party.SPONSOR, Party.PM, Party.QA)
STANDINGS = {  # of an escalation
    "open": gettext_lazy("Waiting for an answer"),
    "broken": gettext_lazy("Promised day over"),
    "answered": gettext_lazy("Answered"),
    "settled": gettext_lazy("Settled without an answer"),
}


def visible_digests(actor: Any) -> QuerySet[Digest]:
    """A digest is read by the person it was for."""
    return Digest.objects.filter(person=actor.pk)


def visible_escalations(actor: Any) -> QuerySet[Escalation]:
    """For sponsor, project manager and quality assurance; for others those that concern them: laid before them or
    whom they stand in for, or of what they owe."""
    mine = Q(to=actor.pk) | Q(obligation__person=actor.pk) | Q(obligation__acting=actor.pk)
    for cover in covered_by(actor):
        mine |= Q(to=cover.person_id, obligation__project=cover.project_id)
    rows = Escalation.objects.filter(
        Q(obligation__project__in=access.projects_as(actor, *OVERSEERS))
        | mine & Q(obligation__project__in=access.projects_of(actor))
    )
    return rows.select_related(
        "obligation__project", "obligation__person", "obligation__acting", "to", "answered_by"
    ).order_by("-at", "-id")


def waiting() -> Q:
    """Escalations that want an answer: of what is still overdue by the same date."""
    return Q(answered_at=None, obligation__state=State.OVERDUE, due_for=F("obligation__due_at"))


def standing_of(escalation: Escalation) -> str:
    """One of STANDINGS."""
    row = escalation.obligation
    alive = row.state == State.OVERDUE and row.due_at == escalation.due_for
    if escalation.answered_at is None:
        return "open" if alive else "settled"
    today = clock.today(row.project.timezone)
    over = escalation.promised_for is not None and escalation.promised_for < today
    return "broken" if alive and over else "answered"


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody was told something, answered, or asked to be left in peace. `tone`: bad, info, ok or ""."""

    at: datetime
    who: str
    what: str
    period: str
    note: str = ""
    tone: str = ""


def told_about(actor: Any, rows: Collection[Obligation]) -> list[Told]:
    """Who was told of obligations of one project, and what was answered, newest first. Three queries.

    For sponsor, project manager and quality assurance; others see what was told to them or of what they owe."""
    rows = list(rows)
    if not rows:
        return []
    everything = access.stands_for(actor, rows[0].project, *OVERSEERS)
    names = {row.pk: period_name(row) for row in rows}
    zone = ZoneInfo(rows[0].project.timezone)
    concerned = {row.pk for row in rows if everything or actor.pk in (row.person_id, row.acting_id)}

    def mine(person: str) -> Q:
        return Q(obligation__in=concerned) | Q(obligation__in=names, **{person: actor.pk})

    found = [
        Told(r.sent_at, str(r.person), str(r.get_kind_display()), names[r.obligation_id], tone=_tone(r))
        for r in Reminder.objects.filter(mine("person")).select_related("person")
    ]
    for e in Escalation.objects.filter(mine("to")).select_related("to", "answered_by"):
        what = _("Escalated, step %(level)s") % {"level": e.level}
        found.append(Told(e.at, str(e.to), what, names[e.obligation_id], tone="bad"))
        if e.answered_at is not None:
            found.append(Told(e.answered_at, str(e.answered_by), _answered(e), names[e.obligation_id], e.answer, "ok"))
    for s in Snooze.objects.filter(mine("person")).select_related("person"):
        what = _("Snoozed until %(day)s") % {"day": s.until.astimezone(zone).date()}
        found.append(Told(s.at, str(s.person), what, names[s.obligation_id], s.reason))
    return sorted(found, key=lambda told: told.at, reverse=True)


def _tone(reminder: Reminder) -> str:
    return "bad" if reminder.kind == Reminder.Kind.AFTER_GRACE else "info"


def _answered(escalation: Escalation) -> str:
    if escalation.promised_for is None:
        return _("Answered")
    return _("Answered, to be done by %(day)s") % {"day": escalation.promised_for.isoformat()}
