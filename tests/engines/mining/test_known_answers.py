"""BPI Challenge 2020, Domestic Declarations: figures that were reckoned from the file by other means before this engine was."""

from datetime import UTC, datetime

import pytest

from golive.engines.mining.analyse import Facts, approval_levels, durations, variants
from golive.engines.mining.filters import ActivityFilter, TimeFilter, filtered
from golive.engines.mining.findings import read_config
from golive.engines.mining.read import read_log
from tests.shared_data import shared

pytestmark = pytest.mark.slow
DAY = 86_400e6
LEVELS = [
    {
        "name": who,
        "approve": [f"Declaration APPROVED by {who}", f"Declaration FINAL_APPROVED by {who}"],
        "reject": [f"Declaration REJECTED by {who}"],
    }
    for who in ("BUDGET OWNER", "SUPERVISOR", "ADMINISTRATION")
]


@pytest.fixture(scope="module")
def log():
    with read_log(shared("mining/xes/DomesticDeclarations.xes.gz")) as made:
        yield made


def test_events_cases_variants(log):
    assert (log.events, log.cases, len(variants(log, times=False))) == (55_628, 10_357, 90)


def test_approvals(log):
    facts = Facts.of(log, read_config({"approvals": LEVELS}))
    owner, supervisor, administration = approval_levels(facts)
    assert (owner.decisions, round(owner.median, 2), round(owner.reject_rate * 100, 2)) == (2_804, 0.85, 2.03)
    assert (supervisor.decisions, round(supervisor.median, 2)) == (10_285, 0.86)
    assert round(supervisor.reject_rate * 100, 2) == 2.78
    assert round(administration.reject_rate * 100, 1) == 10.4
    shares = [round(level.days / facts.all_days * 100, 1) for level in (owner, supervisor)]
    assert shares == [4.1, 17.5]


def test_before_and_after_2018(log):
    turn = int(datetime(2018, 1, 1, tzinfo=UTC).timestamp() * 1e6) - 3_600_000_000  # midnight in the Netherlands
    paid = ActivityFilter(("Payment Handled",))
    with (
        filtered(log, [paid, TimeFilter(None, turn, "started")]) as before,
        filtered(log, [paid, TimeFilter(turn, None, "started")]) as after,
    ):
        assert (before.cases, after.cases) == (2_141, 7_771)
        assert [round(durations(part).median_us / DAY, 2) for part in (before, after)] == [7.10, 7.99]
        assert [round(durations(part).p90_us / DAY, 2) for part in (before, after)] == [19.25, 18.86]
        assert [len(variants(part, times=False)) for part in (before, after)] == [29, 37]
        assert [round(part.events / part.cases, 2) for part in (before, after)] == [4.58, 5.73]
    with (  # the published variants and events a case count every case begun, paid or not
        filtered(log, [TimeFilter(None, turn, "started")]) as before,
        filtered(log, [TimeFilter(turn, None, "started")]) as after,
    ):
        assert [len(variants(part, times=False)) for part in (before, after)] == [39, 56]
        assert [round(part.events / part.cases, 2) for part in (before, after)] == [4.49, 5.61]
