"""Two tables of N rows compared by key, with planted differences, beside pandas in a process of its own; and reading
XLSX beside openpyxl.

    python tests/benchmarks/data_compare.py compare --rows 5000000 [--peer /path/to/python/with/pandas]
    python tests/benchmarks/data_compare.py sheets --rows 100000

Processor seconds without making the tables (both sides lie in the workbench or in frames when the clock starts).
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import tempfile
import time
from pathlib import Path

from golive.engines.migration.compare import compare
from golive.engines.migration.table import Table, Workbench

COLUMNS = ("id", "customer", "product", "quantity", "price", "amount", "day", "city", "status", "note", "ref")


def making(rows: int) -> str:
    return f"""SELECT i AS _row, 'K' || i AS _key, 'K' || i AS id, 'C' || (hash(i) % 200000) AS customer,
    'P' || (hash(i + 1) % 50000) AS product, (hash(i + 2) % 1000)::VARCHAR AS quantity,
    ((hash(i + 3) % 100000) / 100.0)::VARCHAR AS price, ((hash(i + 4) % 10000000) / 100.0)::VARCHAR AS amount,
    (DATE '2020-01-01' + (hash(i + 5) % 2000)::INT)::VARCHAR AS "day", 'city' || (hash(i + 6) % 300) AS city,
    'S' || (hash(i + 7) % 5) AS status, CASE WHEN hash(i + 8) % 3 > 0 THEN 'note ' || (hash(i + 9) % 1000) END AS note,
    'R' || hash(i + 10) AS ref FROM range(1, {rows} + 1) t(i)"""


def other(rows: int) -> str:
    """A hundred rows are missing, fifty come twice under a new key, some 750 have another amount."""
    return f"""SELECT _row, _key, id, customer, product, quantity, price,
    CASE WHEN _row % ({rows} // 750) = 11 THEN '0.01' ELSE amount END AS amount, "day", city, status, note, ref FROM a
    WHERE _row % ({rows} // 100) <> 7 UNION ALL SELECT _row + {rows}, 'X' || _key, 'X' || id, customer, product, quantity,
    price, amount, "day", city, status, note, ref FROM a WHERE _row % ({rows} // 50) = 9"""


def planted(rows: int) -> tuple[int, int, int]:
    lost = {n for n in range(1, rows + 1) if n % (rows // 100) == 7}
    new = sum(1 for n in range(1, rows + 1) if n % (rows // 50) == 9)
    return len(lost), new, sum(1 for n in range(1, rows + 1) if n % (rows // 750) == 11 and n not in lost)


def comparing(rows: int, peer: str | None) -> None:
    with tempfile.TemporaryDirectory() as place, Workbench(f"{place}/bench.duckdb", memory="800MB") as bench:
        bench.ask(f"CREATE TABLE a AS {making(rows)}")
        bench.ask(f"CREATE TABLE b AS {other(rows)}")
        a, b = (Table(name, COLUMNS, ("id",), bench.ask(f"SELECT count(*) FROM {name}")[0][0]) for name in "ab")
        started = time.process_time()
        found = compare(bench, a, b)
        used = time.process_time() - started
        right = (found.missing, found.extra, found.changed) == planted(rows)
        print(
            f"GoLive: {rows} rows a side, all planted differences found: {right}, {used:.2f} processor s, {peak()} MB"
        )
    if peer:
        subprocess.run([peer, "-W", "ignore", "-c", PANDAS, making(rows), other(rows)], check=False)


PANDAS = """
import duckdb, resource, sys, time
db = duckdb.connect(); db.execute("SET enable_progress_bar = false"); db.execute("CREATE TABLE a AS " + sys.argv[1])
a = db.execute("SELECT * EXCLUDE (_row, _key) FROM a").df()
b = db.execute("SELECT * EXCLUDE (_row, _key) FROM (" + sys.argv[2] + ")").df()
started = time.process_time()
both = a.merge(b, on="id", how="outer", suffixes=("", "_2"), indicator=True)
inner = both[both["_merge"] == "both"]
differs = None
for column in a.columns[1:]:
    odd = inner[column].fillna("") != inner[column + "_2"].fillna("")
    differs = odd if differs is None else differs | odd
print("pandas %s: missing %d, extra %d, changed %d, %.1f processor s, %d MB" % (__import__("pandas").__version__,
    (both["_merge"] == "left_only").sum(), (both["_merge"] == "right_only").sum(), differs.sum(),
    time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))
"""


def sheets(rows: int) -> None:
    import openpyxl
    import xlsxwriter

    from golive.connectors.files import FileSource

    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "t.xlsx"
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            sheet = book.add_worksheet("t")
            sheet.write_row(0, 0, COLUMNS)
            for n in range(1, rows + 1):
                sheet.write_row(
                    n,
                    0,
                    [
                        f"K{n}",
                        f"C{n % 999}",
                        f"P{n % 77}",
                        n % 1000,
                        n / 7,
                        n / 3,
                        "2026-01-05",
                        "上海",
                        "S1",
                        None,
                        f"R{n}",
                    ],
                )
        started = time.process_time()
        source = FileSource(path)
        count = sum(1 for _ in source.read("t"))
        ours = time.process_time() - started
        started = time.process_time()
        theirs = sum(1 for _ in openpyxl.load_workbook(path, read_only=True)["t"].iter_rows(values_only=True)) - 1
        peer = time.process_time() - started
        print(
            f"XLSX {rows} x {len(COLUMNS)}: GoLive {ours:.1f} ({count} rows), openpyxl read-only {peer:.1f} ({theirs}) processor s: {peer / ours:.1f} times"
        )


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("compare", "sheets"))
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--peer", help="a Python with pandas, pyarrow and duckdb")
    given = parser.parse_args()
    if given.what == "compare":
        comparing(given.rows, given.peer)
    else:
        sheets(given.rows)
