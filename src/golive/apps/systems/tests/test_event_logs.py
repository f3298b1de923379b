"""The ERP offers its logs to the diagnosis while one is running."""

import pytest

from golive.apps.diagnosis import services
from golive.apps.diagnosis.providers import PROVIDERS
from golive.apps.systems import engine_io
from golive.foundation.errors import Refused
from golive.foundation.jobs.worker import run_pending

pytestmark = pytest.mark.django_db
KEY = "tryton.purchase-to-pay"


def test_without_a_running_erp_nothing_is_offered_and_taking_says_so(cast):
    assert not PROVIDERS[KEY].offered(cast.project)
    with pytest.raises(Refused, match="no_erp"):
        PROVIDERS[KEY].take(cast.project)
    log = services.take_from(cast.it, cast.project, origin=KEY, name="采购", process="采购", moment="after")
    run_pending()
    log.refresh_from_db()
    assert log.state == "failed" and "ERP" in log.fault["msgid"]
    with pytest.raises(Refused, match="no_such_origin"):
        services.take_from(cast.it, cast.project, origin="sap", name="x", process="采购", moment="after")


def test_what_the_erp_recorded_is_read_like_any_log(cast, monkeypatch):
    from golive.engines.mining.sources.tryton import TEMPLATES, log_of_tables
    from tests.engines.mining.test_tryton_source import TABLES

    monkeypatch.setattr(engine_io, "is_asked", lambda project: True)
    monkeypatch.setattr(
        engine_io, "event_log", lambda project, template: log_of_tables(TEMPLATES[template], TABLES, source="Tryton")
    )
    log = services.take_from(cast.it, cast.project, origin=KEY, name="采购（ERP）", process="采购", moment="after")
    run_pending()
    log.refresh_from_db()
    assert log.state == "done", log.fault
    assert log.facts["cases"] == 2 and log.account["rows_dropped"] == 0
