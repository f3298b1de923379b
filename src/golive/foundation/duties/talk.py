"""What people say about a duty and about one obligation. It is read by whoever may see what proves the duty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from golive.foundation import use_cases
from golive.foundation.accounts import access
from golive.foundation.audit.services import subject_key
from golive.foundation.duties import queries
from golive.foundation.duties.explain import period_name
from golive.foundation.duties.lines import address
from golive.foundation.duties.models import Assignment, Obligation
from golive.foundation.duties.permissions import in_sight
from golive.foundation.duties.registry import department
from golive.foundation.registers.forms import CommentForm
from golive.foundation.registers.queries import comments_on
from golive.foundation.registers.threads import talk_about


def talked_assignments(actor: Any) -> QuerySet[Assignment]:
    mine = Q(accountable=actor.pk, project__in=access.projects_of(actor))
    return queries.visible_assignments(actor).filter(in_sight(actor) | mine)


def talked_obligations(actor: Any) -> QuerySet[Obligation]:
    mine = (Q(person=actor.pk) | Q(acting=actor.pk)) & Q(project__in=access.projects_of(actor))
    return queries.visible(actor).filter(in_sight(actor) | mine)


def declare() -> None:
    talk_about(
        Assignment,
        visible=talked_assignments,
        address=lambda a: address("duties:duty", a.project, duty=a.duty_id),
    )
    talk_about(
        Obligation,
        visible=talked_obligations,
        address=lambda o: address("duties:obligation", o.project, pk=o.pk),
    )


def about_duty(
    actor: Any, project: Any, assignments: Sequence[Assignment], rows: Sequence[Obligation], places: dict[str, str]
) -> dict[str, Any]:
    """For `components/comments.html`: what was said of the duty at each place and of its obligations. What is said here
    is about the duty at the reader's own place."""
    own = subject_of(actor, project, assignments)
    if own is None or not use_cases.may("registers.comment", actor, own):
        return {"comments": None}
    about = {subject_key(a): places.get(a.place, "") for a in assignments}
    about |= {subject_key(o): " · ".join(filter(None, [places.get(o.place, ""), period_name(o)])) for o in rows}
    url = address("duties:duty-comment", project, duty=own.duty_id)
    return _thread([*assignments, *rows], about, url)


def subject_of(actor: Any, project: Any, assignments: Sequence[Assignment]) -> Assignment | None:
    """The assignment a comment on the duty's page is about: that of the reader's department, else the first."""
    here = {department(pk) for pk in access.departments(actor, project)}
    return next((a for a in assignments if a.place in here), next(iter(assignments), None))


def about_obligation(actor: Any, row: Obligation) -> dict[str, Any]:
    if not use_cases.may("registers.comment", actor, row):
        return {"comments": None}
    return _thread([row], {}, address("duties:obligation-comment", row.project, pk=row.pk))


def _thread(records: Sequence[Any], about: dict[str, str], url: str) -> dict[str, Any]:
    said = [
        {
            "who": str(c.author),
            "party": " · ".join(filter(None, [str(c.author.organisation or ""), about.get(c.subject, "")])),
            "when": c.at,
            "text": c.text,
        }
        for c in comments_on(*records)
    ]
    return {"comments": said, "comment_form": CommentForm(), "comment_url": url}
