"""Send what waits, one after the other. Before a message goes out its row says so; afterwards how it ended.

A crash in between leaves the row in `sending`: nobody knows then whether it arrived, and it is not sent again unasked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from golive.connectors.notify import LIMITS, Answer, mail, robots
from golive.foundation import clock
from golive.foundation.dispatch import keys, writing
from golive.foundation.dispatch.failures import tell
from golive.foundation.dispatch.models import Dispatch, MailServer, Robot
from golive.foundation.dispatch.registry import Withheld
from golive.foundation.errors import Refused
from golive.foundation.words import Words

log = logging.getLogger("golive.dispatch")

State = Dispatch.State
BACKOFF = (1, 5, 15, 60, 240)  # minutes after the first, second … attempt; then it is given up
ORIGINS: dict[str, str] = {}  # kind of robot -> where its double listens: tests only
A_MINUTE = timedelta(minutes=1)


def send_waiting(going_on: Callable[[int], None] = lambda n: None) -> dict[str, int]:
    """Everything that is due; counts by how it ended."""
    ended: dict[str, int] = {}
    recover()
    while (row := _next()) is not None:
        state = _attempt(row)
        ended[state] = ended.get(state, 0) + 1
        going_on(sum(ended.values()))
    return ended


def recover() -> int:
    """Rows whose sender died in the middle."""
    silent = Dispatch.objects.filter(state=State.SENDING, began_at__lt=clock.machine() - Dispatch.LEASE)
    found = list(silent)
    for row in found:
        _record(row, State.UNKNOWN, "interrupted", Words.of(INTERRUPTED))
    return len(found)


def _next() -> Dispatch | None:
    """Claim the oldest row that is due and whose robot may speak now."""
    due = Dispatch.objects.filter(state=State.WAITING, next_at__lte=clock.machine()).order_by("id")
    while (row := due.select_related("robot").first()) is not None:
        if row.robot is not None and _talks_too_much(row.robot):
            Dispatch.objects.filter(pk=row.pk).update(next_at=clock.machine() + A_MINUTE)
            continue
        mine = Dispatch.objects.filter(pk=row.pk, state=State.WAITING)
        if mine.update(state=State.SENDING, began_at=clock.machine(), attempts=F("attempts") + 1):
            return Dispatch.objects.select_related("robot__project", "person", "notice", "project", "by").get(pk=row.pk)
    return None


def _talks_too_much(robot: Robot) -> bool:
    since = clock.machine() - A_MINUTE
    return Dispatch.objects.filter(robot=robot, began_at__gt=since).count() >= LIMITS[robot.kind]


def _attempt(row: Dispatch) -> str:
    try:
        send = _prepared(row)
    except Withheld as withheld:
        return _record(row, State.DROPPED, "withheld", withheld.words)
    except Refused as refusal:
        return _record(row, State.REFUSED, refusal.code[:30], refusal.words)
    except Exception:
        log.exception("message %s could not be written", row.pk)
        return _record(row, State.REFUSED, "not_written", Words.of(NOT_WRITTEN, number=row.pk))
    try:
        answer = send()
    except Exception:
        log.exception("sending message %s broke", row.pk)
        return _record(row, State.UNKNOWN, "interrupted", Words.of(INTERRUPTED))
    said = Words(answer.sentence, dict(answer.facts))
    if answer.state != "later":
        return _record(row, State(answer.state), answer.code, said)
    if row.attempts > len(BACKOFF):
        return _record(row, State.REFUSED, answer.code, Words.of(GIVEN_UP, n=row.attempts, last=said))
    wait = max(timedelta(seconds=answer.wait), timedelta(minutes=BACKOFF[row.attempts - 1]))
    return _record(row, State.WAITING, answer.code, said, clock.machine() + wait)


def _prepared(row: Dispatch) -> Callable[[], Answer]:
    """All that can fail before anything goes out."""
    now = clock.machine()
    if row.robot is not None:
        if row.robot.state == Robot.State.STOPPED:
            raise Withheld(STOPPED)
        robot, message = keys.client_of(row.robot), writing.message(row)
        origin = ORIGINS.get(row.robot.kind)
        return lambda: robots.send(robot, message, now=now, origin=origin)
    server = MailServer.objects.first()
    if server is None:
        raise Refused("mail_not_set", NO_SERVER)
    if not row.person.email:
        raise Refused("mail_no_address", NO_ADDRESS, person=str(row.person))
    wire, letter = keys.server_of(server), writing.letter(row)
    return lambda: mail.send(wire, letter, now=now)


def _record(row: Dispatch, state: str, code: str, said: Words, next_at: Any = None) -> str:
    """How this attempt ended. Whoever was thought dead and comes back may still say that it arrived."""
    values = {"state": state, "code": code, "answer": said.to_json()}
    values |= {"next_at": next_at} if next_at else {"ended_at": clock.now()}
    mine = Dispatch.objects.filter(pk=row.pk, attempts=row.attempts, state__in=(State.SENDING, State.UNKNOWN))
    if mine.update(**values) and state in (State.REFUSED, State.UNKNOWN):
        tell(row, code, said)
    return str(state)


INTERRUPTED = _(
    "The program stopped while it was sent. Nobody knows whether it arrived, so it is not repeated. Look there, then send it again if it is missing."
)
NOT_WRITTEN = _(
    "It could not be written, by a fault of the program; nothing was sent. Give the administrator the number %(number)s."
)
GIVEN_UP = _("Given up after %(n)s attempts. %(last)s")
STOPPED = _("The robot was stopped. Nothing was sent.")
NO_SERVER = _(
    "No mail server is set for this installation. The mail is kept. The administrator sets one, then send it again."
)
NO_ADDRESS = _("%(person)s has no mail address. The mail is kept. The administrator enters one, then send it again.")
