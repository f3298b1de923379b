from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from golive.apps.governance import services as governance
from golive.apps.governance.models import Decision
from golive.apps.plan import engine_io, queries
from golive.apps.plan.models import DAY, Baseline, BaselineTask, Task
from golive.apps.plan.permissions import may_plan
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

DAYS_TO_DECIDE = 3


@use_case("plan.ask_baseline", permission=may_plan, label=_("Ask for approval of the baseline"))
def ask_baseline(actor: Any, project: Project, *, name: str = "", deadline: datetime | None = None) -> Baseline:
    """Freeze the dates as they stand and put them to the sponsor as a decision; his choice approves or refuses them.

    `deadline`: when he should have decided; three working days from now unless given.
    """
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    tasks = list(Task.objects.filter(project=project, early_start__isnull=False).order_by("position"))
    if not tasks:
        raise Refused("plan_empty", _("There is no plan to approve yet. Make it from the method, or add tasks."))
    _settle_withdrawn(project)
    if project.baselines.filter(state=Baseline.State.ASKED).exists():
        raise Refused("baseline_pending", _("A baseline is waiting for the sponsor's decision already."))
    sponsor = next(iter(access.people_as(project, Party.SPONSOR)), None)
    if sponsor is None:
        raise Refused("no_sponsor", _("The project has no sponsor who could approve. Name one first."))
    number = (project.baselines.aggregate(n=Max("number"))["n"] or 0) + 1
    now = clock.now()
    with override(project.language):
        name = name.strip() or (gettext("Re-plan") if number > 1 else gettext("First plan"))
        question = gettext("Approve baseline B%(number)s “%(name)s”?") % {"number": number, "name": name}
        options = [
            {"key": "A", "text": gettext("Approve"), "effect": gettext("Progress is measured against these dates.")},
            {"key": "B", "text": gettext("Refuse"), "effect": gettext("The former baseline goes on; re-plan.")},
        ]
        background = _summary(project, tasks)
    row = Baseline(project=project, number=number, name=name, made_by=actor, made_at=now)
    row.go_live = next((t.early_finish for t in tasks if t.go_live), None)
    row.save()
    BaselineTask.objects.bulk_create(
        BaselineTask(
            baseline=row, task=t, start=t.early_start, finish=t.early_finish, duration_minutes=t.duration_minutes
        )
        for t in tasks
    )
    row.decision = governance.ask_decision(
        actor,
        project,
        question=question,
        background=background,
        options=options,
        decider=sponsor,
        deadline=deadline or engine_io.after(engine_io.calendar(project), now, DAYS_TO_DECIDE * DAY),
        act="plan.approve_baseline",
        subject_id=row.pk,
    )
    row.save(update_fields=["decision"])
    return row


def _settle_withdrawn(project: Project) -> None:
    """A question that was withdrawn takes its baseline with it."""
    gone = project.baselines.filter(state=Baseline.State.ASKED, decision__state=Decision.State.WITHDRAWN)
    gone.update(state=Baseline.State.WITHDRAWN)


def _summary(project: Project, tasks: list[Task]) -> str:
    """What the sponsor should know before he approves, from the plan itself."""
    days = engine_io.calendar(project)
    leaves = [t for t in tasks if not t.is_summary]
    unowned = sum(t.owner_id is None for t in leaves)
    last = max(t.early_finish for t in tasks if t.early_finish)
    go_live = next((t.early_finish for t in tasks if t.go_live), None)
    now = queries.approved_baseline(project)
    facts = {
        "tasks": len(leaves),
        "critical": sum(t.critical for t in leaves),
        "unowned": unowned,
        "go_live": engine_io.local_day(go_live, days).isoformat() if go_live else "—",
        "finish": engine_io.local_day(last, days).isoformat(),
        "former": engine_io.local_day(now.go_live, days).isoformat() if now and now.go_live else "—",
    }
    return (
        gettext(
            "%(tasks)s tasks, %(critical)s of them critical, %(unowned)s without owner. Go-live %(go_live)s "
            "(former baseline: %(former)s), end of the project %(finish)s."
        )
        % facts
    )
