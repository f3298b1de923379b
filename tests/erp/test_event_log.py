"""What a real Tryton records of a purchase, as an event log: read through JSON-RPC by the user who may read it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from golive.apps.diagnosis import services
from golive.apps.systems import engine_io
from golive.connectors.tryton import server
from golive.connectors.tryton.event_tables import fetch_tables
from golive.connectors.tryton.place import ADMINISTRATOR, INTEGRATION
from golive.engines.mining.sources.tryton import TEMPLATES, log_of_tables
from golive.foundation.jobs.worker import run_pending

pytestmark = pytest.mark.erp
TEMPLATE = TEMPLATES["purchase-to-pay"]
PAGES = ("log", "process_map", "variants", "cases", "times", "analyses", "log_quality")


def installed(client, template):
    rows = client.ask("model.ir.model.search_read", [["name", "in", list(template.models)]], 0, None, None, ["name"])
    return {model: fields for model, fields in template.models.items() if model in {row["name"] for row in rows}}


def quoted(erp):
    """An order that is quoted; returns the models whose records make the log."""
    boss = server.client(erp, ADMINISTRATOR)
    models = installed(boss, TEMPLATE)
    assert {"purchase.purchase", "purchase.line", "ir.model.log"} <= set(models)
    (party,) = boss.call(
        "model.party.party.create", [{"name": "苏州供应商", "addresses": [["create", [{"city": "苏州"}]]]}]
    )
    company = boss.ask("model.company.company.search", [], 0, 1, None)[0]
    address = boss.ask("model.party.address.search", [["party", "=", party]], 0, 1, None)[0]
    (order,) = boss.call(
        "model.purchase.purchase.create",
        [
            {
                "party": party,
                "company": company,
                "invoice_address": address,
                "lines": [["create", [{"type": "comment", "description": "x"}]]],
            }
        ],
        context={"company": company},
    )
    boss.call("model.purchase.purchase.quote", [order], context={"company": company})
    return models


def test_a_purchase_from_quotation_to_confirmation(erp):
    models = quoted(erp)
    reader = server.client(erp, INTEGRATION)
    with log_of_tables(TEMPLATE, fetch_tables(reader, models)) as log:
        assert log.cases >= 1 and log.account.rows_dropped == 0
        last = "(SELECT max(case_id) FROM cases)"  # other tests of this ERP order too
        steps = [
            name
            for (name,) in log.rows(
                f"SELECT a.name FROM step s JOIN activity a ON a.act_id = s.act WHERE s.case_id = {last} ORDER BY s.pos"
            )
        ]
    assert steps[0] == "purchase created" and any("quot" in name for name in steps[1:])


@pytest.mark.django_db
def test_its_records_go_through_every_page_of_the_diagnosis(erp, cast, client, monkeypatch):
    models = [quoted(erp) for _ in range(3)][-1]
    tables = fetch_tables(server.client(erp, INTEGRATION), models)
    monkeypatch.setattr(engine_io, "is_asked", lambda project: True)
    monkeypatch.setattr(engine_io, "event_log", lambda project, template: log_of_tables(TEMPLATES[template], tables))
    log = services.take_from(
        cast.it, cast.project, origin="tryton.purchase-to-pay", name="采购（ERP）", process="采购", moment="after"
    )
    run_pending()
    log.refresh_from_db()
    assert log.state == "done", log.fault
    assert log.facts["cases"] >= 3 and log.account["rows_dropped"] == 0
    client.force_login(cast.consultant)
    here = [cast.project.code, log.pk]
    for page in PAGES:
        answer = client.get(reverse(f"diagnosis:{page}", args=here))
        assert answer.status_code == 200, page
    assert "purchase created" in client.get(reverse("diagnosis:process_map", args=here)).content.decode()
    key = client.get(reverse("diagnosis:cases", args=here)).context["found"].rows[0]["key"]
    one = client.get(reverse("diagnosis:case", args=here), {"case": key}).context["case"]
    assert one.events[0]["activity"] == "purchase created" and len(one.events) > 1
