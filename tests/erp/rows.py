"""Rows to load, the same at every call."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

from golive.connectors.protocol import Values, WriteRow, load_key


def row(source: str, data_object: str, key: str, values: Values) -> WriteRow:
    digest = hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()
    return WriteRow(load_key(source, data_object, key), digest, values)


def customers(source: str, count: int) -> list[WriteRow]:
    return [
        row(
            source,
            "customers",
            str(n),
            {
                "code": f"{source}-C{n:05}",
                "name": f"客户 {source} {n}",
                "city": "苏州",
                "street": f"人民路 {n} 号",
                "phone": f"0512-{n:08}",
            },
        )
        for n in range(count)
    ]


def products(source: str, count: int) -> list[WriteRow]:
    return [
        row(
            source,
            "products",
            str(n),
            {
                "code": f"{source}-P{n:05}",
                "name": f"水泵 {n}",
                "unit": ("台", "个", "kg")[n % 3],
                "list_price": Decimal(n) + Decimal("0.50"),
                "cost_price": Decimal(n % 7) + Decimal("1.25"),
            },
        )
        for n in range(count)
    ]


def locations(source: str) -> list[WriteRow]:
    return [row(source, "locations", c, {"code": f"{source}-{c}", "name": f"{c} 库"}) for c in ("A", "B")]


def stock(source: str, count: int) -> list[WriteRow]:
    """Product n in location A or B, n + 1 of it."""
    return [
        row(
            source,
            "opening_stock",
            str(n),
            {
                "product": f"{source}-P{n:05}",
                "location": f"{source}-{'AB'[n % 2]}",
                "quantity": Decimal(n + 1),
            },
        )
        for n in range(count)
    ]
