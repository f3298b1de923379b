"""Reads of what goes out."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.audit.services import subject_key
from golive.foundation.dispatch.models import Dispatch, MailChoice, MailServer, Robot
from golive.foundation.dispatch.permissions import may_administer

SHOWN = 30


def visible_robots(actor: Any) -> QuerySet[Robot]:
    """With how the last message ended."""
    rows = Robot.objects.filter(project__in=access.projects_as(actor, Party.PM, Party.SPONSOR))
    ended = Dispatch.objects.filter(robot=OuterRef("pk"), ended_at__isnull=False).order_by("-id")
    return rows.annotate(last_state=Subquery(ended.values("state")[:1]), last_at=Subquery(ended.values("ended_at")[:1]))


def visible(actor: Any) -> QuerySet[Dispatch]:
    """What robots were given, for who keeps them; mails of a project for its manager; each his own."""
    keeping = Q(project__in=access.projects_as(actor, Party.PM, Party.SPONSOR)) & ~Q(topic=NOTICE)
    return Dispatch.objects.filter(keeping | Q(person=actor.pk)).select_related("robot", "person", "by", "project")


def of_robot(actor: Any, robot: Robot) -> QuerySet[Dispatch]:
    return visible(actor).filter(robot=robot)[:SHOWN]


def about(subject: Any) -> QuerySet[Dispatch]:
    """Who got a record; for pages whose reader may see that record."""
    rows = Dispatch.objects.filter(about=subject_key(subject))
    return rows.select_related("robot", "person").order_by("id")


def mail_server() -> MailServer | None:
    return MailServer.objects.first()


def visible_servers(actor: Any) -> QuerySet[MailServer]:
    return MailServer.objects.select_related("set_by") if may_administer(actor) else MailServer.objects.none()


def wants_of(person: Any) -> str:
    row = MailChoice.objects.filter(person=person).first()
    return row.wants if row else MailChoice.Wants.NOTHING


NOTICE = "notify.notice"  # a message of somebody's inbox, sent to him by mail: his own business
