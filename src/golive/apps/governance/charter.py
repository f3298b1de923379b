"""The charter's parts that nobody types: each app says what it knows, and the charter freezes it when it is issued.

    @part("plan.budget", label=_("Budget"), order=50, inside=True, page="plan:cost_sheet")
    def budget(project) -> Rows: …

`inside`: the client's own. It goes into the annex that no vendor sees, unless whoever writes the charter shares it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from golive.apps.governance.models import Charter, Objective
from golive.apps.governance.models.charter import TEXTS
from golive.apps.projects.models import Phase
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Membership, Party
from golive.foundation.differences import Change, pieces
from golive.foundation.words import Words, words

Cell = Words | str
NAMED = (Party.SPONSOR, Party.PM, Party.BUSINESS, Party.IT, Party.VENDOR, Party.CONSULTANT, Party.QA)


@dataclass(frozen=True, slots=True)
class Rows:
    columns: list[Any]
    rows: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    label: Any
    order: int
    inside: bool
    page: str  # where what is missing is entered
    ask: Callable[[Any], Rows]


PARTS: dict[str, Part] = {}


def part(key: str, *, label: Any, order: int, page: str, inside: bool = False) -> Callable[[Any], Any]:
    def register(function: Callable[[Any], Rows]) -> Callable[[Any], Rows]:
        if key in PARTS:
            raise ValueError(f"part {key} of the charter is declared twice")
        PARTS[key] = Part(key, label, order, inside, page, function)
        return function

    return register


def frozen(project: Any, shared: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What both sides would sign now, and the client's annex."""
    both: list[dict[str, Any]] = []
    annex: list[dict[str, Any]] = []
    for one in sorted(PARTS.values(), key=lambda p: p.order):
        found = one.ask(project)
        if found.rows:
            (annex if one.inside and one.key not in shared else both).append(_as_kept(one, found))
    return both, annex


def kept(one: Part, project: Any) -> dict[str, Any]:
    return _as_kept(one, one.ask(project))


def _as_kept(one: Part, found: Rows) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": Words.of(one.label).to_json(),
        "columns": [Words.of(c).to_json() for c in found.columns],
        "rows": [[Words.of(cell).to_json() for cell in row] for row in found.rows],
    }


def readable(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Kept parts in the reader's language."""
    return [
        {
            "key": p["key"],
            "title": str(Words.from_json(p["title"])),
            "columns": [str(Words.from_json(c)) for c in p["columns"]],
            "rows": [[str(Words.from_json(c)) for c in row] for row in p["rows"]],
        }
        for p in parts
    ]


MISSING = {
    "background": N_("The background"),
    "scope_in": N_("What is in scope"),
    "scope_out": N_("What is out of scope"),
    "success": N_("The success criteria"),
}


def gaps(charter: Charter) -> list[Words]:
    """What has to be there before it can be issued."""
    found = [words(said) for name, said in MISSING.items() if not getattr(charter, name).strip()]
    if not Objective.objects.filter(project=charter.project).exists():
        found.append(words("Objectives with indicator, baseline and target"))
    if not access.people_as(charter.project, Party.SPONSOR):
        found.append(words("A sponsor, who signs for the client"))
    return found


def compared(old: Charter, new: Charter, *, inside: bool) -> list[Change]:
    """What differs between two versions: the texts, then the parts, each row a line."""
    found = []
    for name in TEXTS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            found.append(Change(Charter._meta.get_field(name).verbose_name, pieces(before, after)))
    was, now = _by_key(old, inside), _by_key(new, inside)
    for key in dict.fromkeys([*was, *now]):
        before, after = (side[key][1] if key in side else "" for side in (was, now))
        if before != after:
            found.append(Change((now.get(key) or was[key])[0], pieces(before, after)))
    return found


def _by_key(charter: Charter, inside: bool) -> dict[str, tuple[str, str]]:
    parts = [*charter.content, *(charter.annex if inside else [])]
    return {p["key"]: (p["title"], "".join(_lines(p))) for p in readable(parts)}


def _lines(part: dict[str, Any]) -> Iterator[str]:
    for row in part["rows"]:
        yield " · ".join(cell for cell in row if cell) + "\n"


@part("governance.goals", label=_("Goals"), order=10, inside=True, page="governance:objectives")
def goals(project: Any) -> Rows:
    rows = Objective.objects.filter(project=project).select_related("owner")
    return Rows(
        [_("Objective"), _("indicator (KPI)"), _("Baseline"), _("Target"), _("to be reached by"), _("owner")],
        [
            [
                str(o),
                o.indicator,
                f"{o.baseline.normalize():f} {o.unit}",
                f"{o.target.normalize():f} {o.unit}",
                o.due_on.isoformat(),
                str(o.owner),
            ]
            for o in rows
        ],
    )


@part("governance.parties", label=_("Parties and people"), order=20, page="projects:people")
def parties(project: Any) -> Rows:
    """Who speaks for whom. Team and users are many and change; the charter names those who answer."""
    held = Membership.objects.filter(access.current(), project=project, party__in=[p.value for p in NAMED])
    rows = held.select_related("person__organisation", "department").order_by("party", "id")
    order = {p.value: n for n, p in enumerate(NAMED)}
    return Rows(
        [_("Party"), _("Name"), _("Role"), _("Organisation")],
        [
            [Words.of(Party(m.party).label), str(m.person), m.role_title, str(m.person.organisation or "")]
            for m in sorted(rows, key=lambda m: order[m.party])
        ],
    )


@part("governance.phases", label=_("Phases"), order=30, page="governance:gates")
def phases(project: Any) -> Rows:
    rows = Phase.objects.filter(project=project).order_by("order")
    return Rows(
        [_("phase"), _("starts on"), _("ends on")],
        [[p.name, p.starts_on.isoformat(), p.ends_on.isoformat()] for p in rows],
    )
