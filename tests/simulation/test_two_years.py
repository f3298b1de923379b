"""The product's duties against a second reckoning of the written law: 0 differences, in every state, date and person."""

from __future__ import annotations

import pytest

from golive.foundation.duties.reckoning.people import Roll
from tests.simulation.telling_apart import Outcome, run

pytestmark = pytest.mark.django_db(transaction=True)


def _nothing_differs(found: Outcome) -> None:
    story = "\n".join(found.told[-8:])
    assert not found.different, "\n".join(found.different[:20]) + f"\n\nbefore that:\n{story}"


@pytest.mark.slow
def test_a_month_of_all_duties_is_as_reckoned():
    found = run(7, 45)
    _nothing_differs(found)
    assert found.compared > 5_000 and found.single > 3 and found.back > 5


@pytest.mark.slow
def test_a_fortnight_in_the_apps_in_another_time_zone_is_as_reckoned():
    found = run(5, 14, zone="America/New_York", apps=True)
    _nothing_differs(found)
    assert found.compared > 1_000


def test_a_wrong_rule_is_noticed(monkeypatch):
    """Anybody's facts count: the second reckoning must object."""
    monkeypatch.setattr(Roll, "counts", lambda *args: True)
    assert run(7, 20).different


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "days", "zone", "apps"),
    [
        (1, 365, "Asia/Shanghai", False),
        (2, 120, "America/New_York", False),
        (5, 120, "Asia/Shanghai", True),
    ],
)
def test_long_lives_are_as_reckoned(seed, days, zone, apps):
    _nothing_differs(run(seed, days, zone=zone, apps=apps))
