"""Every kind of rule on DuckDB and on Spark: the same findings, cell for cell. Local Spark, needs Java 17."""

import os
import random
import shutil

import pytest

from golive.engines.migration import cluster, match
from golive.engines.migration.check import check
from golive.engines.migration.match.spark import OnSpark, session_options
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
        ("spark.sql.shuffle.partitions", "2"), ("spark.sql.ansi.enabled", "true"),
        *session_options(tmp_path_factory.mktemp("warehouse")).items(),
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


SPEC = """format: golive-match
version: 1
object: firms
comparisons:
- {column: name, kind: company}
- {column: title, kind: words}
- {column: phone, kind: phone}
blocking:
- [name.core]
- [phone.end]
- [title.longest]
between: source
threshold: 0.9
"""


def firms():
    """Two sources: every fifth firm of the first is in the second too, misspelt in one sign of its name, a word of its title
    missing, now and then a digit of its telephone wrong."""
    chance = random.Random(3)
    words = ["steel", "bolt", "hex", "nut", "washer", "zinc", "long", "grip", "ab12c"]
    for number in range(700):
        name = [
            *chance.choice(["宁波", "杭州", "温州", "绍兴"]),
            *(chance.choice("永固海天三和万里鑫源恒泰瑞丰") for _ in range(4)),
        ]
        title = [chance.choice(words) + chance.choice(["", "x", "y"]) for _ in range(5)]
        phone = f"138{chance.randint(10**7, 10**8 - 1)}"
        yield {
            "code": f"A{number}",
            "name": "".join(name) + "五金有限公司",
            "title": " ".join(title),
            "phone": phone,
            "source": "a",
        }
        if number % 5 == 0:
            name[3] = chance.choice("永固海")
            phone = phone if number % 10 else phone[:-1] + "9"
            yield {"code": f"B{number}", "name": "".join(name) + "五金有限公司", "title": " ".join(title[1:]), "phone": phone, "source": "b"}  # fmt: skip


@pytest.mark.slow
def test_the_same_duplicates_on_spark(session, tmp_path):
    """One model on both: the same pairs, the same levels of words, slips and equal parts, the same clusters. Likeness of
    letters may differ by a level where an odd number of letters changed places, which DuckDB rounds away."""
    rows = list(firms())
    with Workbench() as bench:
        table = bench.load("firms", list(rows[0]), rows, ["code"])
        here = match.match(bench, table, match.read_spec(SPEC))
        one = {(pair.first, pair.second): pair for pair in here.pairs()}
        there = match.match(bench, table, match.read_spec(SPEC), weigh=OnSpark(session, tmp_path, here.model))
        other = {(pair.first, pair.second): pair for pair in there.pairs()}
        sides = {row: each["source"] for row, each in enumerate(rows, 1)}
    assert one.keys() == other.keys() and len(one) > 100
    assert all(sides[first] != sides[second] for first, second in other), "between the two sources only"
    levels = {key: ([w.level for w in one[key].why], [w.level for w in other[key].why]) for key in one}
    assert all(a[1:] == b[1:] for a, b in levels.values()), "words and telephones"
    assert {"words_0.7", "number", "number_slip_1"} <= {level for _a, b in levels.values() for level in b}
    differing = [key for key, (a, b) in levels.items() if a != b]
    assert len(differing) < 0.1 * len(levels)
    same = [key for key in one if key not in differing]
    assert all(abs(one[key].probability - other[key].probability) < 1e-6 for key in same)
    found, again = ({each.rows for each in one.clusters} for one in (here, there))
    near = {row for key in differing for row in key}
    assert all(near & set(rows) for rows in found ^ again), "only where likeness differs may a decision differ"
    assert len(found & again) > 0.95 * len(found) and len(found) > 80
