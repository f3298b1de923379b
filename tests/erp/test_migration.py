"""Northwind through the product into a real Tryton: sources, checks, corrections, load, reconciliation, certificate."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile

from golive.apps.migration import queries, services
from golive.apps.migration.models import LedgerEntry
from golive.apps.migration.standards import Standard
from golive.apps.migration.tests.factories import fresh, loading_into, work
from golive.engines.migration.verify import verify
from golive.foundation import sealing
from golive.foundation.files import storage
from tests.shared_data import shared

pytestmark = pytest.mark.erp

PARTY = """format: golive-mapping
version: 1
object: {object}
source: {{table: {table}, key: [{key}]}}
target: {object}
fields:
- {{to: code, {code}}}
- {{to: name, from: [CompanyName], steps: [trim], required: true}}
- {{to: contact, from: [ContactName], steps: [trim]}}
- {{to: street, from: [Address], steps: [trim]}}
- {{to: city, from: [City], steps: [trim]}}
- {{to: postal_code, from: [PostalCode], steps: [trim]}}
- {{to: phone, from: [Phone], steps: [trim]}}
"""
PRODUCTS = """format: golive-mapping
version: 1
object: products
source: {table: Products, key: [ProductID]}
target: products
fields:
- {to: code, template: 'NW{ProductID}'}
- {to: name, from: [ProductName], steps: [trim], required: true}
- {to: unit, constant: 个}
- {to: list_price, from: [UnitPrice], as: decimal}
- {to: cost_price, from: [UnitPrice], as: decimal, scale: '0.5'}
"""
STOCK = """format: golive-mapping
version: 1
object: stock
source: {table: Products, key: [ProductID]}
target: opening_stock
after: [products]
fields:
- {to: product, template: 'NW{ProductID}'}
- {to: location, constant: STO}
- {to: quantity, from: [UnitsInStock], as: decimal, required: true}
"""
RULES = """format: golive-rules
version: 1
object: {object}
rules:
- {{id: filled, kind: completeness, columns: [{column}], severity: error}}
"""
NAMES = {"customers": "CompanyName", "suppliers": "CompanyName", "products": "ProductName", "stock": "UnitsInStock"}


def northwind() -> list[Standard]:
    mappings = {
        "customers": PARTY.format(object="customers", table="Customers", key="CustomerID", code="from: [CustomerID], steps: [trim]"),
        "suppliers": PARTY.format(object="suppliers", table="Suppliers", key="SupplierID", code="template: 'S{SupplierID}'"),
        "products": PRODUCTS,
        "stock": STOCK,
    }  # fmt: skip
    more = {
        "stock": {"totals": [{"name": "quantity", "column": "UnitsInStock", "field": "quantity"}]},
        "products": {"totals": [{"name": "price", "column": "UnitPrice", "field": "list_price"}]},
    }
    return [
        Standard(key, RULES.format(object=key, column=NAMES[key]), text, more.get(key, {}))
        for key, text in mappings.items()
    ]


@pytest.mark.django_db
def test_northwind_is_loaded_reconciled_and_certified(cast, target, settings, tmp_path) -> None:
    settings.MEDIA_ROOT, settings.DATA = tmp_path / "files", tmp_path
    content = (shared("migration/northwind") / "create_sqlite.sql").read_bytes()
    owners = dict.fromkeys(NAMES, cast.sales)
    services.set_up_objects(cast.pm, cast.project, owners=owners, given=northwind())
    source = services.add_source(cast.it, cast.project, upload=ContentFile(content, "northwind.sql"), encoding="utf-8")
    work()
    source.refresh_from_db()
    for each in fresh(cast).values():
        services.take_extract(cast.it, each, source=source)
        work()
        services.check(cast.pm, fresh(cast)[each.key])
        work()
        services.map_object(cast.it, each)
    found = fresh(cast)
    services.exclude(cast.pm, found["customers"], keys=["ALFKI"], reason="已停业")
    with loading_into(target):
        cycle = services.open_cycle(cast.pm, cast.project)
        simulation = services.simulate(cast.it, cycle)
        work()
        simulation.refresh_from_db()
        assert {key: each["refused"] for key, each in simulation.counts.items()} == dict.fromkeys(NAMES, 0)
        assert target.count("products") == 0, "a simulation leaves nothing behind"
        services.start_load(cast.it, cycle)
        work()
        assert target.count("products") == 77 and target.count("customers") == 92
        services.reconcile(cast.it, cycle)
        work()
        statements = queries.statements(cycle)
        assert [s.differences for s in statements.values()] == [[]] * 4
        for statement in statements.values():
            services.sign_reconciliation(cast.business, statement)
        certificate = services.issue_certificate(cast.pm, cycle)
        with storage.open_file(certificate.json_file) as file:
            assert verify(json.loads(file.read()), sealing.fingerprint()) == []
        services.undo_load(cast.it, cycle, reason="试迁移结束")
        work()
    assert target.count("products") == target.count("customers") == 0
    assert not LedgerEntry.objects.filter(state="LOADED").exists()
    assert queries.standing_certificate(cast.project) is None
