"""The quality plan: written, its goals set, agreed to by QA."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.quality.measures import MEASURES
from golive.apps.quality.models import QualityGoal, QualityPlan
from golive.apps.quality.permissions import may_agree, may_plan_quality
from golive.apps.quality.queries import AGREED
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import use_case


@use_case("quality.write_plan", permission=may_plan_quality, label=_("Write the quality plan"))
def write_plan(actor: Any, project: Project, *, approach: str, reserve_days: Decimal) -> QualityPlan:
    """Makes it, or its next version; QA is asked again."""
    plan = QualityPlan.objects.select_for_update().filter(project=project).first() or QualityPlan(
        project=project, version=0
    )
    plan.approach, plan.reserve_days, plan.written_at = approach, reserve_days, clock.now()
    plan.version += 1
    plan.save()
    return plan


@use_case("quality.set_goal", permission=may_plan_quality, label=_("Set a quality goal"))
def set_goal(actor: Any, plan: QualityPlan, *, measure: str, target: Decimal) -> QualityPlan:
    if measure not in MEASURES:
        raise Refused("no_such_measure", _("Nothing is measured under that name. Nothing was changed."))
    QualityGoal.objects.update_or_create(plan=plan, measure=measure, defaults={"target": target})
    return _next(plan)


@use_case("quality.remove_goal", permission=may_plan_quality, label=_("Take a quality goal away"))
def remove_goal(actor: Any, goal: QualityGoal) -> QualityPlan:
    plan = goal.plan
    goal.delete()
    return _next(plan)


def _next(plan: QualityPlan) -> QualityPlan:
    plan = QualityPlan.objects.select_for_update().get(pk=plan.pk)
    plan.version, plan.written_at = plan.version + 1, clock.now()
    plan.save()
    return plan


@use_case("quality.agree_to_plan", permission=may_agree, label=_("Agree to the quality plan"))
def agree_to_plan(actor: Any, plan: QualityPlan, *, seen_hash: str = "", comment: str = "") -> QualityPlan:
    if not plan.goals.exists():
        raise Refused("no_goals", _("The plan names no goal that is measured. Nothing was signed."))
    signatures.sign(actor, plan, meaning=AGREED, comment=comment, seen_hash=seen_hash)
    return plan
