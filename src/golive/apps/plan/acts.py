"""What the sponsor's decision about a baseline sets going."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.acts import Did, WhatIf, act, effect, register_what_if
from golive.apps.plan import engine_io, queries
from golive.apps.plan.effects import dates, effects
from golive.apps.plan.models import Baseline, Task
from golive.apps.plan.models.lags import DAY
from golive.apps.plan.proposed import Proposed
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.words import Words, words


@act("plan.approve_baseline")
def approve_baseline(actor: Any, decision: Any, choice: str) -> Did:
    """Option A: the dates of the baseline hold from now on. Anything else: the former ones go on."""

    row = Baseline.objects.filter(pk=decision.subject_id, project=decision.project, decision=decision).first()
    if row is None or row.state != Baseline.State.ASKED:
        raise Refused("baseline_settled", _("This baseline is not waiting for a decision. Nothing was changed."))
    row.state = Baseline.State.APPROVED if choice == "A" else Baseline.State.REFUSED
    row.decided_at = clock.now()
    row.save(update_fields=["state", "decided_at"])
    if row.state == Baseline.State.REFUSED:
        return [(words("Baseline %(name)s is refused; the former one goes on", name=str(row)), _page(row))]
    held = {b.task_id: b for b in row.tasks.all()}
    tasks = list(Task.objects.filter(project=row.project))
    for task in tasks:
        dates = held.get(task.pk)
        task.baseline_start = dates.start if dates else None
        task.baseline_finish = dates.finish if dates else None
    Task.objects.bulk_update(tasks, ["baseline_start", "baseline_finish"], batch_size=200)
    engine_io.recompute(row.project)
    return [(words("Baseline %(name)s holds from now on", name=str(row)), _page(row))]


def _page(row: Baseline) -> str:
    return reverse("plan:baselines-detail", kwargs={"project": row.project.code, "pk": row.pk})


@effect("plan.approve_baseline")
def effect_of_baseline(decision: Any) -> list[Words]:
    """Go-live and the end as they would hold, against those that hold now."""
    row = Baseline.objects.filter(pk=decision.subject_id, project=decision.project).first()
    now = queries.approved_baseline(decision.project)
    if row is None or now is None:
        return []
    days = engine_io.calendar(decision.project)
    ends = [max((t.finish for t in b.tasks.all()), default=None) for b in (now, row)]
    return [
        dates(words("Go-live"), now.go_live, row.go_live, days),
        dates(words("End of the project"), ends[0], ends[1], days),
    ]


def _open_tasks(project: Any) -> list[tuple[str, str]]:
    rows = Task.objects.filter(project=project, is_summary=False, actual_finish=None).order_by("position", "id")
    return [(str(t.pk), str(t)) for t in rows]


def _longer(project: Any, subject: str, amount: Decimal) -> list[Words]:
    """The plan with one task longer by so many working days (shorter, where the amount is negative)."""
    task = Task.objects.filter(project=project, pk=int(subject)).first()
    if task is None:
        return [words("The task is no longer in the plan")]
    minutes = max(0, task.duration_minutes + round(amount * DAY))
    return effects(project, Proposed({task.pk: {"duration_minutes": minutes}})).words


register_what_if(WhatIf("plan.longer", _("A task takes longer"), _("working days"), _open_tasks, _longer))
