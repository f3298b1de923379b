"""What follows from a finding, and what people said and showed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis.following import FOLLOW_UPS
from golive.apps.diagnosis.models import FieldNote, Finding
from golive.apps.diagnosis.permissions import may_follow_up, may_note
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.audit.services import subject_key
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("diagnosis.follow_up", permission=may_follow_up, label=_("Follow a finding up"))
def follow_up(actor: Any, finding: Finding, *, kind: str, answer: str, **values: Any) -> Finding:
    """The finding becomes a decision, a requirement or a task; who does it needs the right to make such a record."""
    finding = _open(finding)
    record = FOLLOW_UPS[kind].make(actor, finding, answer=answer, **values)
    finding.became = subject_key(record)
    return _answered(actor, finding, Finding.State.FOLLOWED, answer)


@use_case("diagnosis.set_aside", permission=may_follow_up, label=_("Set a finding aside"))
def set_aside(actor: Any, finding: Finding, *, reason: str) -> Finding:
    return _answered(actor, _open(finding), Finding.State.ASIDE, reason)


@use_case("diagnosis.reopen_finding", permission=may_follow_up, label=_("Take a finding up again"))
def reopen_finding(actor: Any, finding: Finding) -> Finding:
    if finding.state != Finding.State.ASIDE:
        raise Refused("not_set_aside", _("Only a finding that was set aside can be taken up again."))
    finding.state, finding.answered_by, finding.answered_at = Finding.State.OPEN, None, None
    finding.save(update_fields=["state", "answered_by", "answered_at"])
    return finding


def _open(finding: Finding) -> Finding:
    """Two people must not make two decisions of one finding."""
    row = Finding.objects.select_for_update(of=("self",)).select_related("log__project").get(pk=finding.pk)
    if row.state != Finding.State.OPEN:
        raise Refused(
            "finding_answered", _("This finding has been answered already. Nothing was changed; see its answer.")
        )
    return row


def _answered(actor: Any, finding: Finding, state: str, text: str) -> Finding:
    finding.state, finding.answer = state, text
    finding.answered_by, finding.answered_at = actor, clock.now()
    finding.save()
    return finding


@use_case("diagnosis.add_note", permission=may_note, label=_("Write down an interview or a visit"))
def add_note(actor: Any, project: Project, **values: Any) -> FieldNote:
    _same_project(project, values)
    return FieldNote.objects.create(project=project, author=actor, at=clock.now(), **values)


@use_case("diagnosis.edit_note", permission=may_note, label=_("Change a note"))
def edit_note(actor: Any, note: FieldNote, **values: Any) -> FieldNote:
    _same_project(note.project, values)
    for name, value in values.items():
        setattr(note, name, value)
    note.save()
    return note


def _same_project(project: Project, values: dict[str, Any]) -> None:
    for name in ("log", "finding"):
        linked = values.get(name)
        if linked is not None and linked.project != project:
            raise Refused("other_project", _("That record belongs to another project. Nothing was kept."))
