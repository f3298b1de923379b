"""What people answer: an escalation, by who it was laid before; and "not now", by who owes it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.accounts.models import User
from golive.foundation.duties.lines import address
from golive.foundation.duties.models import Escalation, Obligation, Snooze
from golive.foundation.duties.permissions import may_answer, may_snooze
from golive.foundation.duties.registry import calendar_of
from golive.foundation.duties.states import OPEN
from golive.foundation.duties.telling.digest_words import title_of
from golive.foundation.duties.telling.slots import snooze_days
from golive.foundation.errors import Refused
from golive.foundation.notify.sending import send
from golive.foundation.use_cases import use_case
from golive.foundation.words import words

FARTHEST = timedelta(days=30)  # a promise


@use_case("duties.answer_escalation", permission=may_answer, label=_("Answer an escalation"))
def answer_escalation(
    actor: Any, escalation: Escalation, *, answer: str, promised_for: date | None = None
) -> Escalation:
    """Say what is done about it, and by when. Who owes it is told; until the promised day it climbs no further."""
    today = clock.today(escalation.project.timezone)
    if not answer.strip():
        raise Refused("answer_needed", _("Say what you do about it. Nothing was answered."))
    if escalation.answered_at is not None:
        raise Refused("already_answered", _("%(who)s has answered this already."), who=str(escalation.answered_by))
    if promised_for is not None and not today <= promised_for <= today + FARTHEST:
        raise Refused(
            "promise_out_of_range",
            _("The promised day must lie between today and %(last)s. Nothing was answered; choose another day."),
            last=(today + FARTHEST).isoformat(),
        )
    escalation.answer, escalation.promised_for = answer.strip(), promised_for
    escalation.answered_by, escalation.answered_at = actor, clock.now()
    escalation.save(update_fields=["answer", "promised_for", "answered_by", "answered_at"])
    _tell_answer(actor, escalation)
    return escalation


@use_case("duties.snooze", permission=may_snooze, label=_("Snooze the reminders of an obligation"))
def snooze(actor: Any, obligation: Obligation, *, until: date, reason: str = "") -> Snooze:
    """No reminders of it until the morning of a day. Due date, state and escalation stay as they are."""
    if obligation.state not in OPEN:
        raise Refused("nothing_to_snooze", _("This is not owed any more, so there is nothing to be reminded of."))
    calendar = calendar_of(obligation.project)
    today = clock.today(obligation.project.timezone)
    days = snooze_days(obligation, calendar, today)
    if not days:
        raise Refused("due_now", _("It is due now, so you are reminded of it today. Nothing was snoozed."))
    if not today < until <= days[-1]:
        raise Refused(
            "snooze_out_of_range",
            _("Reminders can be snoozed until %(last)s at the latest. Nothing was snoozed; choose an earlier day."),
            last=days[-1].isoformat(),
        )
    _end(actor, obligation)
    return Snooze.objects.create(
        obligation=obligation, person=actor, until=calendar.instant(until, 0), reason=reason.strip(), at=clock.now()
    )


@use_case("duties.unsnooze", permission=may_snooze, label=_("Be reminded of an obligation again"))
def unsnooze(actor: Any, obligation: Obligation) -> Obligation:
    if not _end(actor, obligation):
        raise Refused("not_snoozed", _("You have not snoozed this. Nothing was changed."))
    return obligation


def _end(actor: Any, obligation: Obligation) -> int:
    now = clock.now()
    return Snooze.objects.filter(obligation=obligation, person=actor, until__gt=now).update(until=now)


def _tell_answer(actor: Any, escalation: Escalation) -> None:
    """To who owes it or acts for him, and to those before whom it was laid earlier."""
    row = escalation.obligation
    told = {row.person_id, row.acting_id, escalation.to_id}
    told |= set(row.escalations.filter(due_for=escalation.due_for).values_list("to_id", flat=True))
    said = {"who": str(actor), "duty": title_of(row, own=False), "answer": escalation.answer}
    day = escalation.promised_for
    text = (
        words("%(who)s on “%(duty)s”, to be done by %(day)s: %(answer)s", **said, day=day.isoformat())
        if day
        else words("%(who)s on “%(duty)s”: %(answer)s", **said)
    )
    for person in User.objects.filter(pk__in=told - {None, actor.pk}).order_by("pk"):
        url = address("duties:duty", row.project, duty=row.duty_id)
        send(person, kind="duties.escalation_answered", text=text, url=url, project=row.project)
