"""Every published log into every format and back: not one row is lost, and what comes back is the same log."""

import pytest

from golive.engines.mining.read import read_log
from golive.engines.mining.write import save_log
from tests.shared_data import shared

pytestmark = pytest.mark.slow
ROWS = {
    "DomesticDeclarations.xes.gz": 55_628,
    "InternationalDeclarations.xes.gz": 70_727,
    "PermitLog.xes.gz": 81_092,
    "PrepaidTravelCost.xes.gz": 17_507,
    "RequestForPayment.xes.gz": 36_072,
    "helpdesk.xes.gz": 21_348,
    "interval_event_log.csv": 8_109,
    "receipt.csv": 8_577,
    "receipt.xes.gz": 8_577,
    "roadtraffic100traces.xes": 390,
    "running-example.xes": 42,
}
# A CSV says no types: dates come back as text (receipt), and who did it is proposed from a column's name (International).
UNTYPED = ("receipt.xes.gz", "InternationalDeclarations.xes.gz")


@pytest.mark.parametrize("name", ROWS)
def test_a_published_log_goes_through_every_format(tmp_path, name):
    with read_log(shared(f"mining/xes/{name}")) as log:
        assert (log.account.rows_read, log.events, log.account.rows_dropped) == (ROWS[name], ROWS[name], 0)
        for target in ("a.parquet", "a.xes.gz", "a.csv"):
            save_log(log, tmp_path / target)
            with read_log(tmp_path / target) as back:
                assert (back.events, back.cases, back.account.rows_dropped) == (log.events, log.cases, 0), target
                if target != "a.csv" or name not in UNTYPED:
                    assert back.content_hash == log.content_hash, target
