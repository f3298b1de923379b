"""Event logs from Tryton 8.0, by template: purchase to pay and order to cash.

Tryton records buttons, transitions and changes in `ir.model.log`, and who made a record when in the record itself. One SQL
text joins requisition, purchase, receipt and supplier invoice (sale, shipment and customer invoice) into cases. It runs as
it stands on Tryton's own database (SQLite, PostgreSQL), or on the same tables fetched through JSON-RPC (`MODELS`).
Times are those of the transactions, in UTC; events of one transaction keep the order of their numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from golive.engines.mining.log import EventLog, LogMapping
from golive.engines.mining.log.database import open_database
from golive.engines.mining.log.sql_text import quoted

MAPPING = LogMapping(
    ("case_id",),
    ("activity",),
    "ts",
    resource="who",
    order="number",
    case_attributes=("case:number", "case:party", "case:currency"),
)
# What an event is called: the state reached, or the button pressed; a button that only leads to a state is named by the state.
_EVENTS = """
SELECT o.case_id AS case_id, o.kind || ' ' || CASE
         WHEN l.event = 'transition' THEN replace(replace(l.target, 'state:', ''), '_state', '')
         WHEN l.event = 'wizard' THEN 'wizard ' || coalesce(l.target, '')
         ELSE coalesce(l.target, l.event) END AS activity,
       l.create_date AS ts, l.id AS number, u.login AS who, o.number AS "case:number", o.party AS "case:party",
       o.currency AS "case:currency", o.res AS record
