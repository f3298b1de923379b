"""Writes of the registers themselves; what an app's records go through are the app's own use cases."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.audit.services import subject_key
from golive.foundation.errors import Refused
from golive.foundation.notify.sending import send
from golive.foundation.registers import permissions
from golive.foundation.registers.definition import REGISTERS
from golive.foundation.registers.import_ import Plan
from golive.foundation.registers.models import Comment, SavedView, Upload
from golive.foundation.registers.threads import address_of, project_of
from golive.foundation.use_cases import REGISTRY, use_case
from golive.foundation.words import words

MOST_VIEWS = 20
SHORT = 80  # of a comment in a message


@use_case("registers.comment", permission=permissions.may_comment, label=_("Comment"))
def comment(actor: Any, record: Any, *, text: str) -> Comment:
    """Say something about a record; @name calls a member of the project."""
    text = text.strip()
    if not text:
        raise Refused("comment_empty", _("The comment is empty. Write something, then send it."))
    project = project_of(record)
    made = Comment.objects.create(project=project, subject=subject_key(record), author=actor, text=text, at=clock.now())
    if "@" in text:
        called = [p for p in _called(text, access.people_as(project, *Party)) if permissions.may_comment(p, record)]
        made.mentions.set(called)
        _tell(made, [p for p in called if p != actor], address_of(record))
    return made


def _tell(made: Comment, people: list[Any], url: str) -> None:
    """Who was called finds it in his inbox."""
    text = made.text if len(made.text) <= SHORT else made.text[:SHORT] + "…"
    for person in people:
        told = words("%(who)s mentions you: %(text)s", who=str(made.author), text=text)
        send(person, kind="registers.mention", text=told, url=url, project=made.project)


def _called(text: str, people: list[Any]) -> list[Any]:
    """The people named after an @. Long names first: @王伟民 does not call 王伟."""
    called = []
    for name in sorted({str(p) for p in people}, key=len, reverse=True):
        if f"@{name}" in text:
            called += [p for p in people if str(p) == name]
            text = text.replace(f"@{name}", " ")
    return called


@use_case("registers.save_view", permission=permissions.may_save_view, label=_("Keep a view of a list"))
def save_view(actor: Any, project: Any, *, register: str, name: str, query: str) -> SavedView:
    """Keep the query string under a name; the same name is replaced."""
    name = name.strip()[:40]
    if register not in REGISTERS or not name:
        raise Refused("view_needs_name", _("The view was not kept: give it a name."))
    if len(query) > 1500:
        raise Refused("view_too_long", _("The view was not kept: its conditions are too long. Use fewer conditions."))
    mine = SavedView.objects.filter(project=project, person=actor, register=register)
    if mine.exclude(name=name).count() >= MOST_VIEWS:
        raise Refused("views_full", _("The view was not kept: remove one of your views of this list first."))
    view, _made = SavedView.objects.update_or_create(
        project=project, person=actor, register=register, name=name, defaults={"query": query}
    )
    return view


@use_case("registers.drop_view", permission=permissions.may_drop_view, label=_("Remove a view of a list"))
def drop_view(actor: Any, view: SavedView) -> Any:
    project = view.project
    view.delete()
    return project


@use_case("registers.upload", permission=permissions.may_upload, label=_("Upload a list"), secret=("content",))
def upload(actor: Any, project: Any, *, register: str, file_name: str, content: bytes) -> Upload:
    """Keep a workbook for its preview. Nothing of it is in the register yet."""
    Upload.objects.filter(project=project, person=actor, register=register).delete()
    return Upload.objects.create(
        project=project, person=actor, register=register, file_name=file_name[:200], content=content, at=clock.now()
    )


@use_case("registers.import_rows", permission=permissions.may_import, label=_("Import a list"))
def import_rows(actor: Any, upload: Upload) -> Any:
    """Make and change the records of the workbook, each by the register's own use case; all rows or none."""
    register, project = REGISTERS[upload.register], upload.project
    plan = Plan.of(register, actor, project, bytes(upload.content))
    if plan.faults:
        raise Refused(
            "import_faulty",
            _("Nothing was imported: %(n)s cells are faulty. Correct them in the workbook and upload it again."),
            n=len(plan.faults),
        )
    for row in plan.rows:
        try:
            if row.state == "new":
                REGISTRY[register.create].run(actor, project, **row.values)
            elif row.state == "changed":
                REGISTRY[register.edit].run(actor, row.record, **row.values)
        except Refused as refusal:
            words = _("Row %(row)s: %(reason)s Nothing was imported.")
            raise Refused(refusal.code, words, row=row.number, reason=refusal.message) from refusal
    upload.delete()
    return project
