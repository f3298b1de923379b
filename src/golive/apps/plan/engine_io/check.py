"""The plan check: rows with their baseline and people into the engine, its points with the tasks behind them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from golive.apps.plan.engine_io.plan import calendar, links_of, local, plan_of
from golive.apps.plan.models import Task
from golive.engines import schedule as engine
from golive.engines.schedule.check import PlanCheck, Point, check_plan
from golive.engines.schedule.check_words import NAMES, advice
from golive.foundation import clock
from golive.foundation.accounts.models import Project


@dataclass(frozen=True)
class Judged:
    """One point: its name and advice as pairs of languages, and what breaks it in the order of the plan."""

    point: Point
    name: Mapping[str, str]
    advice: Mapping[str, str]
    tasks: list[Task]


def check(project: Project) -> tuple[PlanCheck, list[Judged]]:
    """At this moment, against the approved baseline. Errors: Refused where the plan cannot be computed."""
    rows = list(Task.objects.filter(project=project).select_related("owner").order_by("position", "id"))
    days = calendar(project)
    by_id = {t.pk: t for t in rows}
    plan = plan_of(project, rows, links_of(project), days)
    agreed = {
        t.pk: (engine.Baseline(0, local(t.baseline_start, days), local(t.baseline_finish, days)),)
        for t in rows
        if t.baseline_finish and not t.is_summary
    }
    plan = replace(plan, tasks=tuple(replace(t, baselines=agreed.get(t.uid, ())) for t in plan.tasks))
    now = local(clock.now(), days)
    found = check_plan(replace(plan, data_date=now if plan.data_date else None), now)  # rest of today lies ahead
    return found, [Judged(p, NAMES[p.code], advice(p), [by_id[uid] for uid in p.tasks]) for p in found.points]
