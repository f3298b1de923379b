"""A message that did not get through is never silent: who can do something about it finds it in his inbox, once a day."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, User
from golive.foundation.dispatch.models import Dispatch
from golive.foundation.notify.models import Notification
from golive.foundation.notify.sending import send
from golive.foundation.words import Words, words

KIND = "dispatch.failed"


def tell(row: Dispatch, code: str, said: Words) -> None:
    facts: dict[str, Any] = {"what": Words.from_json(row.title), "why": said}
    if row.robot is not None:
        url = reverse("dispatch:robots-detail", kwargs={"project": row.robot.project.code, "pk": row.robot_id})
        text = words("The robot “%(robot)s” did not pass on “%(what)s”: %(why)s", robot=str(row.robot), **facts)
        for person in access.people_as(row.robot.project, Party.PM):
            _say(person, text, url, row.robot.project, f"robot:{row.robot_id}:{code}")
        return
    person = str(row.person)
    if row.by_id and row.by is not None and row.by.is_active:  # who asked for it knows what it was about
        text = words("A mail to %(person)s was not delivered, “%(what)s”: %(why)s", person=person, **facts)
        _say(row.by, text, row.url, row.project, f"mail:{row.person_id}:{code}")
    elif row.person is not None:
        _say(row.person, words("A mail to you was not delivered: %(why)s", why=said), row.url, None, f"mail:{code}")
    # Nobody else mends a server or an address; what the mail was about is not theirs to know.
    text = words("A mail to %(person)s was not delivered: %(why)s", person=person, why=said)
    for administrator in User.objects.filter(is_superuser=True, is_active=True).exclude(pk=row.by_id or 0):
        _say(administrator, text, reverse("dispatch:mail_server"), None, f"mail:{row.person_id}:{code}:server")


def _say(person: Any, text: Words, url: str, project: Any, key: str) -> None:
    day = clock.today(getattr(project, "timezone", None))
    send(person, kind=KIND, text=text, url=url, project=project, level=Notification.Level.BAD, once=f"{key}:{day}")
