"""The lists of governance: objectives, decisions, monthly reviews."""

from django.utils.translation import gettext_lazy as _

from golive.apps.governance import queries, tracking
from golive.apps.governance.acts import shown
from golive.apps.governance.decision_record import as_history, record_of
from golive.apps.governance.forms import (
    CancelForm,
    EndActionForm,
    GovernanceActionForm,
    MeasurementForm,
    ObjectiveForm,
    PhasesForm,
    ReopenForm,
)
from golive.apps.governance.models import Action as Task
from golive.apps.governance.models import Decision, Measurement, MonthlyReview, Objective
from golive.apps.governance.permissions import may_take_sealed, may_view_inside
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Flag, Person, Related, Search
from golive.foundation.trail.permissions import may_audit
from golive.foundation.use_cases import may


def _signature_state(record: object) -> str:
    return "signed" if record.is_signed else "unsigned"


def _lock_state(record: object) -> str:
    return "" if not record.locked_at else "locked_late" if record.locked_late else "locked"


def _decision(request: object, record: object) -> dict[str, object]:
    known = record_of(request.user, record)
    return {
        "may_decide": may("governance.decide", request.user, record),
        "may_withdraw": may("governance.withdraw_decision", request.user, record),
        "may_delegate": record.state == "open" and may("governance.delegate_decision", request.user, record),
        "may_audit": may_audit(request.user, record.project),
        **shown(record),
        "known": known,
        "history": as_history(known),
    }


def _objective(request: object, record: object) -> dict[str, object]:
    measured = list(record.measurements.select_related("by"))
    newest = next((m for m in reversed(measured) if not m.cancelled_at), None)
    return {
        "may_approve": may("governance.approve_objective", request.user, record),
        "may_lock": not record.locked_at and may("governance.lock_baseline", request.user, record),
        "may_measure": bool(record.formula) and may("governance.measure_objective", request.user, record),
        "may_enter": may("governance.add_measurement", request.user, record.project),
        "measured": measured[::-1],
        "standing": tracking.standing(record, newest),
        "picture": tracking.picture(record, measured),
    }


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
        Column("lock", _("Baseline locked"), kind="status", value=_lock_state),
        Column("measured_by", shown=False),
        Column("formula", shown=False),
    ],
    actions=[
        Action(
            "governance.link_phases",
            form=PhasesForm,
            icon="flag",
            done=_("Kept. What serves the objectives shows it."),
        )
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
    list_template="governance/objectives.html",
    list_context=lambda request, project: {
        "standings": tracking.board(queries.visible_objectives(request.user).filter(project=project))
    },
    detail_context=_objective,
)

MEASUREMENTS = Register(
    name="measurements",
    app="governance",
    model=Measurement,
    visible=queries.visible_measurements,
    permission=may_view_inside,
    label=_("Measurements"),
    one=_("measurement"),
    columns=[
        Column("code", link=True, sort="id"),
        Column("objective"),
        Column("on", sort=True),
        Column("value"),
        Column("source"),
        Column("note"),
        Column("by"),
        Column("state", _("State"), kind="status"),
        Column("cancel_reason", shown=False),
        Column(
            "figures", _("Figures"), value=lambda m: ", ".join(f"{k} = {v}" for k, v in m.figures.items()), shown=False
        ),
    ],
    filters=[
        Search("code", "note"),
        Related("objective", source=lambda project: project.objectives.all()),
        Choice("source"),
    ],
    order="-on",
    key="code",
    form=MeasurementForm,
    create="governance.add_measurement",
    actions=[
        Action("governance.cancel_measurement", form=CancelForm, when=lambda m: not m.cancelled_at, icon="x"),
    ],
    icon="chart-line",
    empty=_("Nothing has been measured yet."),
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
        Column("reason", shown=False),
        Column("background", shown=False),
        Column("recommended_text", _("Recommended"), shown=False),
        Column("asked_at", sort=True, shown=False),
        Column("meeting", _("Meeting"), shown=False),
        Column("evidence_code", _("Evidence code"), shown=False),
    ],
    filters=[
        Search("question", "background", "reason"),
        Choice("state"),
        Person("decider"),
        Flag("late", _("Past their deadline"), queries.late),
    ],
    order="-number",
    pills="state",
    icon="gavel",
    empty=_("No question has been put to anybody yet."),
    list_template="governance/decisions.html",
    list_context=lambda request, project: {
        "may_ask": may("governance.ask_decision", request.user, project),
        "may_take_sealed": may_take_sealed(request.user, project),
        "dossiers": (("xlsx", "Excel"), ("pdf", "PDF"), ("docx", "Word")),
    },
    detail_template="governance/decision.html",
    detail_context=_decision,
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

ACTIONS = Register(
    name="actions",
    app="governance",
    model=Task,
    visible=queries.visible_actions,
    label=_("Action items"),
    one=_("action item"),
    columns=[
        Column("code", link=True, sort=True),
        Column("title", link=True),
        Column("owner"),
        Column("due_on", sort=True),
        Column("state", kind="status"),
        Column("standing", _("Standing"), kind="status", value=queries.standing_of),
        Column("blocks", _("Holds the gate of")),
        Column("result"),
        Column("raised_by", shown=False),
        Column("raised_at", sort=True, shown=False),
        Column("ended_at", sort=True, shown=False),
        Column("decision", _("Came out of"), shown=False),
    ],
    filters=[
        Search("code", "title", "result"),
        Choice("state"),
        Person("owner"),
        Flag("overdue", _("Overdue"), queries.overdue),
    ],
    order="-id",
    pills="state",
    key="code",
    form=GovernanceActionForm,
    create="governance.add_action",
    edit="governance.edit_action",
    actions=[
        Action(
            "governance.finish_action", form=EndActionForm, when=lambda a: a.state == "open", icon="check", primary=True
        ),
        Action("governance.drop_action", form=EndActionForm, when=lambda a: a.state == "open", icon="x"),
        Action("governance.reopen_action", form=ReopenForm, when=lambda a: a.state != "open", icon="refresh"),
    ],
    icon="checklist",
    empty=_("Nobody has anything to do out of a meeting, a decision or a gate."),
)
