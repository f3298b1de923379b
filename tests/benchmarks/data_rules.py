"""20 rules with every finding by row stored, beside pandera on polars in a process of its own.

    python tests/benchmarks/data_rules.py --rows 1000000 [--peer /path/to/python/with/pandera]

The table: made-up sales orders of 11 text columns, one value in fifty wrong. Processor seconds of the process, without
making the table; peak memory is that of the whole process, the table included.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time

from golive.engines.migration.check import check
from golive.engines.migration.rules import Rule, RuleSet
from golive.engines.migration.table import Table, Workbench

COLUMNS = ("id", "customer", "product", "quantity", "price", "amount", "day", "city", "status", "phone", "email")


def making(rows: int) -> str:
    """The SELECT that makes the table; `b` is a number that decides what is wrong in a row."""
    return f"""SELECT i AS _row, 'K' || i AS _key,
    CASE WHEN b = 1 THEN 'K7' WHEN b = 2 THEN NULL ELSE 'K' || i END AS id,
    CASE WHEN b = 3 THEN 'C9999999' ELSE 'C' || (hash(i) % 20000) END AS customer,
    CASE WHEN b = 4 THEN NULL ELSE 'P-' || lpad((hash(i + 1) % 5000)::VARCHAR, 5, '0') END AS product,
    CASE WHEN b = 5 THEN 'many' ELSE (hash(i + 2) % 1000)::VARCHAR END AS quantity,
    CASE WHEN b = 6 THEN '-1' ELSE ((hash(i + 3) % 100000) / 100.0)::VARCHAR END AS price,
    CASE WHEN b = 7 THEN '1e9' ELSE ((hash(i + 4) % 10000000) / 100.0)::VARCHAR END AS amount,
    CASE WHEN b = 8 THEN '2026-02-30' ELSE (DATE '2020-01-01' + (hash(i + 5) % 2000)::INT)::VARCHAR END AS "day",
    CASE WHEN b = 9 THEN 'nowhere' ELSE 'city' || (hash(i + 6) % 30) END AS city,
    CASE WHEN b = 10 THEN '' ELSE ['open', 'sent', 'paid'][(hash(i + 7) % 3)::INT + 1] END AS status,
    CASE WHEN b = 11 THEN '12345' ELSE '138' || lpad((hash(i + 8) % 100000000)::VARCHAR, 8, '0') END AS phone,
    CASE WHEN b = 12 THEN 'nobody' ELSE 'u' || i || '@example.cn' END AS email
    FROM (SELECT i, hash(i + 99) % 600 AS b FROM range(1, {rows} + 1) t(i))"""


def rules() -> RuleSet:
    wanted = [
        *(("completeness", (column,), {}) for column in ("id", "customer", "product", "status")),
        *(("type", (column,), {"type": "decimal"}) for column in ("quantity", "price", "amount")),
        ("type", ("day",), {"type": "date"}),
        ("range", ("quantity",), {"min": 0, "max": 1000}),
        ("range", ("price",), {"min": 0}),
        ("range", ("amount",), {"min": 0, "max": 1_000_000}),
        ("range", ("day",), {"min": "2020-01-01", "type": "date"}),
        ("pattern", ("customer",), {"pattern": "C[0-9]{1,6}"}),
        ("pattern", ("product",), {"pattern": "P-[0-9]{5}"}),
        ("format", ("phone",), {"format": "mobile_cn"}),
        ("format", ("email",), {"format": "email"}),
        ("in_set", ("city",), {"values": [f"city{n}" for n in range(30)]}),
        ("in_set", ("status",), {"values": ["open", "sent", "paid"]}),
        ("reference", ("customer",), {"object": "customers", "column": "code"}),
        ("uniqueness", ("id",), {"nulls": "ignore"}),
    ]
    return RuleSet(
        "t", tuple(Rule(f"r{n}", kind, columns, parameters) for n, (kind, columns, parameters) in enumerate(wanted))
    )


def measured(rows: int) -> None:
    with tempfile.TemporaryDirectory() as place, Workbench(f"{place}/bench.duckdb", memory="450MB") as bench:
        bench.ask(f"CREATE TABLE t AS {making(rows)}")
        table = bench.add(Table("t", COLUMNS, ("id",), rows))
        bench.load("customers", ["code"], ({"code": f"C{n}"} for n in range(20_000)))
        started = time.process_time()
        result = check(bench, table, rules())
        used = time.process_time() - started
        print(
            f"GoLive: {rows} rows, {len(result.rules)} rules, {result.findings_count} findings, {used:.1f} processor s, {peak()} MB"
        )


PEER = """
import resource, sys, time
import duckdb, pandera.polars as pa, polars as pl
rows = int(sys.argv[1])
db = duckdb.connect()
db.execute("SET enable_progress_bar = false")
frame = db.sql(sys.stdin.read()).pl()
number = lambda c, low, high=None: pa.Check(lambda d: d.lazyframe.select(
    (pl.col(c).cast(pl.Float64, strict=False) >= low) & (pl.col(c).cast(pl.Float64, strict=False) <= (high or 1e18))))
started = time.process_time()
customers = ["C%d" % n for n in range(20000)]
schema = pa.DataFrameSchema({
    "id": pa.Column(str, nullable=False, unique=True),
    "customer": pa.Column(str, [pa.Check.str_matches("^C[0-9]{1,6}$"), pa.Check.isin(customers)], nullable=False),
    "product": pa.Column(str, pa.Check.str_matches("^P-[0-9]{5}$"), nullable=False),
    "quantity": pa.Column(str, [pa.Check.str_matches(r"^-?[0-9.]+$"), number("quantity", 0, 1000)]),
    "price": pa.Column(str, [pa.Check.str_matches(r"^-?[0-9.]+$"), number("price", 0)]),
    "amount": pa.Column(str, [pa.Check.str_matches(r"^-?[0-9.]+$"), number("amount", 0, 1000000)]),
    "day": pa.Column(str, [pa.Check(lambda d: d.lazyframe.select(pl.col("day").str.to_date(strict=False).is_not_null())),
                           pa.Check(lambda d: d.lazyframe.select(pl.col("day").str.to_date(strict=False) >= pl.date(2020, 1, 1)))]),
    "city": pa.Column(str, pa.Check.isin(["city%d" % n for n in range(30)])),
    "status": pa.Column(str, [pa.Check.isin(["open", "sent", "paid"]), pa.Check.str_length(min_value=1)]),
    "phone": pa.Column(str, pa.Check.str_matches("^1[3-9][0-9]{9}$")),
    "email": pa.Column(str, pa.Check.str_matches(r"^[^@ ]+@[^@ ]+[.][^@ ]{2,}$")),
})
try:
    schema.validate(frame, lazy=True); found = 0
except pa.errors.SchemaErrors as error:
    found = len(error.failure_cases)
print("pandera %s: %d rows, %d failure cases, %.1f processor s, %d MB" % (
    __import__("pandera").__version__, rows, found, time.process_time() - started,
    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))
"""


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--peer", help="a Python with pandera[polars], duckdb and pyarrow")
    given = parser.parse_args()
    measured(given.rows)
    if given.peer:
        subprocess.run(
            [given.peer, "-W", "ignore", "-c", PEER, str(given.rows)], input=making(given.rows), text=True, check=False
        )
    sys.exit(0)
