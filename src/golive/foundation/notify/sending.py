"""Tell a person something. Called from use cases, duties and jobs; the row is the message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from golive.foundation import clock
from golive.foundation.notify.models import Notification
from golive.foundation.words import Words

# Called with the new notifications in their transaction: a channel writes rows of its own, so that both are there or
# neither, and sends nothing here. The inbox needs none of them.
CHANNELS: list[Callable[[Sequence[Notification]], None]] = []


def send(
    person: Any,
    *,
    kind: str,
    text: Any,
    url: str = "",
    project: Any = None,
    level: str = Notification.Level.INFO,
    once: str = "",
) -> Notification:
    """Put a message into the person's inbox.

    `text`: Words (or a lazy translation), rendered in the reader's language. `url`: a path of this site.
    With `once`, a second message with the same key to the same person is not made; the first is returned.
    """
    if url and (not url.startswith("/") or url.startswith("//")):
        raise ValueError(f"a message leads to a page of this site, not to {url}")
    values = {
        "project": project,
        "kind": kind,
        "text": Words.of(text).to_json(),
        "url": url,
        "level": level,
        "at": clock.now(),
    }
    with transaction.atomic():
        if once:
            notification, made = Notification.objects.get_or_create(person=person, once=once, defaults=values)
        else:
            notification, made = Notification.objects.create(person=person, **values), True
        if made:
            _pass_on([notification])
    return notification


def send_all(
    messages: list[dict[str, Any]], *, kind: str, url: str = "", project: Any = None, level: str = "info"
) -> list[Notification]:
    """Many at once, with two statements: [{"person_id", "text", "once"}]. What `once` says was sent is left out."""
    keys = {(m["person_id"], m["once"]) for m in messages}
    known = Notification.objects.filter(once__in={once for _person, once in keys}) if messages else []
    sent = {(n.person_id, n.once) for n in known}
    shared = {"kind": kind, "url": url, "project": project, "level": level, "at": clock.now()}
    made = [
        Notification(person_id=m["person_id"], text=Words.of(m["text"]).to_json(), once=m["once"], **shared)
        for m in messages
        if (m["person_id"], m["once"]) not in sent
    ]
    with transaction.atomic():
        Notification.objects.bulk_create(made)
        _pass_on(made)
    return made


def _pass_on(made: Sequence[Notification]) -> None:
    for channel in CHANNELS if made else ():
        channel(made)
