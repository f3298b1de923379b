"""What a person does with his messages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.notify.models import Notification
from golive.foundation.notify.permissions import may_read, may_read_all
from golive.foundation.notify.queries import visible
from golive.foundation.use_cases import use_case


@use_case("notify.read", permission=may_read, label=_("Read a message"))
def read(actor: Any, notification: Notification) -> Notification:
    """The first reading counts."""
    if notification.read_at is None:
        notification.read_at = clock.now()
        notification.save(update_fields=["read_at"])
    return notification


@use_case("notify.read_all", permission=may_read_all, label=_("Mark all messages as read"))
def read_all(actor: Any, person: Any) -> Any:
    visible(person).filter(read_at__isnull=True).update(read_at=clock.now())
    return person
