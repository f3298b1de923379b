"""What proves that nobody is overbooked (M6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from golive.apps.plan import engine_io, loads
from golive.apps.plan.models import Baseline, LoadCheck, Task
from golive.foundation import clock
from golive.foundation.duties.registry import Evidence, Fact, Missing, evidence, words


@evidence("M6")
def nobody_is_overbooked(project: Any) -> Evidence:
    """资源分配: in every week a recorded look (or a decided levelling) after which the next four weeks ask of nobody more
    than he gives. What is too much now, and which task lacks a skill, is named."""
    zone, url = ZoneInfo(project.timezone), reverse("plan:people", kwargs={"project": project.code})
    first = Baseline.objects.filter(project=project, state=Baseline.State.APPROVED).order_by("decided_at").first()
    if first is None or first.decided_at is None:
        return Evidence(missing=[Missing(words("An approved baseline whose load could be looked at"), url=url)])
    facts = []
    for look in LoadCheck.objects.filter(project=project).order_by("at"):
        if not look.over:
            text = words("Nobody overbooked up to %(day)s", day=look.until.isoformat())
            facts.append(Fact(look.at, look.by_id, text, url, period=_week(look.at.astimezone(zone).date())))
    missing = [*_too_much(project, url), *_lacking(project)]
    return Evidence(facts=facts, missing=missing, since=_monday(first.decided_at, zone))


def _week(day: date) -> str:
    year, number, _day = day.isocalendar()
    return f"{year}-W{number:02}"


def _monday(moment: datetime, zone: ZoneInfo) -> datetime:
    day = moment.astimezone(zone).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time.min, zone).astimezone(UTC)


def _too_much(project: Any, url: str) -> list[Missing]:
    found = engine_io.compute(project)
    today = engine_io.local_day(clock.now(), found.calendar)
    return [
        Missing(
            words(
                "Relief of %(person)s in %(week)s: booked %(share)s%%, %(hours)s hours beyond what he has",
                person=o.name,
                week=o.week,
                share=o.percent,
                hours=f"{o.minutes / 60:.1f}",
            ),
            url=f"{url}?person={o.person}&begin={o.monday.isoformat()}",
            period=_week(today),
        )
        for o in loads.overbooked(found, today, today + loads.AHEAD)
    ]


def _lacking(project: Any) -> list[Missing]:
    week = _week(clock.now().astimezone(ZoneInfo(project.timezone)).date())
    return [
        Missing(
            words("Somebody with %(skill)s on %(task)s", skill=task.skill.name, task=str(task)),
            url=_page(project, task),
            period=week,
        )
        for task in loads.without_skill(project)
        if task.skill is not None
    ]


def _page(project: Any, task: Task) -> str:
    return reverse("plan:tasks-detail", kwargs={"project": project.code, "pk": task.pk})
