"""Writes of the weekly report: make it from the records, add what only a person can say, send it, read it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.reports import content
from golive.apps.reports.models import Reading, WeeklyReport
from golive.apps.reports.permissions import may_read, may_write
from golive.apps.reports.week import Week, week_of
from golive.engines.evidence.canonical import content_hash
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.errors import Refused
from golive.foundation.notify.sending import send
from golive.foundation.use_cases import use_case
from golive.foundation.words import words


@use_case("reports.write_weekly", permission=may_write, label=_("Write the weekly report"))
def write_weekly(actor: Any, project: Project, *, week: str = "") -> WeeklyReport:
    """Make the draft of a week from its records, or make it again; a status and a note that were typed stay."""
    found = _week(project, week)
    report = WeeklyReport.objects.select_for_update().filter(project=project, week=found.key).first()
    if report is not None:
        _must_be_draft(report)
    else:
        report = WeeklyReport(project=project, week=found.key)
    report.content = content.written(project, found)
    report.made_at = clock.now()
    report.save()
    return report


@use_case("reports.edit_weekly", permission=may_write, label=_("Edit status and note"))
def edit_weekly(
    actor: Any, report: WeeklyReport, *, status: str | None = None, note: str | None = None
) -> WeeklyReport:
    """What only a person can say. Figures cannot be edited; status "" is what the evidence says."""
    report = WeeklyReport.objects.select_for_update().get(pk=report.pk)
    _must_be_draft(report)
    if status is not None:
        report.status = status
    if note is not None:
        report.note = note.strip()
    report.full_clean(exclude=["project", "sent_by", "content"], validate_unique=False)
    report.save()
    return report


@use_case("reports.send_weekly", permission=may_write, label=_("Send to the sponsor"))
def send_weekly(actor: Any, report: WeeklyReport) -> WeeklyReport:
    """Freeze what stands there, under its evidence code, and tell the sponsor."""
    report = WeeklyReport.objects.select_for_update().select_related("project").get(pk=report.pk)
    _must_be_draft(report)
    report.state, report.status = WeeklyReport.State.SENT, report.shown_status
    report.sent_at, report.sent_by = clock.now(), actor
    report.content_hash = content_hash(report.sent_content())
    report.save()
    url = reverse("reports:reports-detail", kwargs={"project": report.project.code, "pk": report.pk})
    text = words("The weekly report %(week)s is there to be read", week=report.week)
    for sponsor in access.people_as(report.project, Party.SPONSOR):
        send(sponsor, kind="reports.sent", text=text, url=url, project=report.project, once=f"report:{report.pk}")
    return report


@use_case("reports.read_weekly", permission=may_read, label=_("I have read it"))
def read_weekly(actor: Any, report: WeeklyReport) -> Reading:
    """Put one's name and the time under a report that was sent; a second time changes nothing."""
    if report.state != WeeklyReport.State.SENT:
        raise Refused("report_not_sent", _("This report has not been sent yet. Nothing was recorded."))
    return Reading.objects.get_or_create(report=report, person=actor, defaults={"at": clock.now()})[0]


def _week(project: Project, key: str) -> Week:
    try:
        found = week_of(project, key)
    except ValueError:
        raise Refused(
            "week_unknown", _("“%(week)s” is no week. Weeks are written like 2026-W47."), week=key[:20]
        ) from None
    if found.begin > clock.now():
        raise Refused("week_ahead", _("The week %(week)s has not begun: it has no facts to report."), week=found.key)
    return found


def _must_be_draft(report: WeeklyReport) -> None:
    if report.state == WeeklyReport.State.SENT:
        raise Refused(
            "report_sent",
            _("The report %(week)s is sent and stays as it was sent. Say what is new in the next one."),
            week=report.week,
        )
