"""After go-live: the same rules on the live records, scores by department, clean-ups with undo, stock against ledger."""

from decimal import Decimal

import pytest

from golive.apps.migration import services
from golive.apps.migration.duties import data_is_cleaned_up, data_is_entered_properly, live_data_is_accurate, week_of
from golive.apps.migration.engine_io import live
from golive.apps.migration.models import CleanUp, LiveFinding, LiveReconciliation
from golive.foundation import clock
from golive.foundation.duties.registry import EVIDENCE, department
from golive.foundation.errors import Refused

from .erp_double import ErpDouble
from .factories import fresh, loaded, loading_into, work
from .test_pages import page

pytestmark = pytest.mark.slow


@pytest.fixture
def erp():
    return ErpDouble()


def looked(cast, erp, key):
    with loading_into(erp):
        services.check_live(cast.it, fresh(cast)[key])
        work()
    return fresh(cast)[key]


def test_rules_are_translated_through_the_mapping(cast, erp):
    loaded(cast, erp)
    found = live.translated(fresh(cast)["products"])
    by_id = {rule.id: rule for rule in found.rules.rules}
    assert by_id["unit.known"].columns == ("unit",) and "kg" in by_id["unit.known"].parameters["values"]
    assert by_id["cost.number"].columns == ("cost_price",)
    assert "name.filled" in found.left, "the name is made of two columns, so its rule cannot be asked of one field"
    customers = {r.id: r for r in live.translated(fresh(cast)["customers"]).rules.rules}
    assert "gl_text(name)" in customers["name.real"].parameters["expression"]


def test_what_is_entered_wrongly_is_listed_and_leaves_the_list_when_it_is_put_right(client, cast, erp):
    assert EVIDENCE["E2"] is data_is_entered_properly
    loaded(cast, erp)
    erp.db.execute(
        "INSERT INTO record (object, code, body) VALUES ('customers', 'N1', ?)", ('{"code": "N1", "name": "测试客户"}',)
    )
    customers = looked(cast, erp, "customers")
    finding = LiveFinding.objects.get(rule="name.real")
    assert (finding.record, finding.label, finding.field) == ("N1", "测试客户", "name")
    score = customers.scores.get(origin="erp")
    assert score.rows == 3 and score.wrong == 1
    evidence = data_is_entered_properly(cast.project)
    week = week_of(clock.today(cast.project.timezone))
    assert [(m.place, m.period) for m in evidence.missing] == [(department(cast.sales.pk), week)]
    text = page(client, cast.business, "live_worklist", cast.project, pk=customers.pk).content.decode()
    assert "测试客户" in text
    assert page(client, cast.pm, "live", cast.project).status_code == 200
    erp.db.execute("UPDATE record SET body = ? WHERE code = 'N1'", ('{"code": "N1", "name": "南京金利水泵有限公司"}',))
    looked(cast, erp, "customers")
    finding.refresh_from_db()
    assert finding.state == "corrected"
    assert [f.place for f in data_is_entered_properly(cast.project).facts] == [department(cast.sales.pk)]


def test_a_clean_up_is_run_and_taken_back_with_every_refusal(client, cast, erp):
    assert EVIDENCE["A5"] is data_is_cleaned_up
    loaded(cast, erp)
    customers = fresh(cast)["customers"]
    records = [{"id": "1", "label": "甲"}, {"id": "2", "label": "乙"}]
    made = services.propose_clean_up(cast.it, customers, title="停用客户", reason="三年无往来", records=records)
    assert not data_is_cleaned_up(cast.project).facts
    erp.depended_on = "2"
    with loading_into(erp):
        services.run_clean_up(cast.it, made)
        work()
        made.refresh_from_db()
        assert made.state == CleanUp.State.DONE and [r["answer"] for r in made.records] == ["", "depended_on"]
        assert len(data_is_cleaned_up(cast.project).facts) == 1
        assert page(client, cast.pm, "clean_up", cast.project, pk=made.pk).status_code == 200
        services.undo_clean_up(cast.it, made)
        work()
    made.refresh_from_db()
    assert made.state == CleanUp.State.UNDONE and not data_is_cleaned_up(cast.project).facts
    with pytest.raises(Refused, match="not_done"):
        services.undo_clean_up(cast.it, made)


def test_stock_and_ledger_are_compared_and_a_gap_is_said(cast, erp):
    assert EVIDENCE["A6"] is live_data_is_accurate
    loaded(cast, erp)
    erp.off = Decimal("0.50")
    with loading_into(erp):
        services.reconcile_live(cast.it, cast.project)
        work()
    ledger = LiveReconciliation.objects.get(kind="ledger")
    assert not ledger.balanced and ledger.differences[0]["key"] == "∑"
    assert any("0.5" in str(m.text.render()) or m.period for m in live_data_is_accurate(cast.project).missing)
    erp.off = Decimal(0)
    with loading_into(erp):
        services.reconcile_live(cast.it, cast.project)
        work()
    ledger.refresh_from_db()
    assert ledger.balanced
    assert any(f.key.endswith(str(ledger.pk)) for f in live_data_is_accurate(cast.project).facts)


def test_without_an_erp_nothing_is_asked(cast):
    with pytest.raises(Refused, match="no_target"):
        services.reconcile_live(cast.it, cast.project)
