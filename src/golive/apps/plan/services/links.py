from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.plan import engine_io
from golive.apps.plan.history import undoable
from golive.apps.plan.models import LagKind, Link, Task
from golive.apps.plan.permissions import may_plan
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("plan.link_tasks", permission=may_plan, label=_("Link to a predecessor"))
@undoable()
def link_tasks(
    actor: Any,
    task: Task,
    *,
    pred: Task,
    type: str = Link.Type.FS,
    lag: Decimal | float = 0,
    lag_kind: str = LagKind.WORKING,
) -> Task:
    """`task` waits for `pred`; a second link between the two replaces the first. `lag`: in days of its kind, or in
    per cent; negative for a lead."""
    if pred.project_id != task.project_id:
        raise Refused("parent_elsewhere", _("“%(task)s” belongs to another project."), task=pred.name)
    if pred.pk == task.pk:
        raise Refused("predecessor_itself", _("A task cannot wait for itself."))
    columns = {"type": type, "lag": round(Decimal(str(lag)) * LagKind(lag_kind).day), "lag_kind": lag_kind}
    Link.objects.update_or_create(pred=pred, succ=task, defaults=columns)
    engine_io.recompute(task.project)
    task.refresh_from_db()
    return task


@use_case("plan.unlink_tasks", permission=may_plan, label=_("Remove a link"))
@undoable()
def unlink_tasks(actor: Any, link: Link) -> Task:
    task = link.succ
    link.delete()
    engine_io.recompute(task.project)
    task.refresh_from_db()
    return task
