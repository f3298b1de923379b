"""The list of reports and the page of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import MonthlyReview
from golive.apps.reports import content, queries
from golive.apps.reports.forms import PassOnForm, ReportForm
from golive.apps.reports.models import Report
from golive.apps.reports.period import Kind, period_of
from golive.apps.reports.permissions import may_view
from golive.foundation.dispatch.queries import about
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Search
from golive.foundation.use_cases import may


def _is_draft(report: Any) -> bool:
    return bool(report.state == Report.State.DRAFT)


def _is_sent(report: Any) -> bool:
    return bool(report.state == Report.State.SENT)


def _may_be_read(report: Any) -> bool:
    return report.state == Report.State.SENT and not getattr(report, "read_by_me", False)


def _reading(report: Any) -> str:
    if report.state != Report.State.SENT:
        return "draft"
    return "read" if getattr(report, "read_by_sponsor", False) else "unread"


def _list(request: Any, project: Any) -> dict[str, Any]:
    if not may("reports.write", request.user, project):
        return {"may_write": False}
    return {"may_write": True, "to_write": list(_to_write(project)), "own_template": queries.template_of(project)}


def _to_write(project: Any) -> Iterator[dict[str, Any]]:
    """Of each kind the one of now, and whether it is there already. A month or a week just over can still be written."""
    rows = {(r.kind, r.period): r for r in Report.objects.filter(project=project).select_related("project")}
    for kind in Kind:
        try:
            now = period_of(project, kind)
        except LookupError:
            continue
        keys = [now.key] if kind in (Kind.STEERING, Kind.PHASE) else [now.key, now.previous]
        for key in keys:
            report = rows.get((kind, key))
            if report is None or report.state == Report.State.DRAFT:
                name = content.name_of(project, now) or key
                yield {
                    "kind": kind,
                    "label": kind.label,
                    "name": name,
                    "key": key,
                    "draft": report,
                    "now": key == now.key,
                }


def _page(request: Any, report: Report) -> dict[str, Any]:
    keys = {"project": report.project.code, "pk": report.pk}
    files = [
        {
            "label": f"{kind} · {name}",
            "url": f"{reverse('reports:report_file', kwargs=keys | {'ending': ending})}?language={code}",
        }
        for kind, ending in (("PDF", "pdf"), ("Word", "docx"))
        for code, name in (("zh-hans", "中文"), ("en", "English"))
    ]
    return {
        "read": content.read(report),
        "readings": queries.readings(report),
        "downloads": files,
        "may_rewrite": report.state == Report.State.DRAFT and may("reports.write", request.user, report.project),
        "review_url": _review(request, report),
        "dispatches": list(about(report)),
        "may_send_again": may("reports.pass_on", request.user, report),
    }


def _review(request: Any, report: Report) -> str:
    """The sponsor reviews the month from its report (S5)."""
    if report.kind != Kind.MONTHLY or not may("governance.sign_monthly_review", request.user, report.project):
        return ""
    if MonthlyReview.objects.filter(project=report.project, period=report.period).exists():
        return ""
    page = reverse("governance:sign_monthly_review", kwargs={"project": report.project.code})
    return f"{page}?period={report.period}"


REPORTS = Register(
    name="reports",
    app="reports",
    model=Report,
    visible=queries.visible,
    permission=may_view,
    label=_("Reports"),
    one=_("report"),
    columns=[
        Column("shown_period", _("Period"), link=True, sort="period"),
        Column("kind"),
        Column("shown_status", _("Overall status"), kind="status"),
        Column("proven", _("By the evidence"), kind="status"),
        Column("reading", _("Reading by the sponsor"), kind="status", value=_reading),
        Column("made_at", sort=True, shown=False),
        Column("sent_at"),
        Column("sent_by"),
    ],
    filters=[Search("period", "note"), Choice("kind"), Choice("state")],
    pills="kind",
    order="-made_at",
    actions=[
        Action("reports.edit", form=ReportForm, when=_is_draft, icon="pencil"),
        Action(
            "reports.send",
            when=_is_draft,
            icon="send",
            primary=True,
            confirm=_("Once sent, nothing in the report can be changed. Send it?"),
            done=_("Sent. The sponsor has been told."),
        ),
        Action(
            "reports.pass_on",
            form=PassOnForm,
            when=_is_sent,
            icon="send",
            done=_("On its way. Who got it is said under the report."),
        ),
        Action("reports.read", when=_may_be_read, icon="check", primary=True, done=_("Your reading is recorded.")),
    ],
    icon="report-analytics",
    empty=_("No report has been written yet. They write themselves from the records; you add a status and your words."),
    list_template="reports/reports.html",
    list_context=_list,
    detail_template="reports/report.html",
    detail_context=_page,
)
