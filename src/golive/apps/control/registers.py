"""The lists of control: risks and issues."""

from django.utils.translation import gettext_lazy as _

from golive.apps.control import queries
from golive.apps.control.forms import AnswerForm, CloseRiskForm, IssueForm, ReviewForm, RiskForm
from golive.apps.control.models import Issue, Risk
from golive.apps.control.permissions import may_view_risks
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Flag, Person, Search


def _level(risk: Risk) -> str:
    return "high" if risk.is_high else "medium" if risk.score >= 8 else "low"


RISKS = Register(
    name="risks",
    app="control",
    model=Risk,
    visible=queries.visible_risks,
    permission=may_view_risks,
    label=_("Risks"),
    one=_("risk"),
    columns=[
        Column("code", link=True, sort=True),
        Column("title", link=True),
        Column("category"),
        Column("score", sort=True),
        Column("level", _("Level"), kind="status", value=_level),
        Column("probability", shown=False),
        Column("impact", shown=False),
        Column("response"),
        Column("owner"),
        Column("reviewed_at", sort=True),
        Column("state", kind="status"),
    ],
    filters=[
        Search("code", "title", "cause"),
        Choice("state"),
        Choice("category"),
        Person("owner"),
        Flag("high", _("High only"), lambda rows, actor: rows.filter(score__gte=15)),
    ],
    order="-score",
    pills="state",
    key="code",
    form=RiskForm,
    create="control.add_risk",
    edit="control.edit_risk",
    actions=[
        Action("control.review_risk", form=ReviewForm, when=lambda r: r.state == "open", icon="eye", primary=True),
        Action("control.close_risk", form=CloseRiskForm, when=lambda r: r.state == "open", icon="check"),
    ],
    icon="alert-triangle",
    empty=_("No risk has been recorded. A project without risks has not been looked at."),
    list_template="control/risks.html",
    list_context=lambda request, project: {"matrix": queries.matrix(project)},
    detail_template="control/risk.html",
    detail_context=lambda request, record: {"reviews": record.reviews.select_related("by")},
)

ISSUES = Register(
    name="issues",
    app="control",
    model=Issue,
    visible=queries.visible_issues,
    label=_("Issues"),
    one=_("issue"),
    columns=[
        Column("code", link=True, sort=True),
        Column("title", link=True),
        Column("severity", kind="status"),
        Column("department"),
        Column("owner"),
        Column("due_on", sort=True),
        Column("raised_by", _("Raised by")),
        Column("state", kind="status"),
        Column("answer", shown=False),
    ],
    filters=[Search("code", "title", "text"), Choice("state"), Choice("severity"), Person("owner")],
    order="-id",
    pills="state",
    form=IssueForm,
    create="control.raise_issue",
    edit="control.edit_issue",
    actions=[
        Action(
            "control.answer_issue",
            form=AnswerForm,
            when=lambda i: i.state != "closed",
            icon="message-circle",
            primary=True,
        ),
        Action("control.close_issue", when=lambda i: i.state == "answered", icon="check"),
    ],
    icon="message-circle",
    empty=_("Nobody has raised an issue."),
)
