"""What of the duties leaves the product: digests by mail, word of escalations into the project's groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as N_

from golive.foundation.dispatch.registry import body, topic
from golive.foundation.duties.telling import digest_page, told
from golive.foundation.duties.telling.announcing import TOPIC

topic(TOPIC, gettext_lazy("Duties past their days of grace, when they are escalated"))
GROUPS = {"overdue": N_("Overdue"), "due": N_("Due today"), "soon": N_("Due soon")}
MOST = 40  # lines of a mail; the page behind it has them all


@body("duties.digest")
def digest_lines(notice: Any) -> list[str]:
    """What the page of the digest says, as its reader may see it now."""
    person, pk = notice.person, resolve(notice.url).kwargs["pk"]
    rows = digest_page.with_items(told.visible_digests(person), person).filter(pk=pk)
    lines = [line for digest in rows for line in _sections(digest_page.sections_of(person, digest))]
    left = len(lines) - MOST
    return lines if left <= 0 else [*lines[:MOST], _("and %(n)s more lines behind the link") % {"n": left}]


def _sections(sections: Iterable[digest_page.Section]) -> Iterator[str]:
    for section in sections:
        yield str(section.project)
        zone = ZoneInfo(section.project.timezone)
        for key, entries in section.groups.items():
            for entry in entries:
                due = f"{entry.row.due_at.astimezone(zone):%Y-%m-%d %H:%M}"
                period = f" · {entry.line.period}" if entry.line.period else ""
                yield f"– {_(GROUPS[key])}：{entry.line.title}{period}（{due}）"
        for laid in section.laid:
            yield "– " + _("Escalated to you: %(title)s") % {"title": laid.title}
