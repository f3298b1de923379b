"""What the page of one duty of a project shows: rule, people, what is owed now, what proves it, who was told, what was
said, and its past by month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from golive.foundation import clock, use_cases
from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party
from golive.foundation.duties import explain, queries, talk
from golive.foundation.duties.because import because
from golive.foundation.duties.catalogue import DUTIES, Duty
from golive.foundation.duties.figures.listing import rows_url
from golive.foundation.duties.forms import AssignForm, ReasonForm, WaiveForm
from golive.foundation.duties.holding.assignments import standing
from golive.foundation.duties.holding.modules import HELD_BY
from golive.foundation.duties.holding.tailored import Held, held
from golive.foundation.duties.lines import Line, Reader, action_of, line_of, reader
from golive.foundation.duties.matrix.heat import Tally
from golive.foundation.duties.models import Assignment, Cover, Holder, Letter, Obligation, Tailoring
from golive.foundation.duties.permissions import speaks_for
from golive.foundation.duties.registry import calendar_of, connected
from golive.foundation.duties.states import DONE, State
from golive.foundation.duties.telling.digest_page import days_of, entry_of, laid, quiet_of
from golive.foundation.duties.telling.told import told_about, visible_escalations

NOW = (State.OVERDUE, State.DUE, State.PARTLY, State.WAIVED)
COMING = (State.UPCOMING, State.UNCONNECTED)
NEXT = 3  # of what is coming
MANY = 20  # of what is owed now; the list has them all
PAST = 300
FACTS = 12
TOLD = 15


@dataclass(slots=True)
class Instance:
    """One obligation: its line, the whole reason, and what the reader may do."""

    line: Line
    because: str
    snoozed: Any = None
    snooze_form: Any = None
    waive_form: Any = None

    @property
    def row(self) -> Obligation:
        assert self.line.row is not None
        return self.line.row


@dataclass(slots=True)
class Month:
    """The obligations of a month that are over."""

    name: str
    tally: Tally = field(default_factory=Tally)
    rows: list[Line] = field(default_factory=list)


def duty_context(actor: Any, project: Any, duty_id: str) -> dict[str, Any]:
    """The number of queries does not grow with what is owed."""
    found = held(project)
    duty = found.duties.get(duty_id, DUTIES[duty_id])
    places = queries.places_of(project)
    to = reader(actor, project, places)
    rows = list(
        queries.visible(actor)
        .filter(project=project, duty_id=duty.id)
        .exclude(state=State.WITHDRAWN)
        .order_by("-due_at", "-id")[:PAST]
    )
    for row in rows:
        row.project = project  # asked for by every permission
    now = [r for r in rows if r.state in NOW]  # the latest debt first
    coming = sorted((r for r in rows if r.state in COMING), key=lambda r: (r.due_at, r.pk))[:NEXT]
    over = [r for r in rows if r.state in DONE]
    assignments = [a for a in standing(project) if a.duty_id == duty.id]
    sees = to.may_see(duty)
    return {
        **rule_context(duty, project),
        "sees": sees,
        "holders": _holders(assignments, actor, project, places),
        "difference": difference(found, duty.id),
        "may_tailor": use_cases.may("duties.tailor", actor, project),
        "owed": instances([*now[:MANY], *coming], duty, actor, to),
        "owed_count": len(now) + len(coming),
        "owed_url": rows_url(project, duty=duty.id),
        "facts": facts(rows) if sees else [],
        "drift": drift(rows) if sees else [],
        "told": told_about(actor, rows)[:TOLD],
        "escalations": escalations(actor, project, duty_id=duty.id),
        "waivers": queries.visible_waivers(actor).filter(obligation__project=project, obligation__duty_id=duty.id),
        "months": _months(over, to),
        **talk.about_duty(actor, project, assignments, rows, places),
    }


def rule_context(duty: Duty, project: Any) -> dict[str, Any]:
    return {
        "duty": duty,
        "party": Party(duty.party).label,
        "cadence": explain.cadence_of(duty),
        "escalation": " → ".join(str(Party(p).label) for p in duty.escalation),
        "apart": [DUTIES[key] for key in duty.apart],
        "connected": connected(duty.id),
        "perform": action_of(duty, project),  # not "action": the empty states would show it
    }


def instances(rows: list[Obligation], duty: Duty, actor: Any, to: Reader) -> list[Instance]:
    """Obligations of one duty, with what the reader may do about each. One query."""
    calendar, days = calendar_of(to.project), days_of(to.project)
    quiet = quiet_of(actor, [r.pk for r in rows])
    made = []
    for row in rows:
        line = line_of(row, to)
        entry = entry_of(row, line, actor, quiet, days)
        sees = to.may_see(duty) or actor.pk in (row.person_id, row.acting_id)
        open_ = row.state not in (*DONE, State.WAIVED, State.UNCONNECTED, State.WITHDRAWN)
        waives = open_ and use_cases.may("duties.waive", actor, row)
        form = WaiveForm(auto_id=f"o{row.pk}_%s") if waives else None
        made.append(Instance(line, because(row, duty, calendar, sees=sees), entry.snoozed, entry.form, form))
    return made


def difference(found: Held, duty_id: str) -> dict[str, Any] | None:
    """What the project changed against its template: pairs (what, there, here), who, when and why."""
    change: Tailoring | None = found.changes.get(duty_id)
    here, there = found.duties.get(duty_id), found.template.get(duty_id)
    if change is None or here is None:
        return None
    pairs = []
    if there is None:
        pairs.append((_("Held"), _("Not held"), _("Held here")))
    else:
        words = ((_("Cadence"), explain.cadence_of), (_("Grace in working hours"), lambda d: str(d.grace)))
        pairs = [(name, of(there), of(here)) for name, of in words if of(there) != of(here)]
        if there.by != here.by:
            pairs.append((_("Held by"), str(HELD_BY[there.by]), str(HELD_BY[here.by])))
    return {"pairs": pairs, "change": change}


def facts(rows: list[Obligation]) -> list[dict[str, Any]]:
    """The newest facts of all rows, each once."""
    return _newest(fact for row in rows for fact in explain.facts_of(row))


def drift(rows: list[Obligation]) -> list[dict[str, Any]]:
    """What people did who are not responsible for it."""
    return _newest(fact for row in rows for fact in explain.drift_of(row))


def _newest(found: Any) -> list[dict[str, Any]]:
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for fact in found:
        seen.setdefault((fact["label"], fact["url"]), fact)
    return sorted(seen.values(), key=lambda f: f["at"], reverse=True)[:FACTS]


def escalations(actor: Any, project: Any, **which: Any) -> list[Any]:
    """Those the reader may see, with their answers, newest first."""
    named = {f"obligation__{name}": value for name, value in which.items()}
    rows = visible_escalations(actor).filter(obligation__project=project, **named)[:TOLD]
    answers, may_see = speaks_for(actor), reader(actor, project, {}).may_see
    return [laid(e, actor, answers, may_see) for e in rows]


def _months(rows: list[Obligation], to: Reader) -> list[Month]:
    found: dict[str, Month] = {}
    for row in rows:
        name = f"{timezone.localtime(row.due_at):%Y-%m}"
        month = found.setdefault(name, Month(name))
        month.tally.add(row.state, 1, row.due_at)
        month.rows.append(line_of(row, to))
    return list(found.values())


def _holders(rows: list[Assignment], actor: Any, project: Any, places: dict[str, str]) -> list[dict[str, Any]]:
    letters: dict[int, list[Holder]] = defaultdict(list)
    others = Holder.objects.filter(assignment__in=rows, until=None).exclude(letter=Letter.ACCOUNTABLE)
    for holder in others.select_related("person"):
        letters[holder.assignment_id].append(holder)
    today = clock.today(project.timezone)
    covers = Cover.objects.filter(project=project, ended_at=None, last_day__gte=today).select_related("stand_in")
    by_person: dict[int, list[Cover]] = defaultdict(list)
    for cover in covers.order_by("first_day"):
        by_person[cover.person_id].append(cover)
    made = []
    for a in rows:
        mine = sorted(letters[a.pk], key=lambda h: ("RCI".index(h.letter), h.pk))
        away = [c for c in by_person.get(a.accountable_id or 0, ()) if not c.duty_ids or a.duty_id in c.duty_ids]
        made.append({**_holder(a, actor, project, places), "letters": mine, "covers": away})
    return made


def _holder(assignment: Assignment, actor: Any, project: Any, places: dict[str, str]) -> dict[str, Any]:
    prefix = f"a{assignment.pk}"
    return {
        "assignment": assignment,
        "place": places.get(assignment.place, ""),
        "assign_form": AssignForm(
            project,
            auto_id=f"{prefix}_%s",
            initial={"accountable": assignment.accountable_id, "place": assignment.place},
        )
        if use_cases.may("duties.assign", actor, project)
        else None,
        "reason_form": ReasonForm(auto_id=f"{prefix}_%s")
        if use_cases.may("duties.ask_switch_off", actor, assignment)
        else None,
        "decides": access.stands_for(actor, project, Party.SPONSOR),
        "decision": assignment.switched_off_decision if access.stands_for(actor, project, *INSIDE) else "",
    }