FROM obj o JOIN ir_model_log l ON l.resource = o.res LEFT JOIN res_user u ON u.id = coalesce(l."user", l.create_uid)
WHERE l.event IN ('transition', 'button', 'wizard')
UNION ALL
SELECT o.case_id, o.kind || ' created', o.create_date, 0, u.login, o.number, o.party, o.currency, o.res
FROM obj o LEFT JOIN res_user u ON u.id = o.create_uid
ORDER BY 1, 3, 4
"""
_ABOUT = "p.number AS number, y.name AS party, c.code AS currency"
_JOINS = "LEFT JOIN party_party y ON y.id = p.party LEFT JOIN currency_currency c ON c.id = p.currency"

PURCHASE_TO_PAY = f"""
WITH inv AS (SELECT DISTINCT il.invoice, pl.purchase FROM account_invoice_line il
             JOIN purchase_line pl ON il.origin = 'purchase.line,' || pl.id WHERE il.invoice IS NOT NULL),
 shp AS (SELECT DISTINCT m.shipment, pl.purchase FROM stock_move m JOIN purchase_line pl ON m.origin = 'purchase.line,' || pl.id
         WHERE m.shipment IS NOT NULL),
 req AS (SELECT DISTINCT rl.requisition, pl.purchase FROM purchase_request pr JOIN purchase_line pl ON pr.purchase_line = pl.id
         JOIN purchase_requisition_line rl ON pr.origin = 'purchase.requisition.line,' || rl.id),
 about AS (SELECT p.id, {_ABOUT} FROM purchase_purchase p {_JOINS}),
 obj0 AS (SELECT id AS case_id, 'purchase.purchase,' || id AS res, create_date, create_uid, 'purchase' AS kind FROM purchase_purchase
   UNION ALL SELECT i.purchase, 'account.invoice,' || i.invoice, a.create_date, a.create_uid, 'supplier invoice'
             FROM inv i JOIN account_invoice a ON a.id = i.invoice
   UNION ALL SELECT s.purchase, s.shipment, x.create_date, x.create_uid, 'receipt'
             FROM shp s JOIN stock_shipment_in x ON s.shipment = 'stock.shipment.in,' || x.id
   UNION ALL SELECT q.purchase, 'purchase.requisition,' || q.requisition, r.create_date, r.create_uid, 'requisition'
             FROM req q JOIN purchase_requisition r ON r.id = q.requisition),
 obj AS (SELECT o.*, a.number, a.party, a.currency FROM obj0 o LEFT JOIN about a ON a.id = o.case_id)
{_EVENTS}"""

ORDER_TO_CASH = f"""
WITH inv AS (SELECT DISTINCT il.invoice, sl.sale FROM account_invoice_line il
             JOIN sale_line sl ON il.origin = 'sale.line,' || sl.id WHERE il.invoice IS NOT NULL),
 shp AS (SELECT DISTINCT m.shipment, sl.sale FROM stock_move m JOIN sale_line sl ON m.origin = 'sale.line,' || sl.id
         WHERE m.shipment IS NOT NULL),
 about AS (SELECT p.id, {_ABOUT} FROM sale_sale p {_JOINS}),
 obj0 AS (SELECT id AS case_id, 'sale.sale,' || id AS res, create_date, create_uid, 'sale' AS kind FROM sale_sale
   UNION ALL SELECT i.sale, 'account.invoice,' || i.invoice, a.create_date, a.create_uid, 'customer invoice'
             FROM inv i JOIN account_invoice a ON a.id = i.invoice
   UNION ALL SELECT s.sale, s.shipment, x.create_date, x.create_uid, 'shipment'
             FROM shp s JOIN stock_shipment_out x ON s.shipment = 'stock.shipment.out,' || x.id),
 obj AS (SELECT o.*, a.number, a.party, a.currency FROM obj0 o LEFT JOIN about a ON a.id = o.case_id)
{_EVENTS}"""

_COMMON: Mapping[str, tuple[str, ...]] = {
    "ir.model.log": ("resource", "event", "target", "user", "create_uid", "create_date"),
    "res.user": ("login",),
    "party.party": ("name",),
    "currency.currency": ("code",),
    "account.invoice": ("create_date", "create_uid"),
    "account.invoice.line": ("invoice", "origin"),
    "stock.move": ("shipment", "origin"),
}


@dataclass(frozen=True)
class Template:
    """`models`: model → fields that the SQL needs; the table of a model is its name with "_" for ".", as in Tryton."""

    name: str
    sql: str
    models: Mapping[str, tuple[str, ...]]
    mapping: LogMapping = MAPPING


TEMPLATES: Mapping[str, Template] = {
    each.name: each
    for each in (
        Template(
            "purchase-to-pay",
            PURCHASE_TO_PAY,
            {
                **_COMMON,
                "purchase.purchase": ("number", "party", "currency", "create_date", "create_uid"),
                "purchase.line": ("purchase",),
                "purchase.request": ("purchase_line", "origin"),
                "purchase.requisition": ("create_date", "create_uid"),
                "purchase.requisition.line": ("requisition",),
                "stock.shipment.in": ("create_date", "create_uid"),
            },
        ),
        Template(
            "order-to-cash",
            ORDER_TO_CASH,
            {
                **_COMMON,
                "sale.sale": ("number", "party", "currency", "create_date", "create_uid"),
                "sale.line": ("sale",),
                "stock.shipment.out": ("create_date", "create_uid"),
            },
        ),
    )
}


def log_of_rows(template: Template, rows: Iterable[Mapping[str, object]], source: str = "Tryton") -> EventLog:
    """From the rows of the template's SQL, run on Tryton's database."""
    return EventLog.from_rows(rows, template.mapping, source=source)


def log_of_tables(
    template: Template, tables: Mapping[str, Iterable[Mapping[str, Any]]], source: str = "Tryton"
) -> EventLog:
    """From the rows of each model (with "id"), as JSON-RPC gives them. A model that is not given counts as empty."""
    con = open_database()
    schema = con.execute("SELECT current_schema()").fetchall()[0][0]
    try:
        for model, fields in template.models.items():
            given = list(tables.get(model, ()))
            columns = {"id": pa.array([row["id"] for row in given], pa.int64())}
            for name in fields:
                columns[name] = _column(name, [row.get(name) for row in given])
            con.register("_given", pa.table(columns))
            con.execute(f"CREATE TABLE {quoted(model.replace('.', '_'))} AS SELECT * FROM _given")
            con.unregister("_given")
        found = con.sql(template.sql).to_arrow_table()
    finally:
        con.execute(f"DROP SCHEMA {schema} CASCADE")
        con.close()
    return EventLog.from_arrow(found, template.mapping, source)


_NUMBERS = ("create_uid", "user", "invoice", "purchase", "purchase_line", "requisition", "sale", "party", "currency")


def _column(name: str, values: list[Any]) -> pa.Array:
    if name in _NUMBERS:
        return pa.array(values, pa.int64())
    if name == "create_date":
        return pa.array(values, pa.timestamp("us"))
    return pa.array([None if v is None else str(v) for v in values], pa.string())
