"""The project manager issues the responsibility matrix; its members acknowledge it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.engines.evidence.canonical import content_hash
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.duties.holding.assignments import ensure_assignments
from golive.foundation.duties.lines import address
from golive.foundation.duties.matrix import issued
from golive.foundation.duties.models import Acknowledgement, MatrixIssue
from golive.foundation.duties.permissions import may_acknowledge, may_issue
from golive.foundation.errors import Refused
from golive.foundation.notify.sending import send_all
from golive.foundation.use_cases import use_case
from golive.foundation.words import words


@use_case("duties.issue_matrix", permission=may_issue, label=_("Issue the responsibility matrix"))
def issue_matrix(actor: Any, project: Project, *, note: str = "") -> MatrixIssue:
    """Freeze who has which letter now as the next version, and tell the members to read it. Issued again without a
    change, it confirms the matrix for the phase that has begun since. Whoever issues it has read it."""
    now = clock.now()
    ensure_assignments(project)
    picture, seats = issued.present(project)
    if not any(seat.people() for seat in seats):
        raise Refused("nobody_named", _("Nobody is accountable for anything yet. Give people their place first."))
    content = issued.snapshot(picture, seats)
    last = MatrixIssue.objects.filter(project=project).order_by("-number").first()
    if last and last.at.date() == now.date() and last.content == content:
        raise Refused(
            "issued_already",
            _("Version %(n)s of today says exactly this. Nothing was issued."),
            n=last.number,
        )
    made = MatrixIssue.objects.create(
        project=project,
        number=last.number + 1 if last else 1,
        content=content,
        content_hash=content_hash(content),
        note=note.strip(),
        by=actor,
        at=now,
    )
    if actor.pk in picture.by_person:
        Acknowledgement.objects.create(issue=made, person=actor, at=now)
    _tell(actor, made, sorted(picture.by_person))
    return made


@use_case("duties.acknowledge_matrix", permission=may_acknowledge, label=_("Acknowledge the responsibility matrix"))
def acknowledge_matrix(actor: Any, issue: MatrixIssue) -> Acknowledgement:
    """Say that one has read it; once for each version, and only for the last one."""
    later = MatrixIssue.objects.filter(project=issue.project, number__gt=issue.number).order_by("-number").first()
    if later:
        raise Refused(
            "version_over",
            _("Version %(n)s has been issued since. Read and acknowledge that one; nothing was recorded."),
            n=later.number,
        )
    if issued.acknowledged_by(actor, issue):
        raise Refused("acknowledged_already", _("You have acknowledged version %(n)s already."), n=issue.number)
    return Acknowledgement.objects.create(issue=issue, person=actor, at=clock.now())


def _tell(actor: Any, issue: MatrixIssue, members: list[int]) -> None:
    text = words(
        "%(who)s has issued version %(n)s of the responsibility matrix. Read it and acknowledge it.",
        who=str(actor),
        n=issue.number,
    )
    once = f"matrix:{issue.project_id}:{issue.number}"
    messages = [{"person_id": pk, "text": text, "once": once} for pk in members if pk != actor.pk]
    url = address("duties:matrix", issue.project)
    send_all(messages, kind="duties.matrix_issued", url=url, project=issue.project)
