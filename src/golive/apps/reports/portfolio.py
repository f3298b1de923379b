"""All projects of a person on one page, the worst first: how each stands and why, when it goes live, what it costs, who is late.

What stands there was looked at by `health`; dates, phases and overdue duties are read now. The number of queries does not
grow with the projects. Each sees what he may see in the project itself: money and what is the client's own business only
the client's side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import get_script_prefix, reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from golive.apps.plan.costs import ALARM
from golive.apps.plan.models import DAY, Task
from golive.apps.projects.models import Phase
from golive.apps.reports import health
from golive.apps.reports.models import Health, Light
from golive.apps.reports.standing import light
from golive.foundation import clock
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Organisation, Party, Project
from golive.foundation.duties.figures.portfolio import late_by_party
from golive.foundation.duties.states import State
from golive.foundation.words import Words

AT_ONCE = 3  # so many projects are looked at while the page waits; the others have their turn by the clock
MOST = 3  # parties named in a row
UNKNOWN = "unknown"
HERE = "--project--"
WORST = {Light.RED: 0, Light.YELLOW: 1, UNKNOWN: 2, Light.GREEN: 3}


@dataclass(frozen=True, slots=True)
class Reason:
    text: str
    url: str
    tone: str

    @property
    def link(self) -> str:
        """Written here and not in the template: a page has hundreds of them."""
        if not self.url:
            return escape(self.text)
        return format_html('<a href="{}" class="{}">{}</a>', self.url, "t-bad" if self.tone == "bad" else "", self.text)


@dataclass(frozen=True, slots=True)
class Late:
    """Overdue duties of one party."""

    party: str
    n: int
    url: str

    @property
    def link(self) -> str:
        return format_html('<a class="nowrap" href="{}">{} {}</a>', self.url, self.party, self.n)


@dataclass(slots=True)
class Row:
    """One project. `inside`: the reader stands on the client's side there. `slip`: working days after the date agreed."""

    project: Project
    inside: bool
    health: Health | None
    status: str = UNKNOWN
    reasons: list[Reason] = field(default_factory=list)
    agreed: date | None = None
    forecast: date | None = None
    live: bool = False  # it has gone live
    slip: int = 0
    phase: Phase | None = None
    days_left: int = 0
    late: list[Late] = field(default_factory=list)
    overdue: int = 0
    overdue_url: str = ""

    def __getitem__(self, name: str) -> Any:
        """Templates ask for an item before they ask for an attribute, and a refusal costs them more than the answer."""
        return getattr(self, name)

    @property
    def worst(self) -> Reason | None:
        return self.reasons[0] if self.reasons else None

    @property
    def others(self) -> list[Reason]:
        return self.reasons[1:]

    @property
    def state(self) -> str:
        return str(self.project.get_state_display())  # type: ignore[attr-defined]

    @property
    def slip_said(self) -> str:
        return _("%(days)s working days") % {"days": f"{self.slip:+}"}

    @property
    def slip_css(self) -> str:
        return f"t-{self.slip_tone}" if self.slip_tone else ""

    @property
    def money_css(self) -> str:
        return f"t-{self.money_tone}" if self.money_tone else ""

    @property
    def late_said(self) -> str:
        return format_html_join(" · ", "{}", ((party.link,) for party in self.late))

    @property
    def gate_said(self) -> str:
        """How many criteria it lacks; the page of gates says which."""
        known = self.health if self.inside else None
        if known is None or not known.gate_asks:
            return ""
        return _("lacks %(n)s of %(all)s criteria") % {"n": known.gate_lacks, "all": known.gate_asks}

    @property
    def money(self) -> Health | None:
        """The row with the figures, for whom money is meant for."""
        known = self.health if self.inside else None
        return known if known and known.budget_fen is not None else None

    @property
    def money_tone(self) -> str:
        found = self.money
        if found is None or not found.budget_fen or (found.forecast_fen or 0) <= found.budget_fen:
            return ""
        return "warn" if (found.forecast_fen or 0) - found.budget_fen < ALARM * found.budget_fen else "bad"

    @property
    def slip_tone(self) -> str:
        return "bad" if self.slip >= 5 else "warn" if self.slip >= 1 else ""

    @property
    def rank(self) -> tuple[Any, ...]:
        bad = sum(r.tone == "bad" for r in self.reasons)
        return WORST[self.status], -bad, -self.slip, -self.overdue, self.project.name  # type: ignore[index]

    @property
    def page(self) -> str:
        return _url("web:mine", self.project)

    @property
    def plan(self) -> str:
        return _url("plan:gantt", self.project)

    @property
    def costs(self) -> str:
        return _url("plan:cost_sheet", self.project)

    @property
    def gate(self) -> str:
        return _url("governance:gates", self.project)


