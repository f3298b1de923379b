"""The lists of governance: objectives, decisions, monthly reviews."""

from django.utils.translation import gettext_lazy as _

from golive.apps.governance import queries
from golive.apps.governance.acts import effects_of
from golive.apps.governance.forms import ObjectiveForm
from golive.apps.governance.models import Decision, MonthlyReview, Objective
from golive.apps.governance.permissions import may_view_inside
from golive.foundation.registers.declare import Column, Register
from golive.foundation.registers.filters import Choice, Person, Search
from golive.foundation.use_cases import may


def _signature_state(record: object) -> str:
    return "signed" if record.is_signed else "unsigned"


OBJECTIVES = Register(
    name="objectives",
    app="governance",
    model=Objective,
    visible=queries.visible_objectives,
    permission=may_view_inside,
    label=_("Objectives"),
    one=_("objective"),
    columns=[
        Column("code", link=True, sort=True),
        Column("title", link=True),
        Column("indicator"),
        Column("baseline"),
        Column("target"),
        Column("unit"),
        Column("due_on", sort=True),
        Column("owner"),
        Column("signature", _("Approval"), kind="status", value=_signature_state),
        Column("measured_by", shown=False),
    ],
    filters=[Search("code", "title", "indicator"), Person("owner")],
    order="code",
    form=ObjectiveForm,
    create="governance.add_objective",
    edit="governance.edit_objective",
    key="code",
    icon="target",
    empty=_("No objective has been stated. Without one nobody can say later whether the project was worth it."),
    detail_template="governance/objective.html",
    detail_context=lambda request, record: {
        "may_approve": may("governance.approve_objective", request.user, record),
    },
)

DECISIONS = Register(
    name="decisions",
    app="governance",
    model=Decision,
    visible=queries.visible_decisions,
    permission=may_view_inside,
    label=_("Decisions"),
    one=_("decision"),
    columns=[
        Column("code", _("No."), link=True, sort="number"),
        Column("question", link=True),
        Column("asked_by", _("Asked by")),
        Column("decider"),
        Column("deadline", sort=True),
        Column("state", kind="status"),
        Column("chosen_text", _("Choice")),
        Column("decided_at", sort=True),
    ],
    filters=[Search("question", "background"), Choice("state"), Person("decider")],
    order="-number",
    icon="gavel",
    empty=_("No question has been put to anybody yet."),
    list_template="governance/decisions.html",
    list_context=lambda request, project: {"may_ask": may("governance.ask_decision", request.user, project)},
    detail_template="governance/decision.html",
    detail_context=lambda request, record: {
        "may_decide": may("governance.decide", request.user, record),
        "may_withdraw": may("governance.withdraw_decision", request.user, record),
        "computed": effects_of(record),
    },
)

REVIEWS = Register(
    name="reviews",
    app="governance",
    model=MonthlyReview,
    visible=queries.visible_reviews,
    permission=may_view_inside,
    label=_("Monthly reviews"),
    one=_("monthly review"),
    columns=[
        Column("period", link=True, sort=True),
        Column("findings"),
        Column("corrective_actions"),
        Column("by", _("Signed by")),
        Column("at", sort=True),
    ],
    order="-period",
    icon="clipboard-check",
    empty=_("No month has been reviewed yet."),
    list_template="governance/reviews.html",
    list_context=lambda request, project: {"may_review": may("governance.sign_monthly_review", request.user, project)},
)
