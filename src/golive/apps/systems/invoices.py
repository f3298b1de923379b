"""Invoices of suppliers out of the ERP for the cost sheet: registered with the plan when the program starts."""

from __future__ import annotations

from datetime import date
from typing import Any

from golive.apps.plan import erp_invoices
from golive.apps.plan.erp_invoices import Invoice
from golive.apps.systems import engine_io


def read(project: Any, since: date) -> list[Invoice]:
    """Refused where no ERP runs or where it does not answer."""
    return [
        Invoice(
            key=row.key,
            number=row.reference or row.number,
            supplier_code=row.supplier_code,
            supplier=row.supplier,
            account=row.account,
            account_name=row.account_name,
            text=row.text,
            amount=row.amount,
            currency=row.currency,
            on=row.on,
            cancelled=row.cancelled,
        )
        for row in engine_io.supplier_invoices_of(project, since)
    ]


erp_invoices.register_reader(read)
