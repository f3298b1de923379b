"""What was agreed to be done or delivered, and whether it was: action items, deliverables, the reports themselves."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from golive.apps.governance.models import Action
from golive.apps.quality.models import Deliverable
from golive.apps.reports.models import Reading, Report
from golive.apps.reports.period import Kind, Period, weeks_between
from golive.apps.reports.sentences.registry import LONGER, Row, Sentence, sentence
from golive.foundation.accounts.models import Party
from golive.foundation.words import words


@sentence("actions", section="decisions", order=30, kinds=LONGER)
def actions(project: Any, period: Period) -> list[Sentence]:
    rows = list(Action.objects.filter(project=project, raised_at__lte=period.until).select_related("project", "owner"))
    open_ones = [a for a in rows if not period.by_then(a.ended_at)]
    done = [a for a in rows if period.has(a.ended_at)]
    if not rows:
        return []
    day = period.until.astimezone(period.zone).date()
    late = [a for a in open_ones if a.due_on < day]
    text = words(
        "Action items ended %(this)s: %(done)s; still open: %(n)s, past their day: %(late)s.",
        done=len(done),
        n=len(open_ones),
        late=len(late),
        this=period.said.this,
    )
    links = [Row(f"{a} · {a.owner}", a.get_absolute_url()) for a in sorted(open_ones, key=lambda a: a.due_on)]
    url = reverse("governance:actions", kwargs={"project": project.code})
    return [Sentence(text, url, links, "bad" if late else "")]


@sentence("deliverables", section="gate", order=30, kinds=LONGER, open=True)
def deliverables(project: Any, period: Period) -> list[Sentence]:
    """Accepted by both sides, of those whose day has come."""
    rows = Deliverable.objects.filter(project=project).exclude(state=Deliverable.State.WITHDRAWN)
    if period.kind == Kind.PHASE:
        rows = rows.filter(phase__key=period.key)
    day = period.until.astimezone(period.zone).date()
    found = list(rows.select_related("owner"))
    due = [d for d in found if d.due_on <= day]
    lacking = [d for d in due if not period.by_then(d.accepted_at)]
    new = [d for d in found if period.has(d.accepted_at)]
    if not found:
        return []
    text = words(
        "Deliverables due so far: %(n)s, of them accepted: %(accepted)s; accepted %(this)s: %(new)s.",
        n=len(due),
        accepted=len(due) - len(lacking),
        new=len(new),
        this=period.said.this,
    )
    page = {"project": project.code}
    links = [
        Row(f"{d} · {d.owner}", reverse("quality:deliverables-detail", kwargs=page | {"pk": d.pk})) for d in lacking
    ]
    return [Sentence(text, reverse("quality:deliverables", kwargs=page), links, "warn" if lacking else "ok")]


@sentence("reports", section="duties", order=30, kinds=(Kind.MONTHLY, Kind.PHASE))
def reports(project: Any, period: Period) -> list[Sentence]:
    """The manager's own promise: a report each week, and whether the sponsor read it."""
    begin = max(period.first, project.start_date)
    keys = [k for k in weeks_between(begin, period.last) if k < _running_week(period)]
    if not keys:
        return []
    by_sponsor = Reading.objects.filter(
        report=OuterRef("pk"), person__memberships__project=project, person__memberships__party=Party.SPONSOR
    )
    sent = Report.objects.filter(project=project, kind=Kind.WEEKLY, period__in=keys, sent_at__lte=period.until)
    rows = {r.period: r for r in sent.annotate(read=Exists(by_sponsor))}
    lacking = [k for k in keys if k not in rows]
    text = words(
        "Weekly reports sent: %(sent)s of %(n)s, read by the sponsor: %(read)s.",
        sent=len(rows),
        n=len(keys),
        read=sum(r.read for r in rows.values()),
    )
    url = reverse("reports:reports", kwargs={"project": project.code})
    return [Sentence(text, url, [Row(k, url) for k in lacking], "warn" if lacking else "ok")]


def _running_week(period: Period) -> str:
    return weeks_between(day := period.until.astimezone(period.zone).date(), day)[0]
