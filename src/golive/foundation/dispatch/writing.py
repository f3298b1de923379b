"""A row as what is sent: in the receiver's language, and only what he may still see."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from golive.connectors.notify import Letter, Message
from golive.foundation.accounts import access
from golive.foundation.dispatch.models import Dispatch
from golive.foundation.dispatch.registry import BODIES, PAPERS, Withheld
from golive.foundation.notify.queries import visible as visible_notices
from golive.foundation.words import Words

TAGS = {"zh-hans": "zh-CN"}


def message(row: Dispatch) -> Message:
    """For a robot, in the language of its project."""
    with override(row.robot.project.language):
        title = f"{row.robot.project}：{row}" if row.project_id else str(row)
        more = _("and %(n)s more lines behind the link")
        return Message(title, tuple(_lines(row)), _link(row), _("Open:"), more)


def letter(row: Dispatch) -> Letter:
    """For a person. Raises Withheld."""
    person = row.person
    if not person.is_active:
        raise Withheld(GONE)
    _still_his(row)
    with override(person.language):
        lines = _lines(row)
        enclosures = (PAPERS[row.paper["make"]](person, row.paper["pk"]),) if row.paper else ()
        title = f"[GoLive] {row.project}：{row}" if row.project_id else f"[GoLive] {row}"
        text = "\n".join([str(row), *(["", *lines] if lines else []), "", *_foot(row)])
        tag = TAGS.get(person.language, person.language)
        return Letter(person.email, title[:200], text, f"golive.{row.pk}", tag, enclosures)


def _still_his(row: Dispatch) -> None:
    """Whoever left the project in the meantime gets nothing of it any more."""
    person = row.person
    if row.notice_id and not visible_notices(person).filter(pk=row.notice_id).exists():
        raise Withheld(LEFT)
    if row.project_id and not row.notice_id and not access.is_member(person, row.project):
        raise Withheld(LEFT)


def _lines(row: Dispatch) -> list[str]:
    if row.notice is not None and row.notice.kind in BODIES:
        return BODIES[row.notice.kind](row.notice)
    return [Words.from_json(line).render() for line in row.lines]


def _link(row: Dispatch) -> str:
    return settings.BASE_URL + row.url if row.url else ""


def _foot(row: Dispatch) -> list[str]:
    where: dict[str, Any] = {"url": settings.BASE_URL + "/inbox/mail/"}
    opened = [_("Open: %(url)s") % {"url": _link(row)}, ""] if row.url else []
    return [*opened, "--", _("Sent by GoLive. What comes to you by mail you choose here: %(url)s") % where]


GONE = gettext_lazy("This person has no account any more. Nothing was sent.")
LEFT = gettext_lazy("This person may not see it any more. Nothing was sent.")
