"""The SQL of the analyses runs unchanged on a local Spark and gives what DuckDB gives."""

import math
from importlib import import_module

import pytest

from golive.engines.mining.analyse.facts import CASE_TIME_SQL, Facts, fact_sql
from golive.engines.mining.analyse.periods import periods, use_offsets, use_periods
from golive.engines.mining.findings import read_config
from golive.engines.mining.log import add_business_time
from golive.engines.mining.log.business import step_biz_sql
from golive.engines.mining.log.steps import STEP_SQL
from golive.engines.mining.log.variants import SIGNATURES_SQL
from golive.engines.worktime import china_standard
from tests.engines.mining.plain import load, made_up

pytestmark = pytest.mark.slow
TABLES = ("step", "cases", "activity", "resource", "step_biz", "work_day", "period", "zone_offset", "event", "fact")
NAMES = (
    "controls",
    "handover",
    "people",
    "process_map",
    "queues",
    "rework",
    "throughput",
    "variants",
    "working_hours",
)
# The package gives functions of the same names as its modules.
controls, handover, people, process_map, queues, rework, throughput, variants, hours = (
    import_module(f"golive.engines.mining.analyse.{name}") for name in NAMES
)
QUERIES = {
    "nodes": process_map.NODES_SQL,
    "node cases": process_map.NODE_CASES_SQL,
    "edges": process_map.EDGES_SQL,
    "edge cases": process_map.EDGE_CASES_SQL,
    "edges, business time": process_map.EDGES_BUSINESS_SQL,
    "frequency": process_map.FREQUENCY_SQL,
    "signatures": SIGNATURES_SQL,
    "variants": variants.VARIANTS_SQL,
    "variants with times": variants.TIMED_SQL,
    "durations": throughput.DURATIONS_SQL,
    "durations, business time": throughput.BUSINESS_SQL,
    "histogram": throughput.HISTOGRAM_SQL.format(width=3_600_000_000),
    "periods": throughput.PERIODS_SQL,
    "rework": rework.REWORK_SQL,
    "reworked cases": rework.REWORKED_CASES_SQL,
    "self loops": rework.SELF_LOOPS_SQL,
    "back and forth": rework.PING_PONG_SQL,
    "people back and forth": rework.PEOPLE_BACK_SQL,
    "handover": handover.HANDOVER_SQL,
    "handover with times": handover.TIMED_SQL,
    "hours": hours.HOURS_SQL.format(systems="false"),
    "waiting": queues.WAITING_SQL,
    "doers": people.DOERS_SQL,
    "four eyes": controls.separated_sql(0, 1),
    "wrong order": controls.firsts_sql(0, 1),
    "late": controls.late_sql(2, 3),
    "case times": CASE_TIME_SQL,
}


@pytest.fixture(scope="module")
def log():
    with load(made_up(5, 200)) as made:
        made.tz = "Asia/Shanghai"
        made.mark_system(["batch_01"])
        add_business_time(made, china_standard())
        use_periods(made, periods(made, "week"))
        use_offsets(made)
        Facts.of(made, read_config({"systems": ["batch_01"]}), china_standard())
        made.con.execute(
            "CREATE TABLE _core AS SELECT case_id, seq, act_id, ts_us, ts_start_us, res_id, CAST(NULL AS INTEGER) AS _order FROM event"
        )
        yield made


@pytest.fixture(scope="module")
def spark(log, tmp_path_factory):
    sql = pytest.importorskip("pyspark.sql")
    folder = tmp_path_factory.mktemp("spark")
    session = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", str(folder))
        .getOrCreate()
    )
    for table in (*TABLES, "_core"):
        file = folder / f"{table.strip('_')}.parquet"  # Spark passes over files whose names begin with "_"
        log.con.execute(f"COPY (SELECT * FROM {table}) TO '{file}' (FORMAT parquet)")
        session.read.parquet(str(file)).createOrReplaceTempView(table)
    yield session
    session.stop()


def plain(rows):
    """Sorted, numbers of any type as float or int of equal value, so that 5, 5.0 and Decimal(5) are one."""

    def value(v):
        if v is None or isinstance(v, str | bool):
            return v
        number = float(v)
        return int(number) if number.is_integer() else number

    return sorted(
        (tuple(value(v) for v in row) for row in rows), key=lambda row: tuple((v is None, str(v)) for v in row[:3])
    )


def same(a, b):
    return a == b or (
        isinstance(a, float | int) and isinstance(b, float | int) and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-3)
    )


def compare(ours, theirs):
    one, two = plain(ours), plain(theirs)
    assert one, "a query without rows compares nothing"
    assert len(one) == len(two)
    for a, b in zip(one, two, strict=True):
        assert all(map(same, a, b)), (a, b)


@pytest.mark.parametrize("name", QUERIES)
def test_the_same_text_gives_the_same_rows(log, spark, name):
    compare(log.rows(QUERIES[name]), [tuple(row) for row in spark.sql(QUERIES[name]).collect()])


def test_the_derived_tables_too(log, spark):
    compare(log.rows("SELECT * FROM step"), [tuple(row) for row in spark.sql(STEP_SQL).collect()])
    segments = sum(name.startswith("s") for (name, *_) in log.rows("DESCRIBE work_day"))
    select = step_biz_sql(segments).partition(" AS\n")[2]
    compare(log.rows("SELECT * FROM step_biz"), [tuple(row) for row in spark.sql(select).collect()])
    facts = fact_sql("s.wait_us", "s.nts - s.ts", "s.ts - s.start", "", "-1", "''")
    compare(log.rows(facts), [tuple(row) for row in spark.sql(facts).collect()])
