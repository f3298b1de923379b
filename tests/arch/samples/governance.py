from datetime import timedelta
from decimal import Decimal

from golive.apps.governance import services
from golive.apps.governance.models import CriterionWaiver
from golive.apps.governance.tests import factories
from golive.foundation import clock
from tests.arch.samples import projects, sample


@sample(
    "governance:objectives-detail",
    "governance:objectives-comment",
    "governance:edit_objective",
    "governance:link_phases",
    "governance:approve_objective",
)
def objective(cast):
    return {"pk": factories.objective(cast).pk}


@sample(
    "governance:decisions-detail",
    "governance:decisions-comment",
    "governance:decide",
    "governance:delegate_decision",
    "governance:withdraw_decision",
)
def decision(cast):
    return {"pk": factories.question(cast).pk}


@sample("governance:decision_paper")
def paper(cast):
    return {"pk": factories.question(cast).pk, "ending": "docx"}


@sample(
    "governance:actions-detail",
    "governance:actions-comment",
    "governance:edit_action",
    "governance:finish_action",
    "governance:drop_action",
    "governance:reopen_action",
)
def action(cast):
    due = clock.today(cast.project.timezone) + timedelta(days=7)
    return {"pk": services.add_action(cast.pm, cast.project, title="x", owner=cast.business, due_on=due).pk}


@sample(
    "governance:gate",
    "governance:ask_gate",
    "governance:waive_criterion",
    "governance:pass_gate",
    "governance:stop_gate",
)
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


def _meeting(cast, hours=24):
    return services.plan_meeting(
        cast.pm,
        cast.project,
        kind="weekly",
        title="x",
        starts_at=clock.now() + timedelta(hours=hours),
        chair=cast.sponsor,
        writer=cast.pm,
        invited=[cast.business],
    )


@sample(
    "governance:meetings-detail",
    "governance:meetings-comment",
    "governance:move_meeting",
    "governance:cancel_meeting",
    "governance:refresh_agenda",
    "governance:add_agenda_item",
    "governance:invitation",
)
def meeting(cast):
    return {"pk": _meeting(cast).pk}


@sample(
    "governance:write_minutes",
    "governance:record_decision",
    "governance:add_meeting_action",
    "governance:issue_minutes",
)
def held_meeting(cast):
    made = _meeting(cast, hours=-2)
    return {"pk": services.write_minutes(cast.pm, made, came=[cast.pm, cast.business]).pk}


def _issued(cast):
    made = services.write_minutes(cast.pm, _meeting(cast, hours=-2), came=[cast.pm, cast.business])
    return services.issue_minutes(cast.pm, made)


@sample("governance:confirm_minutes", "governance:object_to_minutes", "governance:reopen_minutes")
def issued_minutes(cast):
    return {"pk": _issued(cast).pk}


@sample("governance:minutes_paper")
def minutes_paper(cast):
    return {"pk": _issued(cast).pk, "ending": "docx"}


@sample("governance:stakeholders-detail", "governance:stakeholders-comment", "governance:edit_stakeholder")
def stakeholder(cast):
    return {"pk": services.add_stakeholder(cast.pm, cast.project, name="x", owner=cast.pm).pk}


@sample("governance:channels-detail", "governance:channels-comment", "governance:edit_channel")
def channel(cast):
    values = {"audience": "x", "content": "x", "way": "x", "owner": cast.pm}
    return {"pk": services.add_channel(cast.pm, cast.project, **values).pk}


@sample(
    "governance:lock_baseline",
    "governance:measure_objective",
)
def measured(cast):
    return {"pk": factories.objective(cast, formula="100 * matched / counted").pk}


@sample(
    "governance:measurements-detail",
    "governance:measurements-comment",
    "governance:cancel_measurement",
)
def measurement(cast):
    row = factories.objective(cast)
    made = services.add_measurement(cast.pm, cast.project, objective=row, on=clock.today(), value=Decimal("70"))
    return {"pk": made.pk}


@sample(
    "governance:charters-detail",
    "governance:charters-comment",
    "governance:sign_charter",
    "governance:compare_charters",
)
def charter(cast):
    return {"pk": factories.charter(cast).pk}


@sample("governance:charter_paper")
def charter_paper(cast):
    return {"pk": factories.charter(cast).pk, "ending": "docx"}


@sample("governance:write_charter")
def charter_step(cast):
    return {"step": "scope"}


@sample("governance:dossier")
def dossier(cast):
    factories.question(cast)
    return {"ending": "docx"}
