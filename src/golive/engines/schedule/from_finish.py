"""Plans that are planned backwards from their finish: the latest start at which everything still ends in time.

Method: the late dates from the finish (backward pass) say when the first task must begin; from there the plan is an
ordinary one, whose tasks lie as late as possible where they say so (MS Project makes that their default).
"""

from __future__ import annotations

from dataclasses import replace

from golive.engines.schedule.backward import backward
from golive.engines.schedule.forward import forward
from golive.engines.schedule.model import Plan
from golive.engines.schedule.network import Network, build
from golive.engines.worktime import local_datetime, local_minute


def anchored(plan: Plan, net: Network, data_date: int | None) -> Plan:
    """With the start that its finish asks for. NoWorkingTime as the passes."""
    if plan.from_finish is None:
        return plan
    late = backward(plan, net, forward(plan, net, data_date), local_minute(plan.from_finish))
    open_ = [
        i
        for i, task in enumerate(net.tasks)
        if task.active and not net.children[i] and task.actual_start is None and not task.manual
    ]
    return replace(plan, start=local_datetime(min(late.go[i] for i in open_))) if open_ else plan


def forwards(plan: Plan) -> Plan:
    """The same plan as one that is planned from its start: nothing moves, and whatever slips moves its finish."""
    if plan.from_finish is None:
        return plan
    data_date = None if plan.data_date is None else local_minute(plan.data_date)
    return replace(anchored(plan, build(plan), data_date), from_finish=None)
