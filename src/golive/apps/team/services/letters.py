"""Letters of responsibility: made from the matrix as it stands, issued, acknowledged."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from golive.apps.team.models import Letter
from golive.apps.team.permissions import may_acknowledge, may_staff
from golive.apps.team.queries import READ
from golive.apps.team.responsibilities import duties_of, places_of
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.errors import Refused
from golive.foundation.notify.sending import send
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import use_case
from golive.foundation.words import words


@use_case("team.issue_letter", permission=may_staff, label=_("Issue a letter of responsibility"))
def issue_letter(actor: Any, project: Project, *, person: Any) -> Letter:
    """What he holds now. The same as his last letter says is not issued twice."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two writers must not take one number
    found = _issue(actor, project, person)
    if found is None:
        raise Refused("letter_stands", _("%(person)s has a letter that says exactly this."), person=str(person))
    return found


@use_case("team.issue_letters", permission=may_staff, label=_("Issue the letters of responsibility"))
def issue_letters(actor: Any, project: Project) -> Project:
    """To everybody who has a place in the project and no letter that says what he holds today."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    for person in access.people_as(project, *Party):
        _issue(actor, project, person)
    return project


def _issue(actor: Any, project: Project, person: Any) -> Letter | None:
    places, duties = places_of(project, person), duties_of(project, person)
    if not places:
        raise Refused("person_elsewhere", _("%(person)s has no place in this project."), person=str(person))
    last = Letter.objects.filter(project=project, person=person).order_by("-number").first()
    if last is not None and (last.places, last.duties) == (places, duties):
        return None
    number = (Letter.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0) + 1
    letter = Letter.objects.create(
        project=project,
        person=person,
        number=number,
        places=places,
        duties=duties,
        issued_by=actor,
        issued_at=clock.now(),
    )
    if person.pk != actor.pk:
        send(
            person,
            kind="team.letter",
            text=words("Your letter of responsibility is there: read and acknowledge it"),
            url=letter.get_absolute_url(),
            project=project,
        )
    return letter


@use_case("team.acknowledge_letter", permission=may_acknowledge, label=_("Acknowledge a letter of responsibility"))
def acknowledge_letter(actor: Any, letter: Letter) -> Letter:
    signatures.sign(actor, letter, meaning=READ)
    return letter
