"""The certificate: signed by the owners, sealed, verified off line, and chained."""

import json

import pytest
from django.utils import translation

from golive.apps.migration import services
from golive.apps.migration.certificate_paper import remarks_in_words
from golive.engines.migration.verify import verify
from golive.foundation import sealing
from golive.foundation.errors import Refused
from golive.foundation.files import storage

from .erp_double import ErpDouble
from .factories import certified, cleaned, loaded, loading_into, storekeeper, work


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DATA = tmp_path


def content(certificate):
    with storage.open_file(certificate.json_file) as file:
        return json.loads(file.read())


def test_it_verifies_and_a_changed_figure_is_found(cast):
    certificate = certified(cast, ErpDouble())
    document = content(certificate)
    assert verify(document, sealing.fingerprint()) == []
    assert [o["name"] for o in document["objects"]] == ["customers", "suppliers", "products", "stock"]
    assert {s["person"] for s in document["signatures"]} == {str(cast.business), "storekeeper"}
    document["objects"][0]["dispositions"][0][1] = "EXCLUDED"
    assert verify(document)
    with storage.open_file(certificate.pdf_file) as paper:
        assert paper.read(5) == b"%PDF-"


def test_the_statement_accounts_for_every_row_with_totals_of_both_sides(cast):
    cycle = certified(cast, ErpDouble()).cycle
    products = cycle.reconciliations.get(data_object__key="products")
    assert products.rows == 6 and products.by_state["LOADED"] == 4 and products.by_state["REJECTED"] == 2
    total = products.totals[0]
    assert total["by_state"]["LOADED"] == total["target"] == "4418.5"  # 1250 + 980 + 2100 + 88.5
    assert products.balanced


def test_a_blank_cost_that_the_erp_keeps_as_zero_balances_and_is_told(cast):
    def prepare(cast):
        services.correct(cast.pm, cleaned(cast)["products"], rule="cost.number", before="面议", after="")
        work()

    certificate = certified(cast, ErpDouble(), prepare)
    statement = certificate.cycle.reconciliations.get(data_object__key="products")
    kept = {each["field"]: (each["as"], each["records"]) for each in statement.remarks["kept_blanks"]}
    assert statement.balanced and kept["cost_price"] == ("0", 1)
    document = content(certificate)
    assert {"field": "cost_price", "as": "0", "records": 1} in document["objects"][2]["kept_blanks"]
    assert verify(document, sealing.fingerprint()) == []
    with translation.override("en"):
        assert "1 blanks in “cost_price” stand in the ERP as 0" in remarks_in_words(statement.remarks)[0]


@pytest.mark.slow
def test_without_the_owners_signature_there_is_none(cast):
    erp = ErpDouble()
    cycle = loaded(cast, erp)
    with loading_into(erp):
        with pytest.raises(Refused, match="not_reconciled"):
            services.issue_certificate(cast.pm, cycle)
        services.reconcile(cast.it, cycle)
        work()
        with pytest.raises(Refused, match="not_signed"):
            services.issue_certificate(cast.pm, cycle)


def test_what_somebody_changed_in_the_erp_is_found_and_nobody_can_sign_it(cast):
    erp = ErpDouble()
    cycle = loaded(cast, erp)
    body = json.dumps({"code": "F001", "name": "单级离心泵 50-160", "unit": "台", "cost_price": "1", "list_price": "2"})
    erp.db.execute("UPDATE record SET body = ? WHERE code = 'F001'", (body,))
    with loading_into(erp):
        services.reconcile(cast.it, cycle)
        work()
    statement = cycle.reconciliations.get(data_object__key="products")
    assert not statement.balanced
    assert {d["code"] for d in statement.differences} == {"value_differs", "total_differs"}
    with pytest.raises(Refused, match="not_balanced"):
        services.sign_reconciliation(storekeeper(cast), statement)


@pytest.mark.slow
def test_the_next_certificate_names_the_one_before_it(cast):
    erp = ErpDouble()
    first = certified(cast, erp)
    with loading_into(erp):
        second = services.issue_certificate(cast.pm, first.cycle)
    assert second.previous == first.content_hash
    assert verify(content(second), sealing.fingerprint(), content(first)) == []
