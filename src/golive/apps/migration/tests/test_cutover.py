"""What mock loads say of the cut-over, and what the cut-over asks for before it loads."""

import pytest

from golive.apps.migration import services
from golive.apps.migration.forecast import duration, forecast, trend
from golive.apps.migration.models import Run
from golive.apps.migration.pictures import columns
from golive.foundation.errors import Refused

from .erp_double import ErpDouble
from .factories import fresh, loaded, loading_into, storekeeper, work
from .test_pages import page

pytestmark = pytest.mark.slow


def test_trend_and_forecast_come_from_what_was_measured(client, cast):
    erp = ErpDouble()
    cycle = loaded(cast, erp)
    (first,) = trend(cast.project)
    assert (first.rows, first.rejected) == (17, 5) and first.by_object["products"] == (6, 2)
    objects = list(fresh(cast).values())
    assert forecast(cast.project, objects).missing, "too few rows to measure a rate"
    for seconds in (2.0, 4.0):
        rates = {"products": {"rows": 100, "seconds": seconds}}
        Run.objects.create(
            cycle=cycle, kind=Run.Kind.LOAD, state=Run.State.DONE, rates=rates, started_by=cast.it,
            started_at=cycle.opened_at, finished_at=cycle.opened_at,
        )  # fmt: skip
    found = forecast(cast.project, objects)
    (line,) = found.lines
    assert line["rate"] == 37.5 and line["best"] == 6 / 50 and line["worst"] == 6 / 25 and found.loads == 2
    assert {o.key for o in found.missing} == {"customers", "suppliers", "stock"}
    assert page(client, cast.pm, "cycles", cast.project).status_code == 200


def test_durations_are_as_precise_as_a_forecast():
    assert [duration(s) for s in (0.2, 45, 600, 12000)] == ["1 秒", "45 秒", "10 分钟", "3 小时 20 分"]
    picture = columns([("1", 9.0, None), ("2", 0.0, None)])
    assert picture["bars"][0]["h"] > picture["bars"][1]["h"] > 0


def test_the_cutover_asks_for_a_simulation_and_names(cast, monkeypatch):
    monkeypatch.setattr("golive.apps.migration.services.loading.must_be_open", lambda *a, **k: None)
    erp = ErpDouble()
    mock = loaded(cast, erp)
    keeper = storekeeper(cast)
    with loading_into(erp):
        services.undo_load(cast.it, mock, reason="试迁移结束")
        work()
        cutover = services.open_cycle(cast.pm, cast.project, kind="cutover")
        with pytest.raises(Refused, match="not_simulated"):
            services.start_load(cast.it, cutover)
        services.simulate(cast.it, cutover)
        work()
        with pytest.raises(Refused, match="not_signed_ready"):
            services.start_load(cast.it, cutover)
        for each in fresh(cast).values():
            each.quality_bar = 0
            each.save(update_fields=["quality_bar"])
            services.sign_ready(keeper if each.owner_id == cast.stores.pk else cast.business, each)
        with pytest.raises(Refused, match="values_not_signed"):
            services.start_load(cast.it, cutover)
        for row in fresh(cast)["products"].value_maps.all():
            services.sign_values(keeper, row)
        services.start_load(cast.it, cutover)
        work()
        signed = fresh(cast)["products"].value_maps.get(name="units")
        services.edit_values(cast.it, signed, value="箱", target="箱")
        assert signed.content_hash != fresh(cast)["products"].value_maps.get(name="sold").content_hash
        with pytest.raises(Refused, match=r"values_not_signed|not_signed_ready"):
            services.start_load(cast.it, cutover)
