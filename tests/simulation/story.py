"""A seeded project of people who forget, fall ill, sign for each other, delete evidence and move phases."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied

from golive.apps.projects import services as projects
from golive.foundation import clock
from golive.foundation.accounts import services as accounts
from golive.foundation.accounts.models import Membership, Project
from golive.foundation.accounts.tests.factories import person
from golive.foundation.duties import registry
from golive.foundation.duties import services as duties
from golive.foundation.duties.evaluate import mark_dirty
from golive.foundation.duties.models import Assignment, Cover, Holder, Obligation, Tailoring
from golive.foundation.duties.registry import Fact, Missing, Occurrence
from golive.foundation.duties.states import DONE
from golive.foundation.errors import Refused
from tests.simulation.app_life import APP_ACTS
from tests.simulation.evidence_table import Sheet
from tests.simulation.founding import TAILORED, founded
from tests.simulation.stage import Journal

DAY = timedelta(days=1)


class Story:
    """`step(moment)` does one thing at a moment and says what; it may be refused, as it would be in life."""

    def __init__(
        self, seed: int, sheets: dict[str, Sheet], *, start: date, zone: str = "Asia/Shanghai", apps: bool = False
    ) -> None:
        self.random, self.sheets, self.start = random.Random(seed), sheets, start
        self.acts = [*ACTS, *APP_ACTS] if apps else ACTS
        self.zone, self.journal, self.number = ZoneInfo(zone), Journal(), 0
        self.project = founded(self, zone)
        self.done: dict[str, int] = {}
        self.refused: dict[str, int] = {}

    def local(self, day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=self.zone)

    def fresh(self) -> Project:
        return Project.objects.get(pk=self.project.pk)

    # -- one step

    def step(self, moment: datetime) -> str:
        acts, weights = zip(*self.acts, strict=True)
        act = self.random.choices(acts, weights)[0]
        with clock.at(moment):
            try:
                said = act(self) or ""
            except (Refused, PermissionDenied) as error:
                self.refused[act.__name__] = self.refused.get(act.__name__, 0) + 1
                return f"{act.__name__} refused: {error}"
        self.done[act.__name__] = self.done.get(act.__name__, 0) + 1
        return f"{act.__name__} {said}"

    def anybody(self) -> Any:
        return self.random.choice(self.members()).person

    def members(self) -> list[Membership]:
        today = clock.today(self.project.timezone)
        rows = Membership.objects.filter(project=self.project).order_by("id").select_related("person", "department")
        return [m for m in rows if (m.valid_to or today) >= today and (m.valid_from or today) <= today]

    def an_obligation(self, **filters: Any) -> Obligation | None:
        rows = Obligation.objects.filter(project=self.project, **filters)
        rows = rows.exclude(state__in=[*DONE, "withdrawn", "unconnected"]).order_by("due_at", "id")[:60]
        return self.random.choice(list(rows)) if rows else None

    def touched(self, duty_id: str) -> None:
        mark_dirty(self.project, f"sim.{duty_id}.done")

    # -- evidence

    def prove(self) -> str | None:
        """Somebody does what is owed: mostly the right one, mostly in time."""
        owed = self.an_obligation(duty_id__in=self.sheets)
        if owed is None:
            return None
        who, sheet = self._doer(owed), self.sheets[owed.duty_id]
        at = self._when(owed)
        for n, event in enumerate(sheet.occurrences):
            if event.key == owed.key and event.place in ("", owed.place):
                sheet.occurrences[n] = replace(event, closed_at=at, closed_by=who)
                self.touched(owed.duty_id)
                return f"{owed.duty_id} {owed.key} closed by {who} at {at}"
        period = owed.key if self.random.random() < 0.5 else ""
        spot = owed.place if self.random.random() < 0.9 else self.random.choice(["", *self._places()])
        sheet.facts.append(Fact(at, who, "record", place=spot, period=period))
        if self.random.random() < 0.7:
            sheet.missing = [m for m in sheet.missing if m.place not in ("", owed.place)]
        self.touched(owed.duty_id)
        return f"{owed.duty_id} {owed.place} {owed.key} by {who} at {at} period {period!r} place {spot!r}"

    def _doer(self, owed: Obligation) -> int | None:
        chance = self.random.random()
        if chance < 0.6:
            return owed.acting_id or owed.person_id
        if chance < 0.65:
            return None
        return self.anybody().pk

    def _when(self, owed: Obligation) -> datetime:
        now, chance = clock.now(), self.random.random()
        if chance < 0.6:
            return now
        if chance < 0.8:
            return now - timedelta(minutes=self.random.randrange(4 * 1440))
        if chance < 0.84:
            return now + timedelta(minutes=self.random.randrange(3 * 1440))
        edge = self.random.choice([owed.due_at, owed.opens_at, owed.grace_until])
        return edge + timedelta(seconds=self.random.choice([-1, 0, 0, 1]))

    def _places(self) -> list[str]:
        return [registry.department(d.pk) for d in self.departments]

    def delete(self) -> str | None:
        """A record is deleted, or no longer valid."""
        duty_id, sheet = self._sheet()
        if sheet.facts:
            gone = sheet.facts.pop(self.random.randrange(len(sheet.facts)))
            self.touched(duty_id)
            return f"{duty_id} {gone.at} by {gone.who_id}"
        return None

    def want(self) -> str:
        """Something more is wanted, for one place, one period, or all."""
        duty_id, sheet = self._sheet()
        owed = self.an_obligation(duty_id=duty_id)
        period = owed.key if owed and self.random.random() < 0.5 else ""
        spot = owed.place if owed and self.random.random() < 0.7 else ""
        sheet.missing.append(Missing("something", place=spot, period=period))
        self.touched(duty_id)
        return f"{duty_id} {spot} {period}"

    def content(self) -> str | None:
        """Nothing of it is wanted any more."""
        duty_id, sheet = self._sheet()
        if not sheet.missing:
            return None
        sheet.missing.pop(self.random.randrange(len(sheet.missing)))
        self.touched(duty_id)
        return duty_id

    def declare(self) -> str:
        """The app says itself whether it is complete, or since when there was something to do."""
        duty_id, sheet = self._sheet()
        owed = self.an_obligation(duty_id=duty_id)
        if self.random.random() < 0.3:
            sheet.since = self.random.choice([None, clock.now() - timedelta(days=self.random.randrange(60))])
        else:
            word = self.random.random() < 0.6
            some = {owed.key: word} if owed else word
            sheet.complete = self.random.choice([None, None, word, some, {owed.place: word} if owed else None])
        self.touched(duty_id)
        return f"{duty_id} complete={sheet.complete} since={sheet.since}"

    def _sheet(self) -> tuple[str, Sheet]:
        duty_id = self.random.choice(sorted(self.sheets))
        return duty_id, self.sheets[duty_id]

    # -- events

    def happen(self) -> str | None:
        """Something is asked for, reported, assigned."""
        duty_id = self.random.choice(sorted(self._of_events()))
        sheet, now = self.sheets[duty_id], clock.now()
        self.number += 1
        opened = now - timedelta(minutes=self.random.choice([0, 0, 0, 30, 3000]), seconds=self.random.choice([0, 17]))
        due = None
        if self.random.random() < 0.3:
            due = opened + timedelta(minutes=self.random.randrange(1, 20000))
        sheet.occurrences.append(
            Occurrence(
                f"sim.record:{self.number}",
                opened,
                "event",
                person_id=self.anybody().pk if self.random.random() < 0.4 else None,
                place=self.random.choice(["", "", *self._places()]),
                due_at=due,
            )
        )
        self.touched(duty_id)
        return f"{duty_id} {self.number}"

    def _of_events(self) -> list[str]:
        from golive.foundation.duties.catalogue import DUTIES

        return [d for d in self.sheets if any(t.is_event for t in DUTIES[d].terms)]

    def _an_event(self) -> tuple[str, int] | None:
        found = [(d, n) for d in sorted(self._of_events()) for n in range(len(self.sheets[d].occurrences))]
        return self.random.choice(found) if found else None

    def change_event(self) -> str | None:
        """Reopened, vanished, a new date, another person."""
        found = self._an_event()
        if found is None:
            return None
        duty_id, n = found
        events = self.sheets[duty_id].occurrences
        event = events[n]
        match self.random.choice(["reopen", "vanish", "date", "person"]):
            case "reopen":
                events[n] = replace(event, closed_at=None, closed_by=None)
            case "vanish":
                del events[n]
            case "date":
                events[n] = replace(event, due_at=event.opened_at + timedelta(minutes=self.random.randrange(9000)))
            case _:
                events[n] = replace(event, person_id=self.anybody().pk)
        self.touched(duty_id)
        return f"{duty_id} {event.key}"

    # -- people

    def fall_ill(self) -> str:
        ill, stand_in = self.anybody(), self.anybody()
        first = clock.today(self.project.timezone) + self.random.randrange(3) * DAY
        some = self.random.sample(sorted(self.sheets), 5) if self.random.random() < 0.2 else ()
        made = duties.cover(
            self.pm,
            self.project,
            person=ill,
            stand_in=stand_in,
            first_day=first,
            last_day=first + self.random.randrange(12) * DAY,
            duty_ids=some,
        )
        return f"{made} {made.first_day} {made.last_day}"

    def come_back(self) -> str | None:
        rows = list(Cover.objects.filter(project=self.project, ended_at=None).order_by("id"))
        return str(duties.end_cover(self.pm, self.random.choice(rows))) if rows else None

    def join(self) -> str:
        party = self.random.choice("BBEEITTVCQA")
        where = self.random.choice(self.departments) if party in "BE" else None
        new = person("new", self.client) if self.random.random() < 0.5 else self.anybody()
        first = clock.today(self.project.timezone) + self.random.choice([-3, 0, 0, 5]) * DAY
        accounts.name_member(
            self.pm, self.project, person=new, party=party, role_title="x", department=where, valid_from=first
        )
        return f"{new.pk} {party} {where}"

    def leave(self) -> str | None:
        rows = [m for m in self.members() if m.party not in "SM"]
        if len(rows) < 10:
            return None
        gone = self.random.choice(rows)
        accounts.end_membership(self.pm, gone)
        return f"{gone.person_id} {gone.party}"

    def assign(self) -> str:
        spot = self._assignment()
        who = self.anybody()
        self.before_assign()
        duties.assign(self.pm, self.project, duty_id=spot.duty_id, accountable=who, place=spot.place)
        self.journal.named.append(((spot.duty_id, spot.place), who.pk, clock.now()))
        return f"{spot} {who.pk}"

    def before_assign(self) -> None:
        """Hook: naming one lets the product notice who has left."""

    def _assignment(self) -> Assignment:
        rows = Assignment.objects.filter(project=self.project).order_by("id")
        return self.random.choice(list(rows))

    def letter(self) -> str:
        spot, who = self._assignment(), self.anybody()
        given = self.random.choice("RRRCI")
        duties.give_letter(self.pm, spot, person=who, letter=given)
        return f"{spot} {given} {who.pk}"

    def take_letter(self) -> str | None:
        rows = list(
            Holder.objects.filter(assignment__project=self.project, until=None).exclude(letter="A").order_by("id")
        )
        return str(duties.take_letter(self.pm, self.random.choice(rows))) if rows else None

    # -- the frame

    def move_phase(self) -> str:
        rows = list(self.project.phases.order_by("id"))
        phase, by = self.random.choice(rows), self.random.randrange(-20, 40) * DAY
        longer = self.random.randrange(-5, 15) * DAY
        projects.move_phase(self.pm, phase, starts_on=phase.starts_on + by, ends_on=phase.ends_on + by + longer)
        return f"{phase.key} {by}"

    def special_day(self) -> str:
        day = clock.today(self.project.timezone) + self.random.randrange(-5, 30) * DAY
        projects.set_special_day(self.pm, self.project, day=day, is_working=self.random.random() < 0.5, note="x")
        return str(day)

    def hold(self) -> str:
        """The project stops, or goes on."""
        project = self.fresh()
        if project.state in ("on_hold", "closed"):
            projects.resume(self.sponsor, project, reason="x")
            self.journal.stops[-1][1] = clock.now()
        elif self.random.random() < 0.15:
            projects.close(self.sponsor, project, reason="x")
            self.journal.stops.append([clock.now(), None])
        elif self.random.random() < 0.4:
            projects.hold(self.sponsor, project, reason="x")
            self.journal.stops.append([clock.now(), None])
        return project.state

    def go_live(self) -> str:
        """The day of go-live is set anew."""
        day = self.project.go_live_date + self.random.randrange(-15, 30) * DAY
        Project.objects.filter(pk=self.project.pk).update(go_live_date=day)
        self.project.go_live_date = day
        mark_dirty(self.project)
        return str(day)

    def waive(self) -> str | None:
        owed = self.an_obligation()
        if owed is None:
            return None
        until = clock.today(self.project.timezone) + self.random.randrange(20) * DAY
        duties.waive(self.sponsor, owed, reason="x", until=until)
        return f"{owed} {until}"

    def switch_off(self) -> str:
        off = list(Assignment.objects.filter(project=self.project, switched_off_at__isnull=False).order_by("id"))
        if off and self.random.random() < 0.6:
            return str(duties.switch_on(self.pm, self.random.choice(off)))
        return str(duties.ask_switch_off(self.sponsor, self._assignment(), reason="x"))

    def tailor(self) -> str:
        rows = list(Tailoring.objects.filter(project=self.project).order_by("id"))
        if rows and self.random.random() < 0.4:
            row = self.random.choice(rows)
            duties.reset(self.pm, self.project, duty_id=row.duty_id)
            return f"reset {row.duty_id}"
        if self.random.random() < 0.5:
            duty_id = self.random.choice(sorted(TAILORED))
            duties.tailor(self.pm, self.project, duty_id=duty_id, rules=TAILORED[duty_id], reason="x")
            return f"{duty_id} {TAILORED[duty_id]}"
        duty_id, by = self.random.choice(sorted(self.sheets)), self.random.choice(["project", "department", "module"])
        modules = ["sales", "stock"] if by == "module" else []
        grace = self.random.choice([None, 0, 3, 40])
        duties.tailor(
            self.pm, self.project, duty_id=duty_id, by=by, modules=modules, grace=grace, included=True, reason="x"
        )
        return f"{duty_id} {by} {grace}"


ACTS: list[tuple[Callable[[Story], str | None], float]] = [
    (Story.prove, 60),
    (Story.delete, 5),
    (Story.want, 3),
    (Story.content, 4),
    (Story.declare, 1),
    (Story.happen, 6),
    (Story.change_event, 2),
    (Story.fall_ill, 3),
    (Story.come_back, 1),
    (Story.join, 0.7),
    (Story.leave, 0.7),
    (Story.assign, 2),
    (Story.letter, 2),
    (Story.take_letter, 1),
    (Story.move_phase, 0.6),
    (Story.special_day, 0.6),
    (Story.hold, 0.6),
    (Story.go_live, 0.2),
    (Story.waive, 1.5),
    (Story.switch_off, 0.8),
    (Story.tailor, 0.6),
]
