"""Reminders and escalations go into the inbox of the person they are for."""

from __future__ import annotations

from typing import Any

from golive.foundation.accounts.models import User
from golive.foundation.duties.lines import address
from golive.foundation.duties.registry import Notice
from golive.foundation.notify.models import Notification
from golive.foundation.notify.sending import send

LEVELS = {"after_grace": Notification.Level.WARN, "escalation": Notification.Level.BAD}


def into_inbox(project: Any, notice: Notice) -> None:
    send(
        User.objects.get(pk=notice.person_id),
        kind=f"duties.{notice.kind}",
        text=notice.text,
        url=address("duties:duty", project, duty=notice.duty_id),
        project=project,
        level=LEVELS.get(notice.kind, Notification.Level.INFO),
    )
