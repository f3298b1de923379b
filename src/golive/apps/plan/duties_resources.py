"""What proves that the sponsor commits people and money (S2); purchases are added by the app that keeps them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.urls import reverse

from golive.apps.plan import resources
from golive.apps.plan.models import Shortfall, Task
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.registry import Evidence, Fact, Missing, Occurrence, evidence, words

MOST = 10  # tasks without anybody that are named; the plan shows the rest


@evidence("S2", watches=("governance.decide", "governance.withdraw_decision", "accounts."))
def people_and_money_are_committed(project: Any) -> Evidence:
    """资源调配: for each phase a budget by cost class that the sponsor approved as it stands, and somebody named for every task;
    each shortfall that was put to him is decided."""
    url = reverse("plan:resources", args=[project.code])
    now: dict[int | None, dict[str, int]] = defaultdict(dict)
    for row in resources.budget_now(project):
        now[row["phase"]][row["cost_class"]] = row["fen"]
    approved = resources.approved_budget(project)
    held: dict[int | None, dict[str, int]] = defaultdict(dict)
    for (phase_id, name), fen in (approved.sums() if approved else {}).items():
        held[phase_id][name] = fen
    facts, missing = [], []
    for phase in project.phases.all():
        same = bool(now.get(phase.pk)) and now[phase.pk] == held.get(phase.pk)
        if same and approved is not None and approved.decided_at and approved.decision:
            yuan = f"{sum(now[phase.pk].values()) / 100:,.0f}"
            text = words("Budget of %(phase)s approved: ¥%(yuan)s", phase=phase.name, yuan=yuan)
            who = approved.decision.decider_id
            facts.append(Fact(approved.decided_at, who, text, url, period=phase.key, key=subject_key(approved)))
        else:
            text = words("Approval of the budget of %(phase)s, by cost class", phase=phase.name)
            missing.append(Missing(text, url=url, period=phase.key))
    missing += _nobody(project)
    return Evidence(facts=facts, missing=missing, occurrences=_shortfalls(project))


def _nobody(project: Any) -> list[Missing]:
    """Open tasks of a phase for which nobody is named."""
    rows = Task.objects.filter(project=project, is_summary=False, milestone=False, owner=None, actual_finish=None)
    rows = rows.filter(phase__isnull=False, people=None).select_related("phase").order_by("position")
    return [
        Missing(
            words("Somebody named for %(task)s", task=str(task)),
            url=reverse("plan:tasks-detail", args=[project.code, task.pk]),
            period=task.phase.key if task.phase else "",
        )
        for task in rows[:MOST]
    ]


def _shortfalls(project: Any) -> list[Occurrence]:
    rows = Shortfall.objects.filter(project=project).exclude(decision__state="withdrawn")
    return [
        Occurrence(
            key=subject_key(row),
            opened_at=row.raised_at,
            label=words("Answer on more of %(person)s", person=str(row.membership.person)),
            url=row.decision.get_absolute_url() if row.decision else "",
            person_id=row.decision.decider_id if row.decision else None,
            closed_at=row.decision.decided_at if row.decision else None,
        )
        for row in rows.select_related("decision__project", "membership__person").order_by("id")
    ]
