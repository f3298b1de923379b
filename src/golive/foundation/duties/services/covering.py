"""Somebody is away, and somebody stands in for him."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party, Project, User
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.lines import address
from golive.foundation.duties.models import Cover
from golive.foundation.duties.permissions import may_end_cover
from golive.foundation.errors import Refused
from golive.foundation.notify.sending import send
from golive.foundation.use_cases import use_case
from golive.foundation.words import words


@use_case("duties.cover", permission=access.is_member, label=_("Say who stands in"))
def cover(
    actor: Any,
    project: Project,
    *,
    person: User,
    stand_in: User,
    first_day: date,
    last_day: date,
    duty_ids: Sequence[str] = (),
    reason: str = "",
) -> Cover:
    """`person` is away from the first to the last day; `stand_in` does his duties (all, or those named). For oneself,
    or by the project manager or the sponsor."""
    if actor != person and not access.stands_for(actor, project, Party.PM, Party.SPONSOR):
        raise PermissionDenied("duties.cover")
    _check_people(project, person, stand_in)
    _check_days(project, first_day, last_day)
    if unknown := sorted(set(duty_ids) - set(DUTIES)):
        raise Refused("unknown_duty", _("There is no duty %(duty)s. Nothing was changed."), duty=unknown[0])
    same_time = Cover.objects.filter(project=project, ended_at=None, first_day__lte=last_day, last_day__gte=first_day)
    _check_chain(same_time, person, stand_in)
    _check_overlap(same_time.filter(person=person), duty_ids)
    made = Cover.objects.create(
        project=project,
        person=person,
        stand_in=stand_in,
        first_day=first_day,
        last_day=last_day,
        duty_ids=sorted(set(duty_ids), key=list(DUTIES).index),
        reason=reason.strip(),
        by=actor,
        at=clock.now(),
    )
    _tell(made, actor)
    return made


@use_case("duties.end_cover", permission=may_end_cover, label=_("End a cover: back again"))
def end_cover(actor: Any, cover: Cover) -> Cover:
    """The person is back early, or does not go at all. What the stand-in did until now stays his."""
    if cover.ended_at is not None or cover.last_day < clock.today(cover.project.timezone):
        raise Refused("cover_over", _("This cover is over already. Nothing was changed."))
    cover.ended_at = clock.now()
    cover.save(update_fields=["ended_at"])
    return cover


def _check_people(project: Project, person: User, stand_in: User) -> None:
    if person == stand_in:
        raise Refused("same_person", _("Nobody stands in for himself. Choose another person."))
    for somebody in (person, stand_in):
        if not access.is_member(somebody, project):
            raise Refused(
                "not_a_member",
                _("%(person)s has no place in this project, and can neither be away nor stand in. Nothing was saved."),
                person=str(somebody),
            )
    inside = access.stands_for(person, project, *INSIDE)
    if inside and not access.stands_for(stand_in, project, *INSIDE):
        raise Refused(
            "stand_in_outside",
            _("%(person)s is of the client's side, and only the client's own people can stand in. Nothing was saved."),
            person=str(person),
        )


def _check_days(project: Project, first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise Refused("days_turned", _("The last day lies before the first. Nothing was saved."))
    if first_day < clock.today(project.timezone):
        raise Refused(
            "begins_in_the_past",
            _("A cover begins today at the earliest: what was done before was done without it. Nothing was saved."),
        )


def _check_chain(same_time: QuerySet[Cover], person: User, stand_in: User) -> None:
    rows = list(same_time.filter(Q(person=stand_in) | Q(stand_in=person)).select_related("person", "stand_in"))
    for row in rows:
        days = {"first": f"{row.first_day:%m-%d}", "last": f"{row.last_day:%m-%d}"}
        if row.person_id == stand_in.pk:
            raise Refused(
                "stand_in_absent",
                _("%(person)s is away from %(first)s to %(last)s. Choose somebody who is there. Nothing was saved."),
                person=str(stand_in),
                **days,
            )
        raise Refused(
            "chain",
            _(
                "%(person)s stands in for %(other)s from %(first)s to %(last)s. Give %(other)s another stand-in first, "
                "then the absence can be saved."
            ),
            person=str(person),
            other=str(row.person),
            **days,
        )


def _check_overlap(own: QuerySet[Cover], duty_ids: Sequence[str]) -> None:
    for row in own.select_related("stand_in"):
        if not duty_ids or not row.duty_ids or set(duty_ids) & set(row.duty_ids):
            raise Refused(
                "covered_already",
                _(
                    "%(person)s stands in for these duties from %(first)s to %(last)s already. End that cover first, "
                    "or choose other days."
                ),
                person=str(row.stand_in),
                first=f"{row.first_day:%m-%d}",
                last=f"{row.last_day:%m-%d}",
            )


def _tell(cover: Cover, actor: Any) -> None:
    text = words(
        "You stand in for %(person)s from %(first)s to %(last)s.",
        person=str(cover.person),
        first=f"{cover.first_day:%m-%d}",
        last=f"{cover.last_day:%m-%d}",
    )
    for person in {cover.stand_in, cover.person} - {actor}:
        said = text
        if person == cover.person:
            said = words(
                "%(person)s stands in for you from %(first)s to %(last)s.",
                **{**text.params, "person": str(cover.stand_in)},
            )
        send(person, kind="duties.cover", text=said, url=address("duties:covers", cover.project), project=cover.project)
