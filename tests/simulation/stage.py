"""Between the product and the reckoner: what is known at a moment as plain data, and where the two differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from golive.apps.projects import methods
from golive.apps.projects.models import SpecialDay
from golive.engines.worktime import parse_rule
from golive.foundation import clock
from golive.foundation.accounts.models import Membership, Project
from golive.foundation.duties import catalogue, registry
from golive.foundation.duties.models import Assignment, Cover, Holder, Obligation, Tailoring, Waiver
from golive.foundation.duties.reckoning import history
from tests.simulation.known import Away, Held, Line, Member, What, Where, World
from tests.simulation.reckoner import open_state


@dataclass
class Journal:
    """What people did that the product keeps in a form the reckoner must not rely on."""

    named: list[tuple[Where, int, datetime]] = field(default_factory=list)
    stops: list[list[datetime | None]] = field(default_factory=list)


def held_duties(project: Project) -> dict[str, Held]:
    """The catalogue, changed by the method's choice, changed by the project's tailoring."""
    chosen = methods.load(project.method).duties
    changes = {t.duty_id: t for t in Tailoring.objects.filter(project=project)}
    found = {}
    for duty in catalogue.load().values():
        change, choice = changes.get(duty.id), chosen.get(duty.id)
        if choice is None and not (change and change.included):
            continue
        terms = [(t.cadence, str(t.rule) if t.rule else "", t.days) for t in ((choice and choice.terms) or duty.terms)]
        phases, grace, by, modules = (choice and choice.phases) or duty.phases, duty.grace, duty.by, ()
        if change:
            terms = [_changed(term, change.rules) for term in terms]
            grace = duty.grace if change.grace is None else change.grace
            by, modules = change.by or by, tuple(change.modules)
        found[duty.id] = Held(duty.id, duty.party, tuple(terms), phases, grace, by, tuple(duty.raci["R"]), modules)
    return found


def _changed(term: tuple[str, str, tuple[int, ...]], rules: Mapping[str, str]) -> tuple[str, str, tuple[int, ...]]:
    if term[0] not in rules:
        return term
    rule = parse_rule(rules[term[0]])
    return (term[0] if rule.is_event else rule.kind, str(rule), term[2])


def world_of(project: Project, journal: Journal) -> World:
    """Everything that is known now."""
    waived: dict[What, tuple[Any, ...]] = {}
    for w in Waiver.objects.filter(obligation__project=project).select_related("obligation"):
        what = (w.obligation.duty_id, w.obligation.place, w.obligation.key)
        waived[what] = (*waived.get(what, ()), w.until)
    held = held_duties(project)
    asked = {duty_id: getattr(query, "said", query) for duty_id, query in registry.EVIDENCE.items()}
    return World(
        now=clock.now(),
        zone=project.timezone,
        special={d.day: d.is_working for d in SpecialDay.objects.filter(project=project)},
        closed=project.state == Project.State.CLOSED,
        stops=tuple((begin, end) for begin, end in journal.stops if begin is not None),
        start=project.start_date,
        go_live=project.go_live_date,
        phases=tuple(registry.phases_of(project)),
        held=held,
        members=tuple(
            Member(m.person_id, m.party, m.department_id, m.valid_from, m.valid_to, m.person.is_active)
            for m in Membership.objects.filter(project=project).select_related("person").order_by("id")
        ),
        named=tuple(journal.named),
        letters=tuple(
            ((h.assignment.duty_id, h.assignment.place), h.person_id, h.since, h.until)
            for h in Holder.objects.filter(assignment__project=project, letter="R").select_related("assignment")
        ),
        covers=tuple(
            Away(c.person_id, c.stand_in_id, c.first_day, c.last_day, tuple(c.duty_ids), c.ended_at)
            for c in Cover.objects.filter(project=project)
        ),
        waived=waived,
        off=frozenset(
            Assignment.objects.filter(project=project, switched_off_at__isnull=False).values_list("duty_id", "place")
        ),
        evidence={duty_id: said(project) for duty_id, said in asked.items() if duty_id in held},
        main_only=frozenset(registry.MAIN_ONLY),
    )


SHOWN = ("state", "opens", "due", "grace", "person", "acting", "met_at", "lost_at", "missing")


def written(project: Project) -> dict[What, tuple[Any, ...]]:
    """What the product has written down."""
    columns = ("state", "opens_at", "due_at", "grace_until", "person_id", "acting_id", "met_at", "lost_at")
    rows = Obligation.objects.filter(project=project).values_list("duty_id", "place", "key", *columns, "missing_count")
    return {row[:3]: row[3:] for row in rows}


def history_apart(project: Project, moment: datetime, lines: Mapping[What, Line], zone: str, at: datetime) -> list[str]:
    """What the product says it knew at a past moment, against the lines of the last look before it. `at`: what the
    project's clock showed then."""
    told = {
        (s.duty_id, s.place, s.key): (s.state_at(history.clock_of(project, moment)), s.due_at, s.person_id)
        for s in history.known(project, moment)
    }
    rows = Waiver.objects.filter(obligation__project=project, at__lte=moment).order_by("until")
    waived = {(w.obligation.duty_id, w.obligation.place, w.obligation.key): w.until for w in rows}
    found = []
    for what in sorted(set(told) | set(lines)):
        line, said = lines.get(what), told.get(what)
        own = None if line is None else (then(line, waived.get(what), zone, at), line.due, line.person)
        if said != own and not (said and own and said[0] == own[0] == "withdrawn"):
            found.append(f"known on {moment:%Y-%m-%d %H:%M:%S}Z of {what}: product {said}, reckoned {own}")
    return found


def then(line: Line, waived: date | None, zone: str, at: datetime) -> str:
    """The state of a line some time after it was looked at, when nothing but time has passed."""
    if line.state not in ("upcoming", "due", "partly", "waived"):
        return line.state
    if line.state == "waived" and waived is not None and at.astimezone(ZoneInfo(zone)).date() <= waived:
        return "waived"
    return open_state(line.opens, line.due, line.counting, at)


def reckoned(lines: Mapping[What, Line]) -> dict[What, tuple[Any, ...]]:
    return {what: tuple(getattr(line, name) for name in SHOWN) for what, line in lines.items()}


def differences(product: Mapping[What, Any], own: Mapping[What, Any], now: datetime) -> list[str]:
    """Readable: when, what, and each column in which the two differ."""
    found = []
    for what in sorted(set(product) | set(own)):
        a, b = product.get(what), own.get(what)
        if a is None or b is None:
            found.append(f"{now:%Y-%m-%d %H:%M:%S}Z {what}: product {a}, reckoned {b}")
            continue
        apart = [f"{name}: product {x}, reckoned {y}" for name, x, y in zip(SHOWN, a, b, strict=True) if x != y]
        # What is missing matters while it is open.
        if apart and not (a[0] == b[0] == "withdrawn"):
            found.append(f"{now:%Y-%m-%d %H:%M:%S}Z {what} [{a[0]}|{b[0]}] " + "; ".join(apart))
    return found
