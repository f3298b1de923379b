from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan.engine_io.risk import Simulated
from golive.apps.plan.models import RiskRun, Task
from golive.apps.plan.permissions import may_plan
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.queue import enqueue
from golive.foundation.use_cases import use_case


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
