"""Periodic jobs: rows that say when each is due; whoever moves a row forward starts its job."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from croniter import croniter
from django.conf import settings
from django.db import transaction

from golive.foundation import clock
from golive.foundation.accounts.queries import system_actor
from golive.foundation.jobs.models import Job, Schedule
from golive.foundation.jobs.queue import enqueue
from golive.foundation.jobs.registry import PERIODIC


def next_after(cron: str, moment: datetime) -> datetime:
    """The first moment after `moment` that `cron` names on the clock of the installation; in UTC."""
    local = moment.astimezone(ZoneInfo(settings.TIME_ZONE))
    due: datetime = croniter(cron, local).get_next(datetime)
    return due.astimezone(UTC)


def sync() -> None:
    """Bring the rows in line with what the code declares; whether one is switched off is kept."""
    known = {s.kind: s for s in Schedule.objects.all()}
    for kind, cron in PERIODIC.items():
        row = known.get(kind)
        if row is None:
            Schedule.objects.get_or_create(kind=kind, defaults={"cron": cron, "next_at": next_after(cron, clock.now())})
        elif row.cron != cron:
            Schedule.objects.filter(pk=row.pk).update(cron=cron, next_at=next_after(cron, clock.now()))
    Schedule.objects.exclude(kind__in=PERIODIC).delete()


def tick() -> list[Job]:
    """Start what is due. Runs that were missed while nothing was running are made up for once, not one by one."""
    started = []
    now = clock.now()
    for row in Schedule.objects.filter(enabled=True, next_at__lte=now, kind__in=PERIODIC):
        with transaction.atomic():
            mine = Schedule.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=next_after(row.cron, now))
            if mine and not Job.objects.filter(kind=row.kind, state__in=Job.ACTIVE).exists():
                started.append(enqueue(system_actor(), row.kind))
    return started
