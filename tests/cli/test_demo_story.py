"""The example begins 44 weeks before a working day: on whatever weekday that is, its story is told in order."""

from datetime import date, timedelta

import pytest

from golive.demo.calendar import TZ, Story
from golive.demo.timeline import Timeline
from golive.engines.worktime import china_standard


@pytest.mark.parametrize("shift", range(0, 371, 10))  # ten days on: another weekday each time, and every holiday is met
def test_what_is_told_first_happens_first(shift):
    start = date(2026, 1, 5) + timedelta(days=shift)
    story = Story(start, start + timedelta(days=300), start + timedelta(days=340), china_standard(TZ))
    line, told = Timeline(story), []
    for day in range(1, 200):
        for hour in ("15:00", "10:00"):
            line.on(day, hour, lambda _world, what=(day, hour): told.append(what))
    due = line.due(story.at(100, "12:00"))
    assert [m for m, _act in due] == sorted(m for m, _act in due) and due[-1][0] <= story.at(100, "12:00")
    for _moment, act in due:
        act(None)
    assert told == sorted(told) and len(told) >= 180
