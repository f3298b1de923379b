from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan.engine_io.risk import Simulated
from golive.apps.plan.models import DAY, RiskRun, Task
from golive.apps.plan.permissions import may_plan, may_report
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.queue import enqueue
from golive.foundation.use_cases import use_case


@use_case("plan.estimate_task", permission=may_report, label=_("Estimate at best and at worst"))
def estimate_task(
    actor: Any, task: Task, *, optimistic_days: Decimal | float | None, pessimistic_days: Decimal | float | None
) -> Task:
    """How long the task takes if all goes well (one case in ten) and if much goes wrong; both empty: nobody knows."""
    low, high = (None if d is None else round(Decimal(str(d)) * DAY) for d in (optimistic_days, pessimistic_days))
    if task.is_summary or task.milestone:
        raise Refused("estimate_no_work", _("Only a task with work can take longer or shorter."))
    if (low is None) != (high is None):
        raise Refused("estimate_incomplete", _("Give both estimates, or none."))
    if low is not None and high is not None and not 0 < low <= task.duration_minutes <= high:
        text = _("The planned %(days)s days lie between the estimate at best and the one at worst.")
        raise Refused("estimate_order", text, days=str(task.days))
    task.optimistic_minutes, task.pessimistic_minutes = low, high
    task.save(update_fields=["optimistic_minutes", "pessimistic_minutes"])
    return task


@use_case("plan.ask_simulation", permission=may_plan, label=_("Simulate the plan"))
def ask_simulation(actor: Any, project: Project) -> Job:
    """The simulation runs in the background; its page shows how far it is."""
    if not Task.objects.filter(project=project, is_summary=False).exists():
        raise Refused("plan_empty", _("There is no plan to simulate yet. Make it from the method, or add tasks."))
    return enqueue(actor, "plan.simulate", project)


@use_case("plan.keep_simulation", permission=may_plan, label=_("Keep a simulation of the plan"), secret=("found",))
def keep_simulation(actor: Any, project: Project, *, found: Simulated, iterations: int, seed: int) -> RiskRun:
    """What came of so many runs through the plan as it stood."""
    return RiskRun.objects.create(
        project=project, made_by=actor, made_at=clock.now(), seed=seed, iterations=iterations, **asdict(found)
    )
