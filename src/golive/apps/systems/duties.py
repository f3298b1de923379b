"""What proves that systems are installed and that their backups can be restored."""

from __future__ import annotations

from dataclasses import replace

from golive.apps.systems import pace, queries
from golive.apps.systems.models import Backup, Drill, Environment, MonthOfPace, Operation
from golive.foundation import clock
from golive.foundation.duties.registry import Evidence, Fact, Missing, calendar_of, evidence, words
from golive.foundation.words import Words


@evidence("I2")
def environments_are_green(project) -> Evidence:
    """系统实施: every planned environment is installed and its newest checks are green."""
    facts, missing = [], []
    for environment in Environment.objects.filter(project=project).select_related("project"):
        url = environment.get_absolute_url()
        checks = queries.newest_checks(environment)
        if environment.installed_at and checks and all(c.ok for c in checks):
            text = words("%(name)s: %(n)s checks green", name=environment.name, n=len(checks))
            facts.append(Fact(environment.installed_at, None, text, url))
        elif not environment.installed_at:
            missing.append(Missing(words("Installation of %(name)s", name=environment.name), url=url))
        else:
            bad = [Words.from_json(c.detail) for c in checks if not c.ok]
            text = words("%(name)s: %(what)s", name=environment.name, what=bad[0] if bad else words("not checked yet"))
            missing.append(Missing(text, url=url))
    if not facts and not missing:
        missing.append(Missing(words("An environment of the ERP")))
    return Evidence(facts=facts, missing=missing)


def _backups(project) -> Evidence:
    """Backups of every day, and drills that prove them."""
    facts = []
    for backup in Backup.objects.filter(project=project).select_related("environment__project"):
        text = words("Backup of %(name)s", name=backup.environment.name)
        facts.append(Fact(backup.taken_at, backup.by_id, text, backup.environment.get_absolute_url()))
    for drill in Drill.objects.filter(project=project, ok=True).select_related("backup__environment__project"):
        quarter = drill.at.astimezone(calendar_of(project).zone)
        period = f"{quarter.year}-Q{(quarter.month + 2) // 3}"
        text = words("Restore drill of %(name)s", name=drill.backup.environment.name)
        facts.append(Fact(drill.at, drill.by_id, text, drill.backup.environment.get_absolute_url(), period=period))
    installed = Environment.objects.filter(project=project, installed_at__isnull=False).order_by("installed_at").first()
    missing = []
    last = Drill.objects.filter(project=project).select_related("backup__environment__project").first()
    if last is None:
        missing.append(Missing(words("A restore drill")))
    elif not last.ok:
        text = words("The last drill failed: %(why)s", why=last.detail)
        missing.append(Missing(text, url=last.backup.environment.get_absolute_url()))
    since = installed.installed_at if installed else clock.now()
    return Evidence(facts=facts, missing=missing, since=since)


@evidence("I10")
def backups_are_restorable(project) -> Evidence:
    """数据备份: a backup each day; the newest drill was good."""
    return _backups(project)


@evidence("A4")
def backups_go_on(project) -> Evidence:
    """后期数据备份: the same after go-live. A drill proves that a backup is good; it is not the backup of its day."""
    found = _backups(project)
    return replace(found, facts=[f for f in found.facts if not f.period])


@evidence("A2")
def response_times_are_watched(project) -> Evidence:
    """性能优化: each month somebody concludes from the ERP's response times; a slow spot needs something done about it."""
    productive = Environment.objects.filter(
        project=project, kind=Environment.Kind.PRODUCTION, installed_at__isnull=False
    ).select_related("project")
    facts, missing = [], []
    rows = MonthOfPace.objects.filter(environment__in=productive).select_related("environment__project")
    for row in rows:
        label = words("Response times of %(name)s concluded: %(text)s", name=row.environment.name, text=row.conclusion)
        facts.append(Fact(row.at, row.by_id, label, row.environment.get_absolute_url(), period=row.month))
    for environment in productive:
        month, found = pace.two_months(environment)
        url = environment.get_absolute_url()
        for spot in pace.unanswered(environment, month, found):
            text = words(
                "Something done about “%(what)s”: %(ms)s ms",
                what=Words.of(Operation(spot.operation).label),
                ms=round(spot.p90),
            )
            missing.append(Missing(text, url=url, period=month))
        if not any(row.environment_id == environment.pk and row.month == month for row in rows):
            missing.append(
                Missing(
                    words("A conclusion from the response times of %(name)s", name=environment.name),
                    url=url,
                    period=month,
                )
            )
    since = min((e.installed_at for e in productive), default=None)
    return Evidence(facts=facts, missing=missing, since=since)
