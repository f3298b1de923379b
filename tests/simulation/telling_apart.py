"""Runs a story and compares the product with the reckoner after each evaluation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from golive.foundation import clock
from golive.foundation.duties import registry
from golive.foundation.duties.catalogue import DUTIES
from golive.foundation.duties.evaluate import evaluate
from tests.simulation.evidence_table import connected
from tests.simulation.reckoner import Reckoner
from tests.simulation.stage import differences, reckoned, world_of, written
from tests.simulation.story import Story

DAY = timedelta(days=1)
START = date(2026, 3, 2)
LEFT_OUT = ("Q6", "T3", "A7")  # stay unconnected, as duties of an app that is not there yet


@dataclass
class Outcome:
    """`compared`: how many obligations were looked at; `different`: the first differences, readable."""

    compared: int = 0
    looks: int = 0
    different: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    story: Story | None = None


def run(seed: int, days: int, *, zone: str = "Asia/Shanghai", stop_after: int = 1) -> Outcome:
    """Live through so many days. Stops after so many evaluations with differences."""
    synthetic = [d for d in DUTIES if d not in registry.EVIDENCE and d not in LEFT_OUT]
    outcome = Outcome()
    with connected(synthetic) as sheets:
        story = outcome.story = Story(seed, sheets, start=START, zone=zone)
        reckoner, wrong = Reckoner(), 0
        story.before_assign = lambda: reckoner.notice(world_of(story.fresh(), story.journal))  # type: ignore[method-assign]
        silent = 0
        for n in range(days):
            silent = silent - 1 if silent else (story.random.randrange(5, 25) if story.random.random() < 0.01 else 0)
            for moment, what in day_of(story, START + n * DAY, looks=not silent):
                if what == "act":
                    outcome.told.append(f"{moment:%Y-%m-%d %H:%M:%S} {story.step(moment)}")
                    continue
                with clock.at(moment):
                    found = look(story, reckoner, outcome)
                if found:
                    outcome.different += found
                    wrong += 1
                    if wrong >= stop_after:
                        return outcome
    return outcome


def day_of(story: Story, day: date, *, looks: bool) -> list[tuple[datetime, str]]:
    """What happens on a day, in order: acts at any hour, most of them while people work, and looks."""
    chance = story.random
    hours = [chance.choice([*range(9, 18), *range(9, 18), *range(24)]) for _ in range(chance.randrange(2, 7))]
    found = [(_moment(story, day, hour), "act") for hour in hours]
    if looks:
        found += [(_moment(story, day, chance.randrange(24)), "look") for _ in range(chance.choice([1, 1, 2]))]
        if chance.random() < 0.1:
            found.append((story.local(day, 18), "look"))
            found.append((story.local(day, 18), "look"))
            found.append((story.local(day, 18, 0, 1), "look"))
    return sorted(found)


def _moment(story: Story, day: date, hour: int) -> datetime:
    return story.local(day, hour, story.random.choice([0, 0, 30, 59, 7]), story.random.choice([0, 0, 1, 42]))


def look(story: Story, reckoner: Reckoner, outcome: Outcome) -> list[str]:
    project = story.fresh()
    evaluate(project)
    lines = reckoner.look(world_of(project, story.journal))
    own = reckoned(lines)
    outcome.looks += 1
    outcome.compared += len(own)
    return differences(written(project), own, clock.now())
