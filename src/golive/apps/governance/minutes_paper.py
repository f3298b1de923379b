"""会议纪要: minutes on paper, of what was issued; before that a draft of what stands there now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from golive.apps.governance.minutes import content_of, readable
from golive.apps.governance.models import Kind, Meeting
from golive.foundation.documents.content import (
    Block,
    Bullets,
    Document,
    Heading,
    Note,
    Paragraph,
    Table,
    Version,
)
from golive.foundation.words import Words


def minutes_document(meeting: Meeting, language: str, *, inside: bool) -> Document:
    with override(language):
        said = readable(meeting.issued or content_of(meeting), inside=inside)
        return Document(
            title=_("Minutes"),
            subtitle=said["title"],
            project=meeting.project.name,
            number=f"{meeting.project.code.upper()}-{meeting.code}",
            version=str(meeting.issue or ""),
            meta=tuple(_meta(meeting, said)),
            versions=_versions(meeting),
            sections=tuple(_blocks(meeting, said)),
            evidence_code=meeting.issued_hash,
            url=settings.BASE_URL + meeting.get_absolute_url(),
            language=language,
            cover=False,
            numbered=True,
        )


def _meta(meeting: Meeting, said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    comma = "、" if (get_language() or "").startswith("zh") else ", "
    yield _("Kind"), str(Kind(said["kind"]).label)
    yield _("Time"), f"{_moment(meeting, datetime.fromisoformat(said['starts_at']))} · {said['minutes']} min"
    yield _("Place"), said["place"] or "—"
    yield _("Chair"), said["chair"]
    yield _("Minutes by"), said["writer"]
    yield _("Present"), comma.join(said["came"]) or "—"
    yield _("Absent"), comma.join(said["absent"]) or "—"


def _versions(meeting: Meeting) -> tuple[Version, ...]:
    if not meeting.issued_at:
        return ()
    day = _moment(meeting, meeting.issued_at)
    return (Version(str(meeting.issue), day, str(meeting.issued_by), _("Issued")),)


def _blocks(meeting: Meeting, said: dict[str, Any]) -> Iterator[Block]:
    if not meeting.issued:
        yield Note(_("Draft: not issued yet."), "warn")
    if said["extract"]:
        yield Note(_("Extract: points that concern the client only are left out."), "info")
    if said["summary"]:
        yield Heading(_("Summary"), 2)
        yield Paragraph(said["summary"])
    yield Heading(_("Agenda and what was said"), 2)
    yield Bullets(tuple(_point(i) for i in said["agenda"]), numbered=True)
    yield Heading(_("Decisions"), 2)
    rows = tuple((d["code"], d["question"], d["agreed"], d["decider"]) for d in said["decisions"])
    columns = (_("No."), _("Question"), _("What was agreed"), _("Who decides"))
    yield Table(columns, rows, "llll", (0.8, 3, 3, 1.2), empty=_("Nothing was decided."))
    yield Heading(_("Action items"), 2)
    rows = tuple((a["code"], a["title"], a["owner"], a["due_on"]) for a in said["actions"])
    columns = (_("No."), _("Action item"), _("Owner"), _("Due"))
    yield Table(columns, rows, "llll", (0.8, 4, 1.2, 1.2), empty=_("Nobody has anything to do out of this meeting."))
    if meeting.issued:
        yield Heading(_("Confirmation"), 2)
        answers = tuple(
            (str(g.person), str(g.get_answer_display()), _moment(meeting, g.answered_at), g.objection or "—")
            for g in meeting.guests.select_related("person")
            if g.came
        )
        yield Table((_("Present"), _("Answer"), _("Time"), _("Objection")), answers, "llll", (1.2, 1.4, 1.6, 3))


def _point(item: dict[str, Any]) -> str:
    label = str(Words.from_json(item["label"]))
    return f"{label}\n{item['said']}" if item["said"] else label


def _moment(meeting: Meeting, at: datetime | None) -> str:
    return f"{at.astimezone(ZoneInfo(meeting.project.timezone)):%Y-%m-%d %H:%M}" if at else "—"
