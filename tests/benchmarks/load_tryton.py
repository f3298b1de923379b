"""Loading into a real Tryton against Tryton's own CSV import (ir.model `import_data`, what its client calls), in one run.

    python tests/benchmarks/load_tryton.py [rows]

Same rows, same server, same SQLite file; each side in calls of its own best size. Figures are rows a second of the
server's processor time (the client's is counted for GoLive, too: mapping, ledger and wire), because a busy machine makes
wall time noise. GoLive's side also keeps keys and a ledger; the import keeps neither.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from golive.connectors.protocol import WriteRow, key_prefix, load_key
from golive.connectors.tryton import lifecycle, server
from golive.connectors.tryton.place import INTEGRATION, Place
from golive.connectors.tryton.target import TrytonTarget
from golive.engines.migration.file_ledger import FileLedger
from golive.engines.migration.load import Loader

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1000


def cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def customers(kind: str) -> list[dict[str, Any]]:
    return [
        {"code": f"{kind}{n:06}", "name": f"客户 {n}", "street": f"人民路 {n} 号", "city": "苏州"} for n in range(ROWS)
    ]


def products(kind: str) -> list[dict[str, Any]]:
    return [
        {"code": f"{kind}{n:06}", "name": f"水泵 {n}", "unit": ("台", "个", "kg")[n % 3], "list_price": Decimal(n) / 4, "category": f"类 {n % 20}"}
        for n in range(ROWS)
    ]  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Place.at(Path(folder))
        lifecycle.up(place, lifecycle.Company("基准", 2026))
        try:
            print(json.dumps(measure(place), indent=1, ensure_ascii=False))
        finally:
            server.stop(place)


def measure(place: Place) -> dict[str, Any]:
    admin = server.client(place, INTEGRATION)
    target = TrytonTarget(admin)
    pid = server.status(place).pid
    assert pid is not None
    found: dict[str, Any] = {"rows": ROWS}
    groups = [_row("product_categories", f"类 {n}", {"name": f"类 {n}"}) for n in range(20)]
    target.write("product_categories", "b", groups)
    cases = {
        "customers": (
            customers, "party.party", ["code", "name", "addresses/street", "addresses/city", "categories"],
            lambda r: [r["code"], r["name"], r["street"], r["city"], "客户"],
        ),
        "products": (
            products, "product.template",
            ["code", "name", "default_uom", "sale_uom", "purchase_uom", "salable", "purchasable", "list_price", "categories", "account_category", "type", "products/cost_price"],
            lambda r: [r["code"], r["name"], UOM[r["unit"]], UOM[r["unit"]], UOM[r["unit"]], True, True, r["list_price"], r["category"], "商品", "goods", Decimal(0)],
        ),
    }  # fmt: skip
    UOM = {"台": "台", "个": "个", "kg": "Kilogram"}
    for unit in UOM:
        (record,) = admin.ask("model.product.uom.search_read", [["symbol", "=", unit]], 0, 1, None, ["name"])
        UOM[unit] = record["name"]
    for name, (make, model, columns, line) in cases.items():
        theirs = _import(admin, pid, model, columns, [[str(value) for value in line(row)] for row in make("csv")])
        ours = _golive(target, pid, name, make("golive"))
        found[name] = {
            "tryton_csv_import_rows_per_s": round(ROWS / theirs, 1),
            "golive_rows_per_s": round(ROWS / ours, 1),
            "ratio": round(theirs / ours, 2),
        }
    return found


def _import(admin: Any, pid: int, model: str, columns: list[str], lines: list[list[Any]]) -> float:
    begun = cpu(pid)
    for start in range(0, len(lines), 1000):
        count = admin.ask(f"model.{model}.import_data", columns, lines[start : start + 1000])
        assert count == len(lines[start : start + 1000]), count
    return cpu(pid) - begun


def _row(name: str, key: str, values: dict[str, Any]) -> WriteRow:
    return WriteRow(load_key("bench", name, key), "", values)


def _golive(target: TrytonTarget, pid: int, name: str, rows: list[dict[str, Any]]) -> float:
    begun, own = cpu(pid), time.process_time()
    with tempfile.TemporaryDirectory() as folder, FileLedger(Path(folder) / "ledger.db") as ledger:
        written = [_row(name, row["code"], row) for row in rows]
        result = Loader(target, name, ledger, key_prefix("bench", name), "bench").load(written)
        assert result.loaded == ROWS, result
    return cpu(pid) - begun + time.process_time() - own


if __name__ == "__main__":
    main()
