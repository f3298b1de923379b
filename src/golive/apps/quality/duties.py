"""What proves that deliverables are reviewed (M13) and that quality is planned, measured and its problems handled (Q4, M5)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.apps.quality import queries
from golive.apps.quality.models import DeliverableVersion, QualityPlan
from golive.apps.quality.queries import AGREED
from golive.apps.quality.registers import DELIVERABLES
from golive.apps.quality.standing import standing
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.registry import Evidence, Fact, Missing, Occurrence, evidence, words
from golive.foundation.signatures import services as signatures


@evidence("M13")
def deliverables_are_reviewed(project: Any) -> Evidence:
    """质量控制: each version that is handed over is accepted or returned within its time."""
    rows = DeliverableVersion.objects.filter(deliverable__project=project)
    rows = rows.exclude(deliverable__state="withdrawn").select_related("deliverable__project")
    return Evidence(
        occurrences=[
            Occurrence(
                key=f"deliverable:{v.deliverable_id}:v{v.number}",
                opened_at=v.at,
                label=words("%(code)s version %(n)s", code=v.deliverable.code, n=v.number),
                url=DELIVERABLES.address(v.deliverable),
                closed_at=v.closed_at,
            )
            for v in rows
        ]
    )


def _plan(project: Any) -> tuple[QualityPlan | None, list[Any]]:
    plan = queries.plan_of(project)
    return plan, list(signatures.valid(plan, AGREED)) if plan else []


@evidence("Q4", watches=("control.", "requirements.", "signatures."))
def quality_is_planned_and_goals_are_reached(project: Any) -> Evidence:
    """质量规划/资源保障/问题处理: a plan with measured goals and a reserve, agreed to by QA; no high issue open."""
    plan, names = _plan(project)
    if plan is None:
        return Evidence(missing=[Missing(words("A quality plan with goals and reserved effort"))])
    url = plan_url(plan)
    if not names:
        return Evidence(
            missing=[Missing(words("QA's agreement to version %(n)s of the quality plan", n=plan.version), url=url)]
        )
    missing = [
        Missing(
            words("%(goal)s: %(value)s instead of %(target)s", goal=g.words, value=g.value_text, target=g.target_text),
            url=g.url,
        )
        for g in standing(plan)
        if g.measure.key.startswith("issues.") and g.reached is False
    ]
    label = words("Quality plan agreed to, %(n)s person-days reserved", n=f"{plan.reserve_days:g}")
    return Evidence(facts=[Fact(names[0].at, None, label, url, key=subject_key(plan))], missing=missing)


@evidence("M5", watches=("control.", "requirements.", "signatures."))
def quality_goals_are_reached(project: Any) -> Evidence:
    """质量管理: every goal of the agreed plan is measured and reached. Tests add their measures when they are recorded here."""
    plan, names = _plan(project)
    if plan is None or not names:
        return Evidence(
            missing=[Missing(words("A quality plan that QA agreed to"), url=plan_url(plan) if plan else "")]
        )
    missing = [
        Missing(
            words("%(goal)s: %(value)s instead of %(target)s", goal=g.words, value=g.value_text, target=g.target_text),
            url=g.url,
        )
        for g in standing(plan)
        if not g.reached
    ]
    if not any(goal.measure.startswith("tests.") for goal in plan.goals.all()):
        missing.append(Missing(words("A goal on tests: the requirements that passed tests cover"), url=plan_url(plan)))
    fact = Fact(names[0].at, None, words("Quality plan with %(n)s goals", n=len(plan.goals.all())), plan_url(plan))
    return Evidence(facts=[fact], missing=missing)


def plan_url(plan: QualityPlan) -> str:
    return reverse("quality:plan", args=[plan.project.code])
