"""What proves that the odds of the dates are known (M7) and that costs are under control (M14)."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from golive.apps.plan import queries
from golive.apps.plan.ledger import Ledger, ledger
from golive.apps.plan.models import CostLine, CostMonth, RiskRun, Task
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, User
from golive.foundation.duties.registry import Evidence, Fact, Missing, evidence, words

FRESH = timedelta(days=30)


def _page(name: str, project: Any) -> str:
    return reverse(f"plan:{name}", kwargs={"project": project.code})


@evidence("M7")
def odds_are_known(project: Any) -> Evidence:
    """风险评估: in every month a simulation that the project manager had made; one older than 30 days proves nothing."""
    url, zone = _page("risk", project), ZoneInfo(project.timezone)
    managers = {p.pk for p in access.people_as(project, Party.PM)}
    runs = list(RiskRun.objects.filter(project=project).order_by("made_at"))
    facts = []
    for run in runs:
        text = words(
            "Simulated: P50 %(p50)s, P80 %(p80)s",
            p50=run.p50.astimezone(zone).date().isoformat(),
            p80=run.p80.astimezone(zone).date().isoformat(),
        )
        month = f"{run.made_at.astimezone(zone):%Y-%m}"
        aside = run.made_by_id not in managers
        facts.append(Fact(run.made_at, run.made_by_id, text, f"{url}?run={run.pk}", period=month, aside=aside))
    tasks = Task.objects.filter(project=project, is_summary=False)
    if not tasks.exists():
        return Evidence(facts=facts, missing=[Missing(words("A plan with tasks"), url=_page("gantt", project))])
    missing = []
    now = clock.now()
    if not any(run.made_by_id in managers and now - run.made_at <= FRESH for run in runs):
        month = f"{now.astimezone(zone):%Y-%m}"
        missing.append(Missing(words("A simulation of the plan not older than 30 days"), url=url, period=month))
    return Evidence(facts=facts, missing=missing)


@evidence("M14")
def costs_are_booked(project: Any) -> Evidence:
    """成本控制: in every month costs were booked, or somebody confirmed that there were none; and what earned value needs
    is there: an approved baseline, a budget, rates of those who recorded time, time of those who had tasks running."""
    zone, books = ZoneInfo(project.timezone), ledger(project)
    facts = _confirmed(project) + _booked(project, books)
    approved = queries.approved_baseline(project)
    missing = _basics(project, books, approved is not None)
    begun = [f.at for f in facts] + ([approved.decided_at] if approved and approved.decided_at else [])
    if not begun:
        return Evidence(facts=facts, missing=missing)
    for month in _months(min(begun).astimezone(zone).date(), clock.today(project.timezone)):
        if not any(f.period == month for f in facts):
            text = words("Costs of %(month)s, booked or confirmed as none", month=month)
            missing.append(Missing(text, url=_page("cost_sheet", project), period=month))
        missing += _without_rate(project, books, month)
    missing += _without_time(project, books)
    return Evidence(facts=facts, missing=missing, since=min(begun))


def _confirmed(project: Any) -> list[Fact]:
    return [
        Fact(
            row.at,
            row.by_id,
            words("Costs of %(month)s confirmed", month=row.month),
            _page("cost_sheet", project),
            period=row.month,
        )
        for row in CostMonth.objects.filter(project=project).order_by("at")
    ]


def _booked(project: Any, books: Ledger) -> list[Fact]:
    """One fact a month, dated by the first booking of a cost that fell into it."""
    of_month: dict[str, list[CostLine]] = defaultdict(list)
    for line in books.spent:
        of_month[line.on.isoformat()[:7]].append(line)
    facts = []
    for month, lines in sorted(of_month.items()):
        first = min(lines, key=lambda line: (line.at, line.pk))
        url = f"{_page('costs', project)}?kind=actual&on_from={month}-01&counted=on"
        text = words("%(n)s costs of %(month)s booked", n=len(lines), month=month)
        facts.append(Fact(first.at, first.by_id, text, url, period=month, value=len(lines)))
    return facts


def _basics(project: Any, books: Ledger, approved: bool) -> list[Missing]:
    found = []
    if not approved:
        found.append(Missing(words("An approved baseline to measure against"), url=_page("gantt", project)))
    if not books.budget:
        found.append(Missing(words("A budget by phase and class"), url=_page("costs", project)))
    return found


def _without_rate(project: Any, books: Ledger, month: str) -> list[Missing]:
    """Whose recorded time of the month is no cost, for want of a rate."""
    who = {e.person_id for e in books.worked if e.fen is None and e.day.isoformat().startswith(month)}
    people = User.objects.filter(pk__in=who).order_by("pk") if who else ()
    return [
        Missing(words("Rate of %(person)s", person=str(p)), url=_page("rates", project), period=month) for p in people
    ]


def _without_time(project: Any, books: Ledger) -> list[Missing]:
    """Of this month, once time counts as money at all: who had a task running and recorded none. Only those whose time
    has a price here, so that nobody is asked for what would change no figure."""
    zone = ZoneInfo(project.timezone)
    today = clock.today(project.timezone)
    first = datetime(today.year, today.month, 1, tzinfo=zone).astimezone(UTC)
    month = today.isoformat()[:7]
    priced = {e.person_id for e in books.worked if e.fen is not None}
    there = {e.person_id for e in books.worked if e.day.isoformat().startswith(month)}
    running = queries.expected_between(project, first, clock.now()).filter(owner__in=priced - there)
    owners = {t.owner_id: t.owner for t in running.select_related("owner").order_by("position")}
    return [
        Missing(words("Time of %(person)s", person=str(p)), url=_page("times", project), period=month)
        for p in owners.values()
    ]


def _months(first: date, last: date) -> list[str]:
    count = (last.year - first.year) * 12 + last.month - first.month
    start = first.year * 12 + first.month - 1
    return [f"{n // 12}-{n % 12 + 1:02}" for n in range(start, start + count + 1)]
