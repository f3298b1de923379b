"""Runs a story and compares the product with the reckoner: after each evaluation, after single acts, and looking back."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from golive.foundation import clock
from golive.foundation.duties import registry
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.evaluate import evaluate, fresh
from tests.simulation.evidence_table import connected, forget_answers
from tests.simulation.known import Line, What
from tests.simulation.reckoner import Reckoner
from tests.simulation.stage import differences, history_apart, reckoned, world_of, written
from tests.simulation.story import Story

DAY = timedelta(days=1)
START = date(2026, 3, 2)
LEFT_OUT = ("Q6", "T3", "A7")  # stay unconnected, as duties of an app that is not there yet


@dataclass
class Outcome:
    """`compared`: how many obligations were looked at, in how many `looks`; `single`: acts after which only what they
    touched was evaluated and then compared with all; `back`: past moments compared; `different`: readable."""

    story: Story
    compared: int = 0
    looks: int = 0
    single: int = 0
    back: int = 0
    different: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


@dataclass
class Memory:
    """What was reckoned at a look, and the moment after it to look back to."""

    lines: Mapping[What, Line]
    moment: datetime
    at: datetime


class Run:
    """One life of a project. `apps`: with the evidence that the apps keep, else all of it from tables."""

    def __init__(self, story: Story, days: int) -> None:
        self.story, self.days, self.reckoner, self.outcome = story, days, Reckoner(), Outcome(story)
        self.memories: list[Memory] = []
        self.kept: dict[What, Line] | None = None
        self.looked: datetime | None = None
        story.before_assign = self.notice  # type: ignore[method-assign]

    def live(self) -> Outcome:
        silent = 0
        for n in range(self.days):
            silent = silent - 1 if silent else (self.chance.randrange(5, 25) if self.chance.random() < 0.01 else 0)
            for moment, what in self.day(START + n * DAY, looks=not silent):
                with clock.at(moment):
                    self.remember(moment)
                    self.do(what)
                if self.outcome.different:
                    return self.outcome
        self.look_back()
        return self.outcome

    @property
    def chance(self):  # type: ignore[no-untyped-def]
        return self.story.random

    def day(self, day: date, *, looks: bool) -> list[tuple[datetime, str]]:
        """What happens on a day, in order: acts at any hour, most of them while people work, and looks."""
        hours = [
            self.chance.choice([*range(9, 18), *range(9, 18), *range(24)]) for _ in range(self.chance.randrange(2, 7))
        ]
        found = [(self.moment(day, hour), "act") for hour in hours]
        if looks:
            if self.chance.random() < 0.2:
                found[0] = (found[0][0], "single")
            found += [
                (self.moment(day, self.chance.randrange(24)), "look") for _ in range(self.chance.choice([1, 1, 2]))
            ]
            if self.chance.random() < 0.1:
                evening = self.story.local(day, 18)
                found += [(evening, "look"), (evening, "look"), (evening + timedelta(seconds=1), "look")]
        return sorted(found)

    def moment(self, day: date, hour: int) -> datetime:
        return self.story.local(day, hour, self.chance.choice([0, 0, 30, 59, 7]), self.chance.choice([0, 0, 1, 42]))

    def do(self, what: str) -> None:
        if what == "act":
            self.act()
        elif what == "look":
            self.look()
        else:
            self.single()

    def act(self) -> None:
        self.outcome.told.append(f"{clock.now():%Y-%m-%d %H:%M:%S} {self.story.step(clock.now())}")

    def look(self) -> None:
        """Everything is evaluated, and every obligation compared."""
        forget_answers()
        evaluate(self.story.fresh())
        self.compare()

    def single(self) -> None:
        """One act, and only what it touched is evaluated: all the rest must have stayed true."""
        self.look()
        self.act()
        fresh(self.story.fresh())
        incremental = written(self.story.project)
        with transaction.atomic():
            evaluate(self.story.fresh())
            full = written(self.story.project)
            transaction.set_rollback(True)
        self.outcome.single += 1
        self.outcome.different += [
            f"only what was touched: {line}" for line in differences(incremental, full, clock.now())
        ]
        forget_answers()
        self.compare()

    def compare(self) -> None:
        project = self.story.fresh()
        lines = self.reckoner.look(world_of(project, self.story.journal))
        own = reckoned(lines)
        self.outcome.looks += 1
        self.outcome.compared += len(own)
        self.outcome.different += differences(written(project), own, clock.now())
        self.looked = clock.now()
        few = self.chance.random() < 50 / max(self.days, 50)
        self.kept = {what: copy(line) for what, line in lines.items()} if few else None

    def remember(self, now: datetime) -> None:
        """Some moment between the last look and this one, to look back to in the end."""
        if self.kept is not None and self.looked is not None and now > self.looked:
            moment = (
                self.looked + self.chance.random() * (now - self.looked) if self.chance.random() < 0.8 else self.looked
            )
            at = next(
                (b for b, e in self.story.journal.stops if b and b <= moment and (e is None or moment < e)), moment
            )
            self.memories.append(Memory(self.kept, moment, at))
            self.kept = None

    def look_back(self) -> None:
        project = self.story.fresh()
        for memory in self.memories:
            self.outcome.different += history_apart(project, memory.moment, memory.lines, project.timezone, memory.at)
        self.outcome.back = len(self.memories)

    def notice(self) -> None:
        forget_answers()
        self.reckoner.notice(world_of(self.story.fresh(), self.story.journal))


def run(seed: int, days: int, *, zone: str = "Asia/Shanghai", apps: bool = False) -> Outcome:
    """Live through so many days; stops at the first evaluation with differences."""
    mine = [d for d in DUTIES if d not in LEFT_OUT and not (apps and d in registry.EVIDENCE)]
    with connected(mine, others=apps) as sheets:
        return Run(Story(seed, sheets, start=START, zone=zone, apps=apps), days).live()
