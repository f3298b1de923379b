"""Every kind of rule on DuckDB and on Spark: the same findings, cell for cell. Local Spark, needs Java 17."""

import os
import shutil

import pytest

from golive.engines.migration import cluster
from golive.engines.migration.check import check
from golive.engines.migration.rules import PARAMETERS, Rule, RuleError, RuleSet
from golive.engines.migration.table import Table, Workbench
from tests.engines.migration.test_rules import CASES, ROWS

LINES = [{"no": "1", "amount": "10"}, {"no": "1", "amount": "5.5"}, {"no": "2", "amount": "7"}]
ODD = [
    *ROWS,
    *(
        {"id": f"9{n}", "name": text, "qty": text, "low": text, "high": text, "city": text, "day": text, "code": text}
        for n, text in enumerate(
            ["１２", "1,234.50", "+.5", "#REF!", "N/A", "9-Mar", "上 海", "2026年1月5日", "2026/1/5", "2026.2.30", "20260131",
             "31/12/2026", "91350100M000100Y43", "91350100M000100Y34", "11010519491231002X", "6222600260001072444", "a@b.cn",
             "13812345678", "(021) 55512345", "200000", "12 kg", "12kg", "\u3000x\u00a0", "a\nb", "x\\d", "it's", "SH OR", "true"]
        )
    ),
]  # fmt: skip
KINDS = [
    *(case for case in CASES if "select" not in str(case[2])),
    *(("format", ["code"], {"format": name}, []) for name in ("citizen_id", "bank_card", "mobile_cn", "phone_cn", "postcode_cn", "email")),
    *(("free_of", ["code"], {"fault": name}, []) for name in ("edge_blanks", "full_width", "null_like", "spreadsheet_error", "spreadsheet_date", "unit_in_number", "inner_blanks", "thousands_separator")),
    ("aggregate", ["qty"], {"aggregate": "sum", "max": 3, "by": ["city"]}, []),
    ("aggregate", ["qty"], {"aggregate": "average", "min": 1e9}, []),
    ("aggregate", ["qty"], {"aggregate": "distinct", "max": 0}, []),
    ("cross_table", ["low"], {"object": "lines", "on": {"id": "no"}, "aggregate": "sum", "column": "amount", "tolerance": 0.5}, []),
    ("dependency", ["high", "city"], {"share": 0.3}, []),
    ("dependency", ["high", "low", "city"], {"share": 0.3, "blanks": False}, []),
    ("unit", ["code"], {"unit": "kg"}, []),
    ("date_style", ["day"], {"style": "iso"}, []),
    ("merged", ["code", "name"], {}, []),
]  # fmt: skip


def rules():
    return [
        Rule(f"r{n:02d}", kind, tuple(columns), parameters) for n, (kind, columns, parameters, _) in enumerate(KINDS)
    ]


def test_every_kind_is_asked_of_both():
    assert {rule.kind for rule in rules()} | set(cluster.NOT_OFFERED) == set(PARAMETERS)


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    pyspark = pytest.importorskip("pyspark.sql", reason="Spark is not here: pip install golive[spark]")
    pytest.importorskip("ibis", reason="Ibis is not here: pip install golive[spark]")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("no Java here: Spark needs Java 17 (openjdk-17-jre-headless)")
    builder = pyspark.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    for name, value in (
        ("spark.driver.bindAddress", "127.0.0.1"), ("spark.driver.host", "127.0.0.1"),
        ("spark.sql.shuffle.partitions", "2"), ("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("spark"))), ("spark.sql.ansi.enabled", "true"),
    ):  # fmt: skip
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def view(session, bench, name):
    """The table of the workbench as a view in Spark."""
    table = bench.table(name)
    rows = [tuple(row.values()) for row in bench.rows(table)]
    schema = ", ".join(["_row BIGINT", "_key STRING", *(f"`{column}` STRING" for column in table.columns)])
    session.createDataFrame(rows, schema).createOrReplaceTempView(name)
    return table


@pytest.mark.slow
def test_the_same_findings_on_spark(session):
    with Workbench() as bench:
        bench.load("cities", ["code"], [{"code": "SH"}, {"code": "BJ"}, {"code": None}])
        bench.load("lines", ["no", "amount"], LINES)
        bench.load("t", list(ROWS[0]), ODD, ["id"])
        views = {name: view(session, bench, name) for name in ("cities", "lines", "t")}
        here = {}
        for finding in check(bench, views["t"], RuleSet("t", tuple(rules()))).findings():
            here.setdefault(finding.rule, []).append(finding)
        there = {}
        others = {name: views[name] for name in ("cities", "lines")}
        for finding in cluster.Cluster(session).check(views["t"], RuleSet("t", tuple(rules())), others):
            there.setdefault(finding.rule, []).append(finding)
    differing = {
        rule.id: (rule.kind, dict(rule.parameters), set(here.get(rule.id, [])) ^ set(there.get(rule.id, [])))
        for rule in rules()
        if sorted(here.get(rule.id, []), key=str) != sorted(there.get(rule.id, []), key=str)
    }
    assert differing == {}
    assert len(here) > 30  # nearly every rule found something to agree on


@pytest.mark.slow
@pytest.mark.parametrize(
    "rule",
    [Rule("r", "spelling", ("a",)), Rule("r", "sql", ("a",), {"expression": "a IN (SELECT a FROM t)"})],
)
def test_what_spark_cannot_is_said(session, rule):
    with pytest.raises(RuleError) as caught:
        list(cluster.Cluster(session).check(Table("t", ("a",), (), 0), RuleSet("t", (rule,))))
    assert caught.value.code == "not_on_spark"
