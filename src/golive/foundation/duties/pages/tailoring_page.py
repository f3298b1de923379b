"""What the pages of tailoring show: the duties of a project beside those of its template, and one duty in full."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from golive.foundation import use_cases
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party
from golive.foundation.duties import explain
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.forms import AssignForm, LetterForm, ReasonForm
from golive.foundation.duties.holding.assignments import members_of, standing
from golive.foundation.duties.holding.modules import HELD_BY, MODULES, place_words
from golive.foundation.duties.holding.tailored import Held, held
from golive.foundation.duties.lines import address
from golive.foundation.duties.models import Assignment, Holder, Letter, Tailoring
from golive.foundation.duties.noticing import noticed
from golive.foundation.duties.registry import method_name


@dataclass(slots=True)
class Terms:
    """How a duty is held, in words."""

    cadences: list[str]
    grace: int
    by: str


@dataclass(slots=True)
class Place:
    """A duty at one place: who answers, who else has a letter."""

    assignment: Assignment
    name: str
    letters: list[Holder]
    decision: str = ""
    forms: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One duty: `template` None: the template leaves it out; `here` None: the project does not hold it either."""

    duty: Duty
    template: Terms | None
    here: Terms | None
    change: Tailoring | None
    places: list[Place]
    url: str

    @property
    def off(self) -> list[Assignment]:
        return [p.assignment for p in self.places if p.assignment.switched_off_at is not None]

    @property
    def differs(self) -> bool:
        return self.change is not None or bool(self.off)


def visible_holders(actor: Any) -> QuerySet[Holder]:
    """Who has which letter is known to everybody of the project."""
    rows = Holder.objects.filter(assignment__project__in=access.projects_of(actor))
    return rows.select_related("assignment__project", "person")


def tailoring_context(actor: Any, project: Any) -> dict[str, Any]:
    found = held(project)
    rows = _rows(actor, project, found)
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[_("All parties") if row.duty.id.startswith("X") else str(Party(row.duty.party).label)].append(row)
    return {
        "method": method_name(project),
        "differences": [r for r in rows if r.differs],
        "groups": list(groups.items()),
        "bundles": noticed.open_signals(actor, project, *noticed.MATRIX),
        "may_tailor": use_cases.may("duties.tailor", actor, project),
    }


def _rows(actor: Any, project: Any, found: Held) -> list[Row]:
    places = _places(actor, project)
    return [_row(actor, project, found, DUTIES[key], places.get(key, [])) for key in DUTIES]


def duty_row(actor: Any, project: Any, duty: Duty) -> Row:
    """One duty with the forms for its people."""
    row = _row(actor, project, held(project), duty, _places(actor, project).get(duty.id, []))
    people = noticed.people_of(project)
    for place in row.places:
        key = f"a{place.assignment.pk}"
        at = {"accountable": place.assignment.accountable_id, "place": place.assignment.place}
        place.forms = {
            "assign": AssignForm(project, auto_id=f"{key}_%s", initial=at),
            "letter": LetterForm(people, auto_id=f"{key}_%s"),
            "off": ReasonForm(auto_id=f"{key}_%s"),
        }
    return row


def _row(actor: Any, project: Any, found: Held, duty: Duty, places: list[Place]) -> Row:
    template, here = found.template.get(duty.id), found.duties.get(duty.id)
    return Row(
        duty=duty,
        template=_terms(template, []) if template else None,
        here=_terms(here, found.modules(duty.id)) if here else None,
        change=found.changes.get(duty.id),
        places=places,
        url=address("duties:tailor", project, duty=duty.id),
    )


def _terms(duty: Duty, modules: list[str]) -> Terms:
    by = str(HELD_BY[duty.by])
    if duty.by == "module" and modules:
        by = f"{by} · " + _(", ").join(str(MODULES.get(m, m)) for m in modules)
    return Terms([explain.term_words(duty, t) for t in duty.terms], duty.grace, by)


def _places(actor: Any, project: Any) -> Mapping[str, list[Place]]:
    names = place_words(members_of(project))
    letters: dict[int, list[Holder]] = defaultdict(list)
    for holder in (
        visible_holders(actor).filter(assignment__project=project, until=None).exclude(letter=Letter.ACCOUNTABLE)
    ):
        letters[holder.assignment_id].append(holder)
    inside = access.stands_for(actor, project, *INSIDE)
    found: dict[str, list[Place]] = defaultdict(list)
    for a in standing(project):
        name = names[a.place].render() if a.place in names else ""
        mine = sorted(letters[a.pk], key=lambda h: ("RCI".index(h.letter), h.pk))
        found[a.duty_id].append(Place(a, name, mine, a.switched_off_decision if inside else ""))
    return found
