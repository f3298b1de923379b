"""Matching: `python tests/benchmarks/match.py figures` and `… firms [--rows 1200000]`. Not part of the test run.

figures: Splink's 50,578 historical figures (`migration/splink` of the shared data). Persons are put into two halves by a
hash; threshold is chosen on the one, precision, recall and F1 of the pairs within clusters are those of the other.
A proposed pair with a record of each half counts half against each.

firms: made-up Chinese firms out of real short names, cities and streets; a fifth has a second record, with slips of the
kind that people make. CPU and peak memory of a process of its own: reading the CSV, and matching with a proposed spec.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import duckdb

from golive.connectors.open_source import open_source
from golive.engines.migration.match import Cluster, at_threshold, match, propose_spec, read_spec, write_spec
from golive.engines.migration.table import Workbench

DATA = Path(os.environ.get("GOLIVE_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data") / "migration"
FIGURES = """
format: golive-match
object: figures
comparisons:
- {columns: [first_name, surname], kind: person}
- {column: dob, kind: date}
- {column: birth_place, kind: text}
- {column: postcode_fake, kind: code}
- {column: occupation, kind: choice}
blocking: [[dob.iso]]
"""
THRESHOLDS = (0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.99)


def half(name: str) -> int:
    return hashlib.sha256(name.encode()).digest()[0] % 2


def scores(clusters: Sequence[Cluster], truth: dict[int, str], side: int) -> tuple[float, float, float]:
    """Precision, recall, F1 of pairs for the persons of one half."""
    right = proposed = 0.0
    for cluster in clusters:
        persons = Counter(truth[row] for row in cluster.rows if half(truth[row]) == side)
        inside = persons.total()
        right += sum(n * (n - 1) / 2 for n in persons.values())
        proposed += inside * (inside - 1) / 2 + inside * (len(cluster.rows) - inside) / 2
    every = sum(n * (n - 1) / 2 for n in Counter(name for name in truth.values() if half(name) == side).values())
    precision, recall = right / max(proposed, 1), right / every
    return precision, recall, 2 * precision * recall / (precision + recall)


def figures() -> None:
    file = DATA / "splink/historical_figures_with_errors_50k.parquet"
    result = duckdb.connect().execute(f"SELECT * FROM '{file}'")
    names = [column[0] for column in result.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    with Workbench() as bench:
        table = bench.load("figures", [n for n in names if n != "cluster"], rows, ["unique_id"])
        began = time.process_time()
        found = match(bench, table, proposed_blocks(bench, table))
        worked = time.process_time() - began
        truth = {row: each["cluster"] for row, each in enumerate(rows, start=1)}
        at = {threshold: at_threshold(found, threshold).clusters for threshold in THRESHOLDS}
        best = max(THRESHOLDS, key=lambda threshold: scores(at[threshold], truth, 0)[2])
        for side, word in ((0, "chosen on"), (1, "scored on")):
            shares = ", ".join(f"{share:.4f}" for share in scores(at[best], truth, side))
            print(f"{word} half {side}: threshold {best}, precision, recall, F1 {shares}")
        print(f"CPU {worked:.1f} s, peak {peak():.0f} MB, load {os.getloadavg()[0]:.1f}")


def proposed_blocks(bench: Workbench, table):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    from golive.engines.migration.match.blocking import propose_blocks
    from golive.engines.migration.match.prepare import prepare

    spec = read_spec(FIGURES)
    prepare(bench, table, spec.comparisons, "proposing")
    return replace(spec, blocking=propose_blocks(bench, "proposing", spec.comparisons, table.rows))


def make_firms(path: Path, rows: int, seed: int = 1) -> None:
    """The firms as CSV; the column `truth` says which records are one."""
    rng = random.Random(seed)
    shorts = [line.strip() for line in (DATA / "china/company_short_forms.txt").read_text("utf-8-sig").splitlines()[3:]]
    shorts = [short for short in shorts if 2 <= len(short) <= 6]
    cities = [
        row["name"][:-1]
        for row in csv.DictReader((DATA / "china/cities.csv").open(encoding="utf-8-sig"))
        if row["name"].endswith("市")
    ]
    streets = [row["name"] for row in csv.DictReader((DATA / "china/streets.csv").open(encoding="utf-8-sig"))]
    trades = [
        "科技",
        "贸易",
        "电子",
        "机械",
        "建材",
        "食品",
        "物流",
        "服装",
        "化工",
        "医药",
        "农业",
        "咨询",
        "广告",
        "装饰",
        "汽配",
        "五金",
    ]
    forms = ["有限公司", "有限责任公司", "股份有限公司", "公司"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "tax", "phone", "address", "truth"])
        number = firm = 0
        while number < rows:
            firm += 1
            city, core = rng.choice(cities), rng.choice(shorts) + rng.choice(["", *trades])
            tax = (
                "91"
                + "".join(rng.choices("0123456789", k=6))
                + "".join(rng.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=10))
            )
            phone, street = f"1{rng.randrange(3 * 10**9, 10**10)}", f"{rng.choice(streets)}{rng.randrange(1, 400)}号"
            writer.writerow([number, f"{city}{core}{rng.choice(forms)}", tax, phone, f"{city}市{street}", firm])
            number += 1
            if rng.random() < 0.25:
                writer.writerow([number, *slipped(rng, city, core, forms, tax, phone, street), firm])
                number += 1


def slipped(rng: random.Random, city: str, core: str, forms: list[str], tax: str, phone: str, street: str) -> list[str]:
    """The second record of a firm: another way of writing, and perhaps a wrong sign, another number, blanks."""
    if rng.random() < 0.3:
        place = rng.randrange(len(core))
        core = core[:place] + chr(rng.randrange(0x4E00, 0x9000)) + core[place + 1 :]
    name = rng.choice([f"{city}{core}", f"{core}（{city}）", f"{city}市{core}", core]) + rng.choice(forms)
    tax = rng.choice([tax, tax, "", tax[:-1] + rng.choice("0123456789")])
    phone = rng.choice([phone, "+86 " + phone, "", f"1{rng.randrange(3 * 10**9, 10**10)}"])
    return [name, tax, phone, rng.choice([f"{city}市{street}", street, ""])]


def firms(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "firms.csv"
        subprocess.run([sys.executable, __file__, "make", "--rows", str(rows), "--file", str(path)], check=True)
        subprocess.run([sys.executable, __file__, "time", "--file", str(path)], check=True)


def time_firms(path: Path) -> None:
    print(f"load {os.getloadavg()[0]:.1f}")
    with Workbench() as bench:
        source = open_source(str(path))
        info = source.describe()[0]
        wanted = [field.name for field in info.fields if field.name != "truth"]
        table = bench.load("firms", wanted, source.read(info.name, batch=10_000), ["id"])
        read = time.process_time()
        spec = propose_spec(bench, table)
        proposed = time.process_time()
        found = match(bench, table, spec, prepared=True)
        done = time.process_time()
        print(write_spec(spec))
        print(
            f"{table.rows} rows: reading {read:.1f}, proposing {proposed - read:.1f}, matching {done - proposed:.1f} CPU s"
        )
        print(f"{done:.1f} CPU s in all, peak {peak():.0f} MB, load {os.getloadavg()[0]:.1f}")
        judge(path, found.clusters)


def judge(path: Path, clusters: Sequence[Cluster]) -> None:
    truth = {row: each["truth"] for row, each in enumerate(csv.DictReader(path.open(encoding="utf-8")), start=1)}
    pairs = [
        (cluster.rows[i], row) for cluster in clusters for place, row in enumerate(cluster.rows) for i in range(place)
    ]
    right = sum(truth[first] == truth[second] for first, second in pairs)
    every = sum(n * (n - 1) / 2 for n in Counter(truth.values()).values())
    print(f"precision {right / max(len(pairs), 1):.4f}, recall {right / every:.4f} of {every:.0f} pairs")


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["figures", "firms", "make", "time"])
    parser.add_argument("--rows", type=int, default=1_200_000)
    parser.add_argument("--file", type=Path)
    chosen = parser.parse_args()
    if chosen.what == "figures":
        figures()
    elif chosen.what == "firms":
        firms(chosen.rows)
    elif chosen.what == "make":
        make_firms(chosen.file, chosen.rows)
    else:
        time_firms(chosen.file)
