"""What proves that the project manager reports: a report sent for each week and month, and the sponsor's reading of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse

from golive.apps.governance.duties import monthly_meetings
from golive.apps.reports.models import Light, Reading, Report
from golive.apps.reports.period import Kind, months_between, weeks_between
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.registry import Claim, Evidence, Fact, Missing, claims, evidence, words
from golive.foundation.words import Words


@evidence("M4", watches=("governance.",))
def reports_are_sent(project: Any) -> Evidence:
    """沟通管理: the report of each week, sent; of each month the project meeting with its minutes and the monthly report.
    The sponsor's reading is named where it is missing, but it is not the manager's to give: a report that was sent fulfils
    his duty."""
    reports = {(r.kind, r.period): r for r in Report.objects.filter(project=project)}
    sponsors = {p.pk for p in access.people_as(project, Party.SPONSOR)}
    rows = Reading.objects.filter(report__project=project, person__in=sponsors).select_related("report", "person")
    read = {row.report_id: row for row in rows}
    today = clock.today(project.timezone)
    facts, missing, complete = [], [], {}
    for key in weeks_between(project.start_date, today):
        report = reports.get((Kind.WEEKLY, key))
        if report is None or report.sent_at is None:
            text = words("The weekly report, written but not sent") if report else words("The weekly report")
            missing.append(Missing(text, url=_page(project, report), period=key))
            continue
        facts += _facts(project, report, read.get(report.pk))
        complete[key] = True
        if report.pk not in read:
            missing.append(Missing(words("The sponsor's reading"), url=_page(project, report), period=key))
    monthly = _months(project, reports, months_between(project.start_date, today))
    return Evidence(facts=facts + monthly.facts, missing=missing + monthly.missing, complete=complete)


def _months(project: Any, reports: dict[tuple[str, str], Report], keys: list[str]) -> Evidence:
    """The second cadence of the duty, so its facts name their month: one fact, dated by what completed it. What happened
    alone stands beside it."""
    held: dict[str, Fact] = {}
    for fact in monthly_meetings(project):
        held.setdefault(fact.period, fact)
    facts, missing = [], []
    for key in keys:
        report, meeting = reports.get((Kind.MONTHLY, key)), held.get(key)
        sent = _facts(project, report, None)[0] if report and report.sent_at else None
        if sent and meeting:
            first, last = sorted((sent, meeting), key=lambda f: f.at)
            facts += [replace(first, aside=True), last]
            continue
        facts += [replace(f, aside=True) for f in (sent, meeting) if f]
        if sent is None:
            text = words("The monthly report, written but not sent") if report else words("The monthly report")
            missing.append(Missing(text, url=_page(project, report), period=key))
        if meeting is None:
            url = reverse("governance:meetings", kwargs={"project": project.code})
            missing.append(Missing(words("The monthly project meeting and its minutes"), url=url, period=key))
    return Evidence(facts=facts, missing=missing)


def _facts(project: Any, report: Report, reading: Reading | None) -> list[Fact]:
    url, key = _page(project, report), subject_key(report)
    sent = words("%(report)s sent", report=_title(report))
    facts = [Fact(report.sent_at, report.sent_by_id, sent, url, period=report.period, key=key)]  # type: ignore[arg-type]
    if reading:
        label = words("Read by %(person)s", person=str(reading.person))
        facts.append(Fact(reading.at, reading.person_id, label, url, period=report.period, key=key, aside=True))
    return facts


def _page(project: Any, report: Report | None) -> str:
    if report is None:
        return reverse("reports:reports", kwargs={"project": project.code})
    return reverse("reports:reports-detail", kwargs={"project": project.code, "pk": report.pk})


@claims("reports.status")
def status_that_was_typed(project: Any) -> list[Claim]:
    """The last report sent, when its manager typed a better status than its evidence bears. The sponsor sees it too."""
    report = Report.objects.filter(project=project, state=Report.State.SENT).order_by("-sent_at").first()
    if report is None or not report.contradicts:
        return []
    sponsor = next((p.pk for p in access.people_as(project, Party.SPONSOR)), None)
    return [
        Claim(
            key=subject_key(report),
            at=report.sent_at,  # type: ignore[arg-type]
            who_id=report.sent_by_id,  # type: ignore[attr-defined]
            label=words("%(report)s says “%(light)s”", report=_title(report), light=_light(report.shown_status)),
            url=_page(project, report),
            against=words("its evidence says “%(light)s”", light=_light(report.proven)),
            to_id=sponsor,
        )
    ]


def _title(report: Report) -> Words:
    return words("%(kind)s %(period)s", kind=Words.of(Kind(report.kind).label), period=report.shown_period)


def _light(light: str) -> Words:
    return Words.of(Light(light).label)
