"""The example is told on any day of the year: days off move its moments, but not past those that build on them."""

from datetime import date, timedelta

from golive.demo import chartering
from golive.demo.calendar import story
from golive.demo.timeline import Timeline


def test_the_charter_is_written_before_it_is_signed_whenever_the_example_is_made():
    """With the writing at 15:00 every sixth day of the year signed a charter that was not there yet."""
    late = []
    for n in range(400):
        plot = story(date(2026, 11, 30) + timedelta(days=n))
        line = Timeline(plot)
        chartering.tell(line)
        happens = {act.__name__: (at, order) for at, order, act in line.moments}
        if not happens["_ask_budget"] < happens["_approve_budget"] or not happens["_write"] < happens["_sign"]:
            late.append(plot.today.isoformat())
    assert late == []
