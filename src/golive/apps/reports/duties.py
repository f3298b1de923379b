"""What proves that the project manager reports: a report sent for each week, and the sponsor's reading of it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.apps.reports.models import Light, Reading, WeeklyReport
from golive.apps.reports.week import weeks_between
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.registry import Claim, Evidence, Fact, Missing, claims, evidence, words
from golive.foundation.words import Words


@evidence("M4", main_only=True)
def reports_are_sent(project: Any) -> Evidence:
    """沟通管理: the report of each week, sent. The sponsor's reading is named where it is missing, but it is not the
    manager's to give: a report that was sent fulfils his duty."""
    reports = {r.week: r for r in WeeklyReport.objects.filter(project=project)}
    sponsors = {p.pk for p in access.people_as(project, Party.SPONSOR)}
    rows = Reading.objects.filter(report__project=project, person__in=sponsors).select_related("report", "person")
    read = {row.report_id: row for row in rows}
    facts, missing, complete = [], [], {}
    for key in weeks_between(project.start_date, clock.today(project.timezone)):
        report = reports.get(key)
        if report is None or report.sent_at is None:
            text = words("The weekly report, written but not sent") if report else words("The weekly report")
            missing.append(Missing(text, url=_page(project, report), period=key))
            continue
        facts += _facts(project, report, read.get(report.pk))
        complete[key] = True
        if report.pk not in read:
            missing.append(Missing(words("The sponsor's reading"), url=_page(project, report), period=key))
    return Evidence(facts=facts, missing=missing, complete=complete)


def _facts(project: Any, report: WeeklyReport, reading: Reading | None) -> list[Fact]:
    url, key = _page(project, report), subject_key(report)
    sent = words("Weekly report %(week)s sent", week=report.week)
    facts = [Fact(report.sent_at, report.sent_by_id, sent, url, period=report.week, key=key)]  # type: ignore[arg-type]
    if reading:
        label = words("Read by %(person)s", person=str(reading.person))
        facts.append(Fact(reading.at, reading.person_id, label, url, period=report.week, key=key, aside=True))
    return facts


def _page(project: Any, report: WeeklyReport | None) -> str:
    if report is None:
        return reverse("reports:reports", kwargs={"project": project.code})
    return reverse("reports:reports-detail", kwargs={"project": project.code, "pk": report.pk})


@claims("reports.status")
def status_that_was_typed(project: Any) -> list[Claim]:
    """The last report sent, when its manager typed a better status than its evidence bears. The sponsor sees it too."""
    report = WeeklyReport.objects.filter(project=project, state=WeeklyReport.State.SENT).order_by("-week").first()
    if report is None or not report.contradicts:
        return []
    sponsor = next((p.pk for p in access.people_as(project, Party.SPONSOR)), None)
    return [
        Claim(
            key=subject_key(report),
            at=report.sent_at,  # type: ignore[arg-type]
            who_id=report.sent_by_id,  # type: ignore[attr-defined]
            label=words("Weekly report %(week)s says “%(light)s”", week=report.week, light=_light(report.shown_status)),
            url=_page(project, report),
            against=words("its evidence says “%(light)s”", light=_light(report.proven)),
            to_id=sponsor,
        )
    ]


def _light(light: str) -> Words:
    return Words.of(Light(light).label)
