"""What the sponsor's decision about a baseline sets going."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.acts import act
from golive.apps.plan import engine_io
from golive.apps.plan.models import Baseline, Task
from golive.foundation import clock
from golive.foundation.errors import Refused


@act("plan.approve_baseline")
def approve_baseline(actor: Any, decision: Any, choice: str) -> None:
    """Option A: the dates of the baseline hold from now on. Anything else: the former ones go on."""

    row = Baseline.objects.filter(pk=decision.subject_id, project=decision.project, decision=decision).first()
    if row is None or row.state != Baseline.State.ASKED:
        raise Refused("baseline_settled", _("This baseline is not waiting for a decision. Nothing was changed."))
    row.state = Baseline.State.APPROVED if choice == "A" else Baseline.State.REFUSED
    row.decided_at = clock.now()
    row.save(update_fields=["state", "decided_at"])
    if row.state == Baseline.State.REFUSED:
        return
    held = {b.task_id: b for b in row.tasks.all()}
    tasks = list(Task.objects.filter(project=row.project))
    for task in tasks:
        dates = held.get(task.pk)
        task.baseline_start = dates.start if dates else None
        task.baseline_finish = dates.finish if dates else None
    Task.objects.bulk_update(tasks, ["baseline_start", "baseline_finish"], batch_size=200)
    engine_io.recompute(row.project)
