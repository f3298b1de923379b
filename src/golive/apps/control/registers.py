"""The lists of control: risks and issues."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.control import aging, pages, queries
from golive.apps.control.forms import (
    AnswerForm,
    AskAboutIssueForm,
    CloseRiskForm,
    IssueForm,
    ReviewForm,
    RiskForm,
    TieForm,
)
from golive.apps.control.models import HIGH, Issue, Risk
from golive.apps.control.permissions import may_view_risks
from golive.apps.control.signals import proposals
from golive.apps.governance.permissions import may_view_inside
from golive.foundation.duties.registry import calendar_of
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Flag, Person, Search
from golive.foundation.use_cases import may


def _risks(request: Any, project: Any) -> dict[str, Any]:
    return {
        "matrix": queries.matrix(project),
        "kpis": pages.kpis(queries.sums(project), reverse("control:risks", kwargs={"project": project.code})),
        "trend": pages.trend(queries.trend(project)),
        "proposals": proposals(project),
        "may_write": may("control.pick_risks", request.user, project),
    }


def _issue(request: Any, issue: Issue) -> dict[str, Any]:
    days, rule = calendar_of(issue.project), aging.rule_of(issue.project)
    manager, sponsor = rule.limits(issue.severity)
    # The decision is the client's own; outsiders read the answer that came of it.
    own = may_view_inside(request.user, issue.project)
    return {
        "age": aging.age(issue, days),
        "manager": manager,
        "sponsor": sponsor,
        "decision": issue.decision if own else None,
    }


def _ages(request: Any, project: Any) -> dict[str, Any]:
    return {
        "ages": pages.ages(project, queries.visible_issues(request.user).filter(project=project)),
        "rule": aging.rule_of(project),
        "may_rule": may("control.set_issue_rule", request.user, project),
    }


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
        Column("level", _("Level"), kind="status", value=lambda r: queries.level_of(r.score)),
        Column("probability", shown=False),
        Column("impact", shown=False),
        Column("odds_percent", shown=False),
        Column("impact_days", shown=False),
        Column("impact_yuan", kind="money", shown=False),
        Column("exposure_days", _("Expected delay (days)"), kind="number"),
        Column("exposure_yuan", _("Expected damage"), kind="money", shown=False),
        Column("reserve_yuan", kind="money", shown=False),
        Column("cause", shown=False),
        Column("strategy", shown=False),
        Column("response"),
        Column("trigger", shown=False),
        Column("owner"),
        Column("reviewed_at", sort=True),
        Column("review_on", sort=True, shown=False),
        Column("state", kind="status"),
    ],
    filters=[
        Search("code", "title", "cause"),
        Choice("state"),
        Choice("category"),
        Person("owner"),
        Flag("high", _("High only"), lambda rows, actor: rows.filter(score__gte=HIGH)),
        Flag("look_again", _("To be looked at again"), queries.overdue_reviews),
    ],
    order="-score",
    pills="state",
    key="code",
    form=RiskForm,
    create="control.add_risk",
    edit="control.edit_risk",
    actions=[
        Action("control.review_risk", form=ReviewForm, when=lambda r: r.state == "open", icon="eye", primary=True),
        Action("control.tie_risk", form=TieForm, when=lambda r: r.state == "open", icon="calendar-stats"),
        Action("control.close_risk", form=CloseRiskForm, when=lambda r: r.state == "open", icon="check"),
    ],
    icon="alert-triangle",
    empty=_("No risk has been recorded. A project without risks has not been looked at."),
    list_template="control/risks.html",
    list_context=_risks,
    detail_template="control/risk.html",
    detail_context=lambda request, record: {
        "reviews": record.reviews.select_related("by"),
        "tied": record.tasks.order_by("position"),
    },
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
        Column("between"),
        Column("other_side", shown=False),
        Column("department"),
        Column("owner"),
        Column("due_on", sort=True),
        Column("raised_by", _("Raised by")),
        Column("level"),
        Column("state", kind="status"),
        Column("raised_at", sort=True, shown=False),
        Column("answered_at", sort=True, shown=False),
        Column("text", shown=False),
        Column("answer", shown=False),
    ],
    filters=[
        Search("code", "title", "text"),
        Choice("state"),
        Choice("severity"),
        Choice("between"),
        Choice("level"),
        Person("owner"),
    ],
    order="-id",
    pills="state",
    key="code",
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
        Action("control.ask_about_issue", form=AskAboutIssueForm, when=lambda i: i.state == "open", icon="gavel"),
        Action("control.close_issue", when=lambda i: i.state == "answered", icon="check"),
    ],
    icon="message-circle",
    empty=_("Nobody has raised an issue."),
    list_template="control/issues.html",
    list_context=_ages,
    detail_template="control/issue.html",
    detail_context=_issue,
)
