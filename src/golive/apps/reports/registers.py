"""The list of weekly reports and the page of one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.reports import content, queries
from golive.apps.reports.forms import ReportForm
from golive.apps.reports.models import WeeklyReport
from golive.apps.reports.permissions import may_view
from golive.apps.reports.week import week_of
from golive.foundation.registers.declare import Action, Column, Register
from golive.foundation.registers.filters import Choice, Search
from golive.foundation.use_cases import may


def _is_draft(report: Any) -> bool:
    return bool(report.state == WeeklyReport.State.DRAFT)


def _may_be_read(report: Any) -> bool:
    return report.state == WeeklyReport.State.SENT and not getattr(report, "read_by_me", False)


def _reading(report: Any) -> str:
    if report.state != WeeklyReport.State.SENT:
        return "draft"
    return "read" if getattr(report, "read_by_sponsor", False) else "unread"


def _list(request: Any, project: Any) -> dict[str, Any]:
    key = week_of(project).key
    report = WeeklyReport.objects.filter(project=project, week=key).first()
    may_write = may("reports.write_weekly", request.user, project)
    return {"this_week": key, "may_write": may_write and (report is None or report.state == WeeklyReport.State.DRAFT)}


def _page(request: Any, report: WeeklyReport) -> dict[str, Any]:
    keys = {"project": report.project.code, "pk": report.pk}
    files = [
        {"label": f"{kind} · {name}", "url": f"{reverse(f'reports:{page}', kwargs=keys)}?language={code}"}
        for kind, page in (("PDF", "weekly_pdf"), ("Word", "weekly_word"))
        for code, name in (("zh-hans", "中文"), ("en", "English"))
    ]
    return {
        "read": content.read(report),
        "readings": queries.readings(report),
        "downloads": files,
        "may_rewrite": report.state == WeeklyReport.State.DRAFT
        and may("reports.write_weekly", request.user, report.project),
    }


REPORTS = Register(
    name="reports",
    app="reports",
    model=WeeklyReport,
    visible=queries.visible,
    permission=may_view,
    label=_("Weekly reports"),
    one=_("weekly report"),
    columns=[
        Column("week", link=True, sort=True),
        Column("shown_status", _("Overall status"), kind="status"),
        Column("proven", _("By the evidence"), kind="status"),
        Column("reading", _("Reading by the sponsor"), kind="status", value=_reading),
        Column("sent_at"),
        Column("sent_by"),
    ],
    filters=[Search("week", "note"), Choice("state")],
    order="-week",
    actions=[
        Action("reports.edit_weekly", form=ReportForm, when=_is_draft, icon="pencil"),
        Action(
            "reports.send_weekly",
            when=_is_draft,
            icon="send",
            primary=True,
            confirm=_("Once sent, nothing in the report can be changed. Send it?"),
            done=_("Sent. The sponsor has been told."),
        ),
        Action(
            "reports.read_weekly", when=_may_be_read, icon="check", primary=True, done=_("Your reading is recorded.")
        ),
    ],
    icon="report-analytics",
    empty=_("No weekly report has been written yet. It writes itself from the records; you add a status and a note."),
    list_template="reports/reports.html",
    list_context=_list,
    detail_template="reports/report.html",
    detail_context=_page,
)
