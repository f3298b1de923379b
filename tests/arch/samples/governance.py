from datetime import timedelta

from golive.apps.governance import services
from golive.apps.governance.models import CriterionWaiver
from golive.apps.governance.tests import factories
from golive.foundation import clock
from tests.arch.samples import projects, sample


@sample(
    "governance:objectives-detail",
    "governance:objectives-comment",
    "governance:edit_objective",
    "governance:approve_objective",
)
def objective(cast):
    return {"pk": factories.objective(cast).pk}


@sample(
    "governance:decisions-detail", "governance:decisions-comment", "governance:decide", "governance:withdraw_decision"
)
def decision(cast):
    return {"pk": factories.question(cast).pk}


@sample("governance:waive_criterion", "governance:pass_gate", "governance:stop_gate")
def gate(cast):
    return projects.phase(cast)


@sample("governance:end_waiver")
def waiver(cast):
    now = clock.now()
    values = {"project": cast.project, "criterion": "sample", "reason": "x", "by": cast.sponsor, "at": now}
    until = clock.today(cast.project.timezone) + timedelta(days=7)
    phase_id = projects.phase(cast)["pk"]
    return {"pk": CriterionWaiver.objects.create(phase_id=phase_id, until=until, **values).pk}


@sample("governance:reviews-detail", "governance:reviews-comment")
def review(cast):
    made = services.sign_monthly_review(cast.sponsor, cast.project, period="2026-03", findings="x")
    return {"pk": made.pk}
