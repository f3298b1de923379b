"""A message is read by the person it was sent to and by nobody else."""

from __future__ import annotations

from typing import Any

from golive.foundation.notify.models import Notification


def may_read(actor: Any, notification: Notification) -> bool:
    return bool(actor.is_authenticated and actor.pk == notification.person_id)


def may_read_all(actor: Any, person: Any) -> bool:
    return bool(actor.is_authenticated and actor.pk == person.pk)
