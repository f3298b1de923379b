"""B4 and I3 come from records and go with them; so does the gate's criterion."""

from golive.apps.migration import services
from golive.apps.migration.criteria import migration_reconciled
from golive.apps.migration.duties import data_is_migrated, data_is_prepared
from golive.foundation.duties.registry import EVIDENCE, department

from .erp_double import ErpDouble
from .factories import certified, checked, fresh, loading_into, storekeeper, work


def said(evidence):
    return [m.text.render() for m in evidence.missing]


def test_b4_names_what_a_department_still_owes(cast):
    assert EVIDENCE["B4"] is data_is_prepared
    found = checked(cast)
    before = data_is_prepared(cast.project)
    sales, stores = department(cast.sales.pk), department(cast.stores.pk)
    assert {m.place for m in before.missing} == {sales, stores}
    assert any("成品库_盘点.xlsx" in text for text in said(before))
    clean_by_hand(cast, found)
    unsigned = data_is_prepared(cast.project)
    assert sum(m.place == sales for m in unsigned.missing) == 2, "customers and suppliers wait for a signature"
    for key in ("customers", "suppliers"):
        services.sign_ready(cast.business, fresh(cast)[key])
    after = data_is_prepared(cast.project)
    assert [f.place for f in after.facts].count(sales) == 2
    assert all(m.place == stores for m in after.missing), said(after)


def clean_by_hand(cast, found):
    for each in found.values():
        services.apply_standard_cleaning(cast.pm, each)
    work()
    customers = found["customers"]
    services.correct_cell(cast.pm, customers, key="KH004", column="swdjh", after="")
    services.exclude(cast.pm, customers, keys=["KH005"], reason="测试数据")
    clusters = list(customers.clusters.values_list("pk", flat=True))
    services.decide_duplicates(cast.pm, customers, clusters=clusters, verdict="merged")
    work()


def test_b4_asks_for_the_storekeepers_signature_and_takes_it(cast):
    checked(cast)
    sheet = fresh(cast)["stock"].extracts.get().count_sheet
    assert not any(f.key == f"migration.countsheet:{sheet.pk}" for f in data_is_prepared(cast.project).facts)
    services.sign_stock_count(storekeeper(cast), sheet)
    assert any(f.key == f"migration.countsheet:{sheet.pk}" for f in data_is_prepared(cast.project).facts)


def test_i3_holds_while_the_certificate_does_and_falls_after_an_undo(cast):
    assert EVIDENCE["I3"] is data_is_migrated
    erp = ErpDouble()
    assert data_is_migrated(cast.project).missing and not migration_reconciled(cast.project).ok
    certificate = certified(cast, erp)
    evidence = data_is_migrated(cast.project)
    assert [f.at for f in evidence.facts] == [certificate.issued_at] and not evidence.missing
    assert migration_reconciled(cast.project).ok
    with loading_into(erp):
        services.undo_load(cast.it, certificate.cycle, reason="发现单位换算错误")
        work()
    fallen = data_is_migrated(cast.project)
    assert not fallen.facts and fallen.missing
    assert not migration_reconciled(cast.project).ok
