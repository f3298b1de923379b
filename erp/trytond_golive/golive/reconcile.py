# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
from decimal import Decimal

from sql.aggregate import Sum
from trytond.model import Model
from trytond.pool import Pool
from trytond.rpc import RPC
from trytond.transaction import Transaction


class Reconcile(Model):
    "GoLive Reconciliation"

    __name__ = "golive.reconcile"

    @classmethod
    def __setup__(cls):
        super().__setup__()
        cls.__rpc__.update({"stock": RPC(), "ledger": RPC()})

    @classmethod
    def stock(cls, date):
        "Stock on hand at the end of a day by product and storage location; no zero lines."
        pool = Pool()
        Location = pool.get("stock.location")
        Product = pool.get("product.product")
        locations = {location.id: location for location in Location.search([("type", "=", "storage")])}
        with Transaction().set_context(stock_date_end=date, forecast=False):
            quantities = Product.products_by_location(list(locations))
        products = {p.id: p for p in Product.browse({product for _, product in quantities})}
        lines = []
        for (location_id, product_id), quantity in quantities.items():
            if quantity:
                product, location = products[product_id], locations[location_id]
                lines.append(
                    {
                        "product": product.code,
                        "name": product.rec_name,
                        "unit": product.default_uom.symbol,
                        "location": location.code,
                        "location_name": location.name,
                        "quantity": quantity,
                        "cost_price": product.cost_price,
                    }
                )
        return sorted(lines, key=lambda line: (line["location"] or "", line["product"] or ""))

    @classmethod
    def ledger(cls, date):
        """Posted balance of each account at the end of a day, in the company's currency; no accounts without entries.
        kind: what the account must agree with: receivable, payable, stock, or ""."""
        pool = Pool()
        Account, Move, Line = pool.get("account.account"), pool.get("account.move"), pool.get("account.move.line")
        move, line = Move.__table__(), Line.__table__()
        company = Transaction().context.get("company")
        cursor = Transaction().connection.cursor()
        cursor.execute(
            *line.join(move, condition=line.move == move.id).select(
                line.account,
                Sum(line.debit),
                Sum(line.credit),
                where=(move.state == "posted") & (move.date <= date) & (move.company == company),
                group_by=line.account,
            )
        )
        sums = {account: (_money(debit), _money(credit)) for account, debit, credit in cursor}
        found = []
        for account in Account.browse(sorted(sums)):
            debit, credit = sums[account.id]
            kinds = [
                kind for kind in ("receivable", "payable", "stock") if account.type and getattr(account.type, kind)
            ]
            found.append(
                {
                    "account": account.code,
                    "name": account.name,
                    "kind": kinds[0] if kinds else "",
                    "debit": debit,
                    "credit": credit,
                    "balance": debit - credit,
                }
            )
        return sorted(found, key=lambda one: one["account"] or "")


def _money(value):
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))
