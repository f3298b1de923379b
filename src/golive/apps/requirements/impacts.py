"""What a change request does to the requirements it names, and who is told when it is approved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from golive.apps.control.impacts import Impact, consequence, impacts
from golive.apps.requirements import queries
from golive.apps.requirements.models import Requirement
from golive.apps.requirements.registers import REQUIREMENTS
from golive.foundation.notify.sending import send
from golive.foundation.words import words


def touched(change: Any) -> list[Requirement]:
    codes = change.ref_codes
    return list(queries.counting(change.project).filter(code__in=codes)) if codes else []


@impacts
def on_requirements(change: Any) -> Iterator[Impact]:
    """A signed text is an agreement: to change it is the sponsor's matter, however small the change."""
    rows = touched(change)
    for row in rows:
        facts = {"code": row.code, "title": row.title}
        url = REQUIREMENTS.address(row)
        if row.status == "signed":
            text = words("%(code)s “%(title)s” is signed: a new version is written, answered and signed again", **facts)
            yield Impact(text, url, heavy=True)
        else:
            yield Impact(words("%(code)s “%(title)s” is rewritten; it is not signed yet", **facts), url)
    for code in sorted(set(change.ref_codes) - {row.code for row in rows}):
        yield Impact(words("There is no requirement %(code)s in this project", code=code))


@consequence
def authors_are_told(actor: Any, change: Any) -> None:
    for row in touched(change):
        if row.author_id != actor.pk:
            text = words(
                "The change %(change)s is approved: write the new version of %(code)s",
                change=str(change),
                code=row.code,
            )
            send(row.author, kind="control.change", text=text, url=REQUIREMENTS.address(row), project=change.project)
