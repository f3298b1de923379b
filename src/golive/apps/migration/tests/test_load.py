"""Loading a cycle through the job: every record comes to one end, rejections are tried again, cycles stay apart."""

import pytest

from golive.apps.migration import services
from golive.apps.migration.models import LedgerEntry, Run
from golive.foundation.errors import Refused

from .erp_double import ErpDouble
from .factories import cleaned, fresh, loaded, loading_into, work


@pytest.fixture
def erp():
    return ErpDouble()


def states(cycle):
    return {e.key.split("/", 1)[1]: e.state for e in LedgerEntry.objects.filter(key__startswith=f"{cycle.system}/")}


def test_every_record_comes_to_its_end(cast, erp):
    cycle = loaded(cast, erp)
    assert states(cycle) == {
        "customers/KH001": "LOADED",
        "customers/KH002": "LOADED",
        "customers/KH003": "MERGED",
        "customers/KH004": "REJECTED",
        "customers/KH005": "EXCLUDED",
        "suppliers/GYS001": "LOADED",
        "products/F001": "LOADED",
        "products/F002": "LOADED",
        "products/F003": "LOADED",
        "products/R001": "LOADED",
        "products/R002": "REJECTED",
        "products/R003": "REJECTED",
        "stock/F001": "LOADED",
        "stock/F002": "LOADED",
        "stock/R001": "LOADED",
        "stock/R003": "REJECTED",
        "stock/X999": "REJECTED",
    }
    assert erp.count("products") == 4
    run = cycle.runs.get()
    assert run.state == Run.State.DONE and run.counts["products"]["REJECTED"] == 2
    reasons = {e.source_key: e.reason_code for e in LedgerEntry.objects.filter(state="REJECTED")}
    assert reasons == {
        "KH004": "invalid_tax_identifier",
        "R002": "not_a_number",
        "R003": "unknown_reference",
        "X999": "unknown_reference",
    } or reasons["R003"] in ("required_blank", "unknown_reference")


def test_corrected_records_are_tried_again_and_nothing_is_there_twice(cast, erp):
    cycle = loaded(cast, erp)
    products = fresh(cast)["products"]
    services.correct(cast.pm, products, rule="unit.filled", before="", after="件", group="raw")
    services.correct(cast.pm, products, rule="cost.number", before="面议", after="10")
    work()
    with loading_into(erp):
        services.start_load(cast.it, cycle)
        work()
    after = states(cycle)
    assert after["products/R002"] == after["products/R003"] == after["stock/R003"] == "LOADED"
    assert erp.count("products") == 6


@pytest.mark.slow
def test_a_second_cycle_waits_until_the_first_is_taken_back(cast, erp):
    first = loaded(cast, erp)
    with loading_into(erp):
        second = services.open_cycle(cast.pm, cast.project)
        with pytest.raises(Refused, match="earlier_cycle_loaded"):
            services.start_load(cast.it, second)
        services.undo_load(cast.it, first, reason="第二次试迁移")
        work()
        assert erp.count("products") == erp.count("customers") == 0
        services.start_load(cast.it, second)
        work()
    assert erp.count("products") == 4
    assert states(second)["products/F001"] == "LOADED" and states(first)["products/F001"] == "PENDING"


def test_without_an_erp_nothing_starts(cast):
    cleaned(cast)
    cycle = services.open_cycle(cast.pm, cast.project)
    with pytest.raises(Refused, match="no_target"):
        services.start_load(cast.it, cycle)
    assert not Run.objects.exists()


def test_an_unconfirmed_mapping_is_not_loaded(cast, erp):
    products = cleaned(cast)["products"]
    products.mappings.update(confirmed=False)
    cycle = services.open_cycle(cast.pm, cast.project)
    with loading_into(erp), pytest.raises(Refused, match="mapping_unconfirmed"):
        services.start_load(cast.it, cycle)
