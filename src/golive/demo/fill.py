"""Make the example project: the firm, ten months of its project, and the ERP that is installed before your eyes."""

from __future__ import annotations

import time as wall
from collections.abc import Callable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from golive.demo import learning, needs, planning, steering
from golive.demo.calendar import TZ, story
from golive.demo.opening import open_project
from golive.demo.timeline import Timeline, World
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.duties.evaluate import evaluate


def fill(report: Callable[[Any], None] = lambda text: None) -> Project:
    """Tell the story up to now. Everything goes through use cases, so permissions, audit and duties are real."""
    with translation.override("zh-hans"):
        return _fill(report)


def _fill(report: Callable[[Any], None]) -> Project:
    plot = story(clock.today(TZ))
    report(_("The firm, its people and the project"))
    project, people = open_project(plot)
    world, line = World(plot, project, people), Timeline(plot)
    for chapter in (planning, needs, steering, learning):
        chapter.tell(line)
    said = wall.monotonic()

    def progress(done: int, total: int) -> None:
        nonlocal said
        if wall.monotonic() - said > 3 or done == total:
            said = wall.monotonic()
            report(_("Ten months of the project: %(share)s%%") % {"share": 100 * done // total})

    line.run(world, clock.now(), progress)
    report(_("Duties of everybody, from the evidence"))
    evaluate(project)
    return project
