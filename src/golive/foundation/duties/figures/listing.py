"""The list of everything that is owed: filters, a page at a time, now or as known on a past day. The address holds it
all, so that every figure can open to its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.foundation import clock
from golive.foundation.accounts.models import Party, User
from golive.foundation.duties import queries
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.figures.figures import COMING, UNCOUNTED, names_of, phase_column
from golive.foundation.duties.lines import Line, address, line_of, reader
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.reckoning import history
from golive.foundation.duties.states import DONE, State

PAGE = 50
CAP = 10_000  # more rows than this nobody exports
OPEN, JUDGED, COUNTED = "open", "judged", "counted"
GROUPS: dict[str, tuple[str, ...]] = {
    OPEN: COMING,
    JUDGED: (*DONE, State.OVERDUE),
    COUNTED: (*DONE, State.OVERDUE, State.WAIVED),
}
NOBODY, NOWHERE = "0", "-"  # of persons; of places and phases
COLUMNS = (
    "number",
    "duty",
    "spot",
    "period",
    "who",
    "stand_in",
    "due",
    "opened",
    "proved",
    "stands",
    "reason",
)


class OwedFilter(forms.Form):
    """What the list may be narrowed to. `by`: names of the project's people and places."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    party = forms.ChoiceField(label=gettext_lazy("Party"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("Owed by"), required=False)
    duty = forms.ChoiceField(label=gettext_lazy("Duty"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Department"), required=False)
    phase = forms.ChoiceField(label=gettext_lazy("Phase"), required=False)
    since = forms.DateField(
        label=gettext_lazy("Due from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Due until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, project: Any, asked: QueryDict, people: dict[int, str]) -> None:
        super().__init__(asked or None, auto_id="f_%s")
        states = [
            (OPEN, _("Not due yet")),
            (JUDGED, _("Met or should have been")),
            (COUNTED, _("Met, overdue or waived")),
        ]
        states += [(s.value, str(s.label)) for s in State]
        self._choose("state", states)
        self._choose("party", [(p.value, str(p.label)) for p in Party])
        self._choose("person", [*((str(pk), name) for pk, name in people.items()), (NOBODY, _("Nobody"))])
        self._choose("duty", [(d.id, f"{d.id} {d.title}") for d in DUTIES.values()])
        self._choose("place", [*names_of(project, "department", ()).items(), (NOWHERE, _("Whole project"))])
        self._choose("phase", [*names_of(project, "phase", ()).items(), (NOWHERE, _("Outside all phases"))])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, Any]:
        """The conditions that make sense; one that does not is marked in the form and left out."""
        if not self.is_bound:
            return {}
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


@dataclass(frozen=True, slots=True)
class Owed:
    """One row: its line, and what the line does not say."""

    line: Line
    party: str
    stand_in: str


class OwedList:
    """What `actor` asks for of a project's obligations, at a past `moment` or now."""

    def __init__(self, actor: Any, project: Any, asked: QueryDict, moment: datetime | None = None) -> None:
        self.actor, self.project, self.asked, self.moment = actor, project, asked, moment
        self.people = _people(project)
        self.form = OwedFilter(project, asked, self.people)
        self.wanted = self.form.wanted
        self.at = history.clock_of(project, moment or clock.now())
        self.rows = self._narrowed(history.ledger(project, moment, self.at).filter(duty__in=list(DUTIES)))

    @property
    def falls(self) -> bool:
        """The latest first, unless what is asked for is still to be done, or the order is given."""
        sort = self.asked.get("sort", "")
        if sort in ("due", "-due"):
            return sort == "-due"
        return self.wanted.get("state") not in (OPEN, *COMING, State.OVERDUE)

    def _narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        state = self.wanted.get("state")
        rows = rows.filter(stands__in=GROUPS.get(state, (state,))) if state else rows.exclude(stands__in=UNCOUNTED)
        for name, value in self.wanted.items():
            match name:
                case "party":
                    rows = rows.filter(duty__in=[d.id for d in DUTIES.values() if d.party == value])
                case "person":
                    rows = rows.filter(who=None if value == NOBODY else int(value))
                case "duty":
                    rows = rows.filter(duty=value)
                case "place":
                    rows = rows.filter(spot="" if value == NOWHERE else value)
                case "phase":
                    phase = "" if value == NOWHERE else value
                    rows = rows.annotate(phase=phase_column(self.project)).filter(phase=phase)
                case "since":
                    rows = rows.filter(due__gte=history.start_of(self.project, value))
                case "until":
                    rows = rows.filter(due__lte=history.end_of(self.project, value))
        return rows.order_by(*(("-due", "-number") if self.falls else ("due", "number")))

    @property
    def total(self) -> int:
        return self.rows.order_by().values("pk").count()

    def page(self) -> tuple[list[Owed], str]:
        """The rows of the page asked for (`after`), and the mark of the next page, "" on the last."""
        rows = self._behind(self.asked.get("after", ""))
        found = list(rows.values(*COLUMNS)[: PAGE + 1])
        more = len(found) > PAGE
        mark = f"{found[PAGE - 1]['due'].isoformat()}_{found[PAGE - 1]['number']}" if more else ""
        return self.owed(found[:PAGE]), mark

    def all(self) -> list[Owed]:
        return self.owed(self.rows.values(*COLUMNS)[:CAP])

    def _behind(self, mark: str) -> QuerySet[Any]:
        try:
            text, number = mark.split("_")
            due, pk = datetime.fromisoformat(text), int(number)
        except ValueError:
            return self.rows
        if due.tzinfo is None:
            return self.rows
        if self.falls:
            return self.rows.filter(Q(due__lt=due) | Q(due=due, number__lt=pk))
        return self.rows.filter(Q(due__gt=due) | Q(due=due, number__gt=pk))

    def owed(self, rows: Iterable[dict[str, Any]]) -> list[Owed]:
        rows = list(rows)
        ids = {r["who"] for r in rows} | {r["stand_in"] for r in rows}
        people = User.objects.in_bulk([pk for pk in ids if pk is not None])
        to = replace(reader(self.actor, self.project, queries.places_of(self.project)), now=self.at)
        return [
            Owed(
                line_of(_obligation(r, self.project, people), to),
                str(Party(DUTIES[r["duty"]].party).label),
                str(people.get(r["stand_in"], "")),
            )
            for r in rows
        ]

    @property
    def more(self) -> bool:
        """Whether something is asked for beyond the first conditions."""
        return bool({"duty", "place", "phase", "since", "until"} & set(self.wanted))

    def pills(self) -> list[dict[str, Any]]:
        """The states that are asked for most."""
        labels = {None: _("All"), State.OVERDUE.value: State.OVERDUE.label, OPEN: _("Not due yet")}
        labels |= {State.MET_LATE.value: State.MET_LATE.label, State.WAIVED.value: State.WAIVED.label}
        now = self.wanted.get("state")
        return [
            {"label": label, "active": state == now, "url": self.address(state=state, after=None)}
            for state, label in labels.items()
        ]

    def address(self, **changes: Any) -> str:
        """The address of this list with parameters changed; None removes one."""
        query = {k: v for k, v in self.asked.items() if v} | changes
        return "?" + urlencode({k: v for k, v in query.items() if v is not None})


def rows_url(project: Any, on: date | None = None, **wanted: Any) -> str:
    """Where the rows behind a figure are listed."""
    kept = {k: v for k, v in {**wanted, "on": on}.items() if v not in (None, "")}
    return f"{address('duties:obligations', project)}?{urlencode(kept)}"


def _people(project: Any) -> dict[int, str]:
    """Everybody who owes something in the project or has a place in it."""
    owing = Obligation.objects.filter(project=project, person__isnull=False).order_by().values("person")
    rows = User.objects.filter(Q(memberships__project=project) | Q(pk__in=owing)).distinct().order_by("id")
    return {p.pk: str(p) for p in rows}


def _obligation(row: dict[str, Any], project: Any, people: dict[int, User]) -> Obligation:
    """The obligation as it was, not to be saved."""
    return Obligation(
        pk=row["number"],
        project=project,
        duty_id=row["duty"],
        place=row["spot"],
        key=row["period"],
        opens_at=row["opened"],
        due_at=row["due"],
        grace_until=row["due"],
        person=people.get(row["who"]),
        acting=people.get(row["stand_in"]),
        state=row["stands"],
        met_at=row["proved"],
        why=row["reason"],
    )
