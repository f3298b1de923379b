"""The inbox by mail, for who wants it. Hooked into `notify.sending.CHANNELS`."""

from __future__ import annotations

from collections.abc import Sequence

from golive.foundation.dispatch.models import MailChoice, MailServer
from golive.foundation.dispatch.outbox import of_notices
from golive.foundation.dispatch.queries import NOTICE
from golive.foundation.notify.models import Notification

Wants = MailChoice.Wants
DIGEST = "duties.digest"
OWN = "dispatch."  # that mails fail is told in the inbox: a mail about it would fail as well


def take(notices: Sequence[Notification]) -> None:
    """Make a mail of each that its reader wants as one. Rows only, in the transaction of the notices."""
    told = [n for n in notices if not n.kind.startswith(OWN)]
    if not told:
        return
    rows = MailChoice.objects.filter(person__in={n.person_id for n in told}).exclude(wants=Wants.NOTHING)
    wants = dict(rows.filter(person__is_active=True).exclude(person__email="").values_list("person_id", "wants"))
    wanted = [n for n in told if _wanted(n, wants.get(n.person_id, Wants.NOTHING))]
    if wanted and MailServer.objects.exists():
        of_notices(wanted, NOTICE)


def _wanted(notice: Notification, wants: str) -> bool:
    digest = notice.kind == DIGEST
    alarm = notice.level == Notification.Level.BAD
    return wants == Wants.ALL or (wants == Wants.ALARMS and (digest or alarm)) or (wants == Wants.DIGESTS and digest)
