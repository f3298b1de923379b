"""The plan in the API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from golive.apps.plan import queries
from golive.apps.plan.models import Task
from golive.foundation.operations import After, InProject, Limit, Paged, page_of
from golive.foundation.pages import reads

router = Router()


class LinkOut(Schema):
    predecessor: int  # number of the task
    type: str
    lag: int  # minutes, or per cent
    lag_kind: str


class TaskOut(Schema):
    id: int
    number: int
    wbs: str
    name: str
    owner: str
    party: str
    milestone: bool
    is_summary: bool
    duration_minutes: int
    percent: int
    early_start: datetime | None
    early_finish: datetime | None
    actual_start: datetime | None
    actual_finish: datetime | None
    baseline_finish: datetime | None
    total_slack_minutes: int | None
    critical: bool
    state: str
    predecessors: list[LinkOut]


@router.get("plan/tasks", url_name="plan-tasks", response=Paged[TaskOut])
@reads("plan.tasks")
def tasks(request: HttpRequest, project: InProject, after: After = 0, limit: Limit = 100) -> dict[str, Any]:
    """The tasks of the plan with their computed dates; order them by `wbs`."""
    return page_of(queries.visible_tasks(request.user).filter(project=project), after, limit, _shown)


def _shown(task: Task) -> dict[str, Any]:
    own = {name: getattr(task, name) for name in set(TaskOut.model_fields) - {"owner", "predecessors"}}
    links = [
        {"predecessor": k.pred.number, "type": k.type, "lag": k.lag, "lag_kind": k.lag_kind}
        for k in task.incoming.all()
    ]
    return own | {"owner": str(task.owner or ""), "predecessors": links}
