"""A few rows of every object that GoLive loads, in order of dependence, under one source's name."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from golive.connectors.protocol import Ref, Values, WriteRow, load_key
from tests.erp.rows import row

DAY = dt.date(2026, 1, 1)
D = Decimal


def sample(s: str) -> dict[str, list[WriteRow]]:
    """{object: rows}; codes begin with the source's name, so that samples never meet. Where a record of another object
    is named, some rows name it by its code and some by the key it was loaded under."""

    def ref(data_object: str, key: str) -> Ref:
        return Ref(data_object, load_key(s, data_object, key))

    def rows(data_object: str, *values: tuple[str, Values]) -> list[WriteRow]:
        return [row(s, data_object, key, given) for key, given in values]

    sale = {"date": dt.date(2025, 12, 20), "warehouse": f"{s}-W", "lines": [
        {"product": f"{s}-F1", "quantity": D(3), "unit_price": D("1250.00")},
        {"product": ref("products", "R1"), "quantity": D(12), "unit_price": D("19.90"), "description": "配件"},
    ]}  # fmt: skip
    return {
        "customers": rows(
            "customers",
            ("C1", {"code": f"{s}-C1", "name": "苏州恒泰机械有限公司", "street": "人民路 1 号", "city": "苏州"}),
            ("C2", {"code": f"{s}-C2", "name": "无锡瑞丰水泵有限公司", "phone": "0510-88880000"}),
        ),
        "suppliers": rows("suppliers", ("S1", {"code": f"{s}-S1", "name": "南京华腾铸件有限公司", "city": "南京"})),
        "addresses": rows(
            "addresses",
            ("A1", {"party": ref("customers", "C1"), "name": "二厂", "street": "长江路 2 号", "city": "常州", "delivery": True}),
        ),
        "contacts": rows(
            "contacts",
            ("K1", {"party": f"{s}-C1", "name": "王经理", "type": "mobile", "value": "13955500031"}),
        ),
        "units": rows(
            "units",
            ("U1", {"symbol": f"{s}箱", "name": f"{s}箱", "base": "个", "factor": D(24)}),
            ("U2", {"symbol": f"{s}卷", "name": f"{s}卷"}),
            ("U3", {"symbol": "台", "name": "台"}),
        ),
        "product_categories": rows(
            "product_categories",
            ("G1", {"name": f"{s}泵"}),
        ) + rows("product_categories", ("G2", {"name": f"{s}离心泵", "parent": ref("product_categories", "G1")})),
        "products": rows(
            "products",
            ("F1", {"code": f"{s}-F1", "name": "单级离心泵", "unit": ref("units", "U3"), "list_price": D("1687.50"),
                    "cost_price": D("1250.00"), "category": ref("product_categories", "G2"), "producible": True}),
            ("R1", {"code": f"{s}-R1", "name": "叶轮", "unit": "件", "cost_price": D("88.50"), "list_price": D("119.48")}),
            ("R2", {"code": f"{s}-R2", "name": "铜线", "unit": f"{s}卷", "cost_price": D("0.55"), "salable": False}),
        ),
        "price_lists": rows(
            "price_lists",
            ("L1", {"name": f"{s}经销商", "lines": [
                {"product": f"{s}-F1", "quantity": D(10), "price": D("1500.00")},
                {"product": f"{s}-F1", "price": D("1600.00")},
            ]}),
        ),
        "accounts": rows(
            "accounts",
            ("1001", {"code": "1001", "name": "库存现金"}),
            ("1", {"code": f"1002{s}", "name": "工商银行", "parent": "1002"}),
        ) + rows("accounts", ("2", {"code": f"1002{s}01", "name": "工行苏州支行", "parent": ref("accounts", "1")})),
        "opening_balances": rows(
            "opening_balances",
            ("1", {"account": ref("accounts", "2"), "date": DAY, "debit": D("250000.00")}),
            ("2", {"account": "1601", "date": DAY, "debit": D("800000.00"), "description": "固定资产"}),
            ("3", {"account": "4001", "date": DAY, "credit": D("1000000.00")}),
        ),
        "open_receivables": rows(
            "open_receivables",
            ("I1", {"party": ref("customers", "C1"), "number": f"{s}-FP001", "date": DAY, "due_date": dt.date(2026, 2, 15), "amount": D("11300.00")}),
            ("I2", {"party": f"{s}-C2", "number": f"{s}-FP002", "date": DAY, "due_date": dt.date(2025, 11, 30), "amount": D("560.50")}),
        ),
        "open_payables": rows(
            "open_payables",
            ("I1", {"party": ref("suppliers", "S1"), "number": f"{s}-PI1", "date": DAY, "due_date": dt.date(2026, 1, 31), "amount": D("61860.50")}),
        ),
        "warehouses": rows("warehouses", ("W", {"code": f"{s}-W", "name": "二号仓"}), ("WH", {"code": "WH", "name": "仓库"})),
        "locations": rows(
            "locations",
            ("A", {"code": f"{s}-A", "name": "A 区", "warehouse": ref("warehouses", "W")}),
        ) + rows("locations", ("A1", {"code": f"{s}-A-01", "name": "A-01", "parent": f"{s}-A"})),
        "lots": rows("lots", ("B1", {"number": f"{s}-2512", "product": ref("products", "R1")})),
        "opening_stock": rows(
            "opening_stock",
            ("1", {"product": ref("products", "F1"), "location": f"{s}-A", "quantity": D(4)}),
            ("2", {"product": f"{s}-R1", "location": ref("locations", "A1"), "lot": ref("lots", "B1"), "quantity": D("120")}),
            ("3", {"product": f"{s}-R2", "location": "STO", "quantity": D("2500.5"), "date": DAY}),
        ),
        "boms": rows(
            "boms",
            ("F1", {"product": ref("products", "F1"), "name": f"{s} 单级离心泵", "lines": [
                {"product": ref("products", "R1"), "quantity": D(1)},
                {"product": f"{s}-R2", "quantity": D("3.5")},
            ]}),
        ),
        "open_sales": rows("open_sales", ("O1", {"number": f"{s}-SO1", "party": ref("customers", "C1"), **sale})),
        "open_purchases": rows(
            "open_purchases",
            ("P1", {"number": f"{s}-PO1", "party": f"{s}-S1", "date": dt.date(2025, 12, 22), "due_date": dt.date(2026, 1, 9), "lines": [
                {"product": f"{s}-R1", "quantity": D(200), "unit_price": D("88.5")}]}),
        ),
        "employees": rows(
            "employees",
            ("E1", {"code": f"{s}-E1", "name": "赵敏", "department": "销售部", "phone": "0512-1"}),
        ) + rows("employees", ("E2", {"code": f"{s}-E2", "name": "钱伟", "department": "仓储部", "supervisor": ref("employees", "E1")})),
    }  # fmt: skip
