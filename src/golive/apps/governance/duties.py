"""What proves the sponsor's duties: objectives approved, questions decided in time, months and gates reviewed."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from golive.apps.governance.coverage import coverage
from golive.apps.governance.locks import go_live_gate_is_passed
from golive.apps.governance.models import (
    Action,
    Channel,
    Charter,
    Decision,
    GateReview,
    Kind,
    Meeting,
    MonthlyReview,
    Objective,
    Stakeholder,
)
from golive.apps.governance.queries import signed_sides
from golive.foundation import clock
from golive.foundation.accounts.models import Party
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.registry import Evidence, Fact, Missing, Occurrence, calendar_of, evidence, words
from golive.foundation.signatures import services as signatures

FRESH = timedelta(days=92)


def _page(name: str, project, pk: int | None = None) -> str:
    return reverse(f"governance:{name}", kwargs={"project": project.code} | ({"pk": pk} if pk else {}))


@evidence("S1")
def objectives_are_approved(project) -> Evidence:
    """战略规划: every objective has indicator, baseline and target, and the sponsor's valid signature; once the go-live gate
    is passed, a baseline that nobody locked is missing. How much of the scope serves an objective stands beside it."""
    rows = list(Objective.objects.filter(project=project))
    names = signatures.under(rows, "approved")
    live = bool(rows) and go_live_gate_is_passed(project)
    facts, missing = [], []
    for row in rows:
        url = _page("objectives-detail", project, row.pk)
        for signature in names[row.pk][:1]:
            text = words("Objective %(code)s approved", code=row.code)
            facts.append(Fact(signature.at, signature.signer_id, text, url, key=subject_key(row)))
        if not names[row.pk]:
            missing.append(Missing(words("Approval of objective %(code)s", code=row.code), url=url))
        if live and row.locked_at is None:
            missing.append(Missing(words("The locked baseline of objective %(code)s", code=row.code), url=url))
    if not rows:
        missing.append(
            Missing(words("An objective with indicator, baseline and target"), url=_page("objectives", project))
        )
    _add_charter(project, facts, missing)
    served = coverage(project) if facts else None
    if served is not None and served.total:
        at = max(f.at for f in facts)
        text = words("%(n)s of %(of)s pieces of the scope serve an objective", n=served.linked, of=served.total)
        facts.append(Fact(at, None, text, _page("coverage", project), value=served.linked, aside=True))
    return Evidence(facts=facts, missing=missing)


def _add_charter(project, facts: list[Fact], missing: list[Missing]) -> None:
    """The charter in force carries the sponsor's name. The vendor's stands beside it: he may not be chosen yet."""
    row = Charter.objects.filter(project=project, state=Charter.State.ISSUED).first()
    if row is None:
        missing.append(Missing(words("A project charter"), url=_page("charters", project)))
        return
    url, names = _page("charters-detail", project, row.pk), signed_sides(row)
    for party, signed in names.items():
        for signature in signed[:1]:
            text = words("Version %(n)s of the project charter signed", n=row.number)
            aside = party != Party.SPONSOR
            facts.append(Fact(signature.at, signature.signer_id, text, url, key=subject_key(row), aside=aside))
    if not names[Party.SPONSOR]:
        missing.append(Missing(words("The sponsor's signature on version %(n)s of the charter", n=row.number), url=url))


@evidence("S3")
def decisions_are_made_in_time(project) -> Evidence:
    """决策支持: each question put to somebody is decided before its deadline."""
    rows = Decision.objects.filter(project=project).exclude(state=Decision.State.WITHDRAWN)
    return Evidence(
        occurrences=[
            Occurrence(
                key=subject_key(row),
                opened_at=row.asked_at,
                label=words("Decision %(code)s: %(question)s", code=row.code, question=row.question),
                url=_page("decisions-detail", project, row.pk),
                person_id=row.decider_id,
                due_at=row.deadline,
                closed_at=row.decided_at,
            )
            for row in rows
        ]
    )


@evidence("S5")
def months_are_reviewed(project) -> Evidence:
    """监督评估: a signed review for each month; gate reviews stand beside it."""
    reviews = list(MonthlyReview.objects.filter(project=project))
    names = signatures.under(reviews, "approved")
    facts = [
        Fact(
            names[row.pk][0].at,
            names[row.pk][0].signer_id,
            words("Review of %(month)s signed", month=row.period),
            _page("reviews-detail", project, row.pk),
            period=row.period,
        )
        for row in reviews
        if names[row.pk]
    ]
    passed = GateReview.objects.filter(project=project).exclude(verdict=GateReview.Verdict.STOP).select_related("phase")
    for gate in passed:
        text = words("Gate of %(phase)s passed", phase=gate.phase.name)
        facts.append(Fact(gate.at, gate.by_id, text, _page("gate", project, gate.phase_id), period=gate.phase.key))
    return Evidence(facts=facts)


@evidence("S4")
def the_committee_meets(project) -> Evidence:
    """沟通协调: each month a steering committee led by the sponsor, whose minutes are issued and whose actions are not
    overdue; and a stakeholder map that somebody looked at in the last three months."""
    facts, missing = [], []
    for meeting in _held(project, Kind.STEERING):
        url, month = meeting.get_absolute_url(), _month(project, meeting)
        if meeting.issued_at is None:
            missing.append(Missing(words("Minutes of %(meeting)s", meeting=str(meeting)), url=url, period=month))
            continue
        text = words("%(meeting)s held, minutes issued", meeting=str(meeting))
        chair = next((g.person_id for g in meeting.guests.all() if g.came and g.person_id == meeting.chair_id), None)
        facts.append(Fact(meeting.issued_at, chair, text, url, period=month, key=subject_key(meeting)))
    late = Action.objects.filter(project=project, meeting__kind=Kind.STEERING, state=Action.State.OPEN)
    for action in late.filter(due_on__lt=clock.today(project.timezone)).select_related("project"):
        text = words("End of the action %(action)s", action=str(action))
        missing.append(Missing(text, url=action.get_absolute_url(), period=f"{action.due_on:%Y-%m}"))
    now = clock.now()
    if not Stakeholder.objects.filter(project=project, looked_at__gte=now - FRESH).exists():
        this = now.astimezone(calendar_of(project).zone)
        page = _page("stakeholders", project)
        missing.append(Missing(words("A stakeholder map of the last three months"), url=page, period=f"{this:%Y-%m}"))
    return Evidence(facts=facts, missing=missing)


@evidence("X1")
def the_project_talks(project) -> Evidence:
    """沟通机制: each week the manager issues the minutes of a meeting, and there is a plan who learns what."""
    facts = []
    for meeting in _held(project):
        if meeting.issued_at is not None:
            text = words("Minutes of %(meeting)s issued", meeting=str(meeting))
            facts.append(Fact(meeting.issued_at, meeting.issued_by_id, text, meeting.get_absolute_url()))
    planned = Channel.objects.filter(project=project).order_by("written_at").first()
    missing = []
    if planned is None:
        missing.append(Missing(words("The communication plan"), url=_page("channels", project)))
    return Evidence(facts=facts, missing=missing)


def monthly_meetings(project) -> list[Fact]:
    """For the manager's duty M4, whose evidence stands with the reports: its facts name their month."""
    return [
        Fact(
            meeting.issued_at,
            meeting.issued_by_id,
            words("%(meeting)s held, minutes issued", meeting=str(meeting)),
            meeting.get_absolute_url(),
            period=_month(project, meeting),
            key=subject_key(meeting),
        )
        for meeting in _held(project, Kind.MONTHLY)
        if meeting.issued_at is not None
    ]


def _held(project, kind: str = "") -> list[Meeting]:
    states = (Meeting.State.HELD, Meeting.State.ISSUED)
    rows = Meeting.objects.filter(project=project, state__in=states).order_by("starts_at")
    rows = rows.filter(kind=kind) if kind else rows
    return list(rows.select_related("project").prefetch_related("guests"))


def _month(project, meeting: Meeting) -> str:
    return f"{meeting.starts_at.astimezone(calendar_of(project).zone):%Y-%m}"
