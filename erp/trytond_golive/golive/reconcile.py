# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
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
        cls.__rpc__.update({"stock": RPC()})

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
