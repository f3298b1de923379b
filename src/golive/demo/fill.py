"""Make the example project: the firm, ten months of its project, and the ERP that is installed before your eyes."""

from __future__ import annotations

import time as wall
from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from golive.apps.migration import services as migration
from golive.apps.systems import services as systems
from golive.demo import (
    booking,
    changing,
    chartering,
    choosing,
    data,
    diagnosing,
    learning,
    meeting,
    mockloads,
    needs,
    planning,
    prompting,
    reporting,
    responsibility,
    spending,
    steering,
)
from golive.demo.calendar import TZ, story
from golive.demo.opening import open_project
from golive.demo.timeline import Timeline, World
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.duties.evaluate import evaluate
from golive.foundation.jobs.queue import enqueue


def fill(report: Callable[[Any], None] = lambda text: None) -> Project:
    """Tell the story up to now. Everything goes through use cases, so permissions, audit and duties are real."""
    with translation.override("zh-hans"):
        return _fill(report)


def _fill(report: Callable[[Any], None]) -> Project:
    plot = story(clock.today(TZ))
    report(_("The firm, its people and the project"))
    project, people = open_project(plot)
    world, line = World(plot, project, people), Timeline(plot)
    for chapter in (
        responsibility,
        planning,
        spending,
        needs,
        steering,
        chartering,
        meeting,
        changing,
        choosing,
        data,
        diagnosing,
        mockloads,
        learning,
        reporting,
        prompting,
    ):
        chapter.tell(line)
    said = wall.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal said
        if wall.monotonic() - said > 3 or done == total:
            said = wall.monotonic()
            report(_("Ten months of the project: %(share)s%%") % {"share": 100 * done // total})

    line.run(world, clock.now(), progress)
    booking.propose(world)
    report(_("Duties of everybody, from the evidence"))
    evaluate(project)
    _ask_for_the_erp(world)
    return project


def _ask_for_the_erp(world: World) -> None:
    """From here on things happen now: the ERP is installed, and the first mock load follows, while the newcomer watches."""
    he = world.who("he.jian")
    environment = systems.add_environment(
        he, world.project, name="测试环境", kind="test", company=world.project.client.name
    )
    systems.install(he, environment)
    cycle = migration.open_cycle(he, world.project)
    enqueue(he, "demo.first_load", world.project, cycle_id=cycle.pk)