@dataclass(frozen=True, slots=True)
class Company:
    """The projects of one firm, with their sums."""

    name: Organisation
    rows: list[Row]

    @property
    def lights(self) -> list[tuple[str, int]]:
        """How many stand red, yellow, unknown, green."""
        counts = Counter(r.status for r in self.rows)
        return [(str(code), counts[code]) for code in WORST if counts[code]]

    @property
    def budget(self) -> int:
        return sum(r.money.budget_fen or 0 for r in self.rows if r.money)

    @property
    def forecast(self) -> int:
        return sum(r.money.forecast_fen or 0 for r in self.rows if r.money)


def portfolio(actor: Any) -> list[Company]:
    """The projects that are not closed in which `actor` has a place, by company; the worst company and project first."""
    projects = list(access.projects_of(actor).exclude(state=Project.State.CLOSED).select_related("client"))
    own = access.places_of(actor, projects).filter(party__in=INSIDE).order_by().values_list("project_id", flat=True)
    inside, known = set(own), _known(projects)
    rows = {p.pk: Row(p, p.pk in inside, known.get(p.pk)) for p in projects}
    for row in rows.values():
        _judge(row)
    _date(rows)
    _place(rows)
    _count(rows, projects)
    return _by_company(rows.values())


def _known(projects: list[Project]) -> dict[int, Health]:
    """What was found; what is behind is looked at now, as far as a page may wait for it."""
    known = {h.project_id: h for h in Health.objects.filter(project__in=projects)}
    for project in health.stale_of(projects, known)[:AT_ONCE]:
        known[project.pk] = health.look(project)
    return known


def _judge(row: Row) -> None:
    if row.health is None:
        return
    said = [r for r in row.health.reasons if row.inside or r["open"]]
    row.status = light([r["tone"] for r in said])
    row.reasons = [Reason(str(Words.from_json(r["words"])), r["url"], r["tone"]) for r in said]


def _date(rows: dict[int, Row]) -> None:
    """Agreed: by the baseline, before there is one as the project was set up. Forecast: by the plan as it stands."""
    for row in rows.values():
        row.agreed = row.project.go_live_date
    columns = ("project_id", "baseline_finish", "early_finish", "actual_finish", "slip_minutes")
    for pk, agreed, early, actual, slip in Task.objects.filter(project__in=list(rows), go_live=True).values_list(
        *columns
    ):
        row = rows[pk]
        zone = ZoneInfo(row.project.timezone)
        row.agreed = _day(agreed, zone) or row.agreed
        row.forecast, row.live = _day(actual or early, zone), actual is not None
        row.slip = int((slip or 0) // DAY) if agreed else 0


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None


def _place(rows: dict[int, Row]) -> None:
    """The phase whose gate comes next."""
    todays = {zone: clock.today(zone) for zone in {r.project.timezone for r in rows.values()}}
    phases = Phase.objects.filter(project__in=list(rows)).exclude(state=Phase.State.PASSED)
    for phase in phases.order_by("project_id", "order"):
        row = rows[phase.project_id]
        if row.phase is None or phase.state == Phase.State.CURRENT != row.phase.state:
            row.phase, row.days_left = phase, (phase.ends_on - todays[row.project.timezone]).days


def _count(rows: dict[int, Row], projects: list[Project]) -> None:
    """The parties that owe most; all of them stand behind the sum."""
    names = {p.value: str(p.label) for p in Party}
    asked = urlencode({"state": State.OVERDUE.value})
    for pk, parties in late_by_party(projects).items():
        row, url = rows[pk], f"{_url('duties:obligations', rows[pk].project)}?{asked}"
        most = sorted(parties.items(), key=lambda item: (-item[1], item[0]))[:MOST]
        row.late = [Late(names.get(letter, letter), n, f"{url}&party={letter}") for letter, n in most]
        row.overdue, row.overdue_url = sum(parties.values()), url


@cache
def _around(page: str, prefix: str) -> list[str]:
    """What stands before and behind the project's code in an address; the page has hundreds of them."""
    return reverse(page, kwargs={"project": HERE}).split(HERE)


def _url(page: str, project: Project) -> str:
    return project.code.join(_around(page, get_script_prefix()))


def _by_company(rows: Iterable[Row]) -> list[Company]:
    found: dict[int, Company] = {}
    for row in sorted(rows, key=lambda r: r.rank):
        found.setdefault(row.project.client_id, Company(row.project.client, [])).rows.append(row)
    return list(found.values())
