"""Pairs weighed on Spark, by the same settings as on one machine: for tables whose pairs it cannot hold.

Rows are taken apart in DuckDB (prepare.py), compared on Spark by Splink, and gathered into clusters here again. Likeness
is measured by bytes there as here: texts go as their UTF-8 bytes, each as one letter (ISO 8859-1). Needs the extra "spark"
and Java 17; Splink brings the jar with the measures of likeness. Spark draws its random pairs without a seed, so what is
learnt differs in the last places from run to run; a model that was learnt before (`model`) weighs alike on both.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
from splink import Linker

from golive.engines.migration.match.model import ENOUGH_ROWS, FLOOR, Model, kept, prior_of, settings, train
from golive.engines.migration.match.spec import MatchSpec
from golive.engines.migration.table import Workbench, quoted


def session_options(folder: Path | str) -> dict[str, str]:
    """What a SparkSession needs to be told before it starts: where Splink's jar is, and that likeness needs no strictness."""
    from splink.internals.spark.jar_location import similarity_jar_location

    return {"spark.jars": str(similarity_jar_location()), "spark.sql.warehouse.dir": str(folder)}


@dataclass(frozen=True)
class OnSpark:
    """`match(…, weigh=OnSpark(session))`. `folder`: where the rows are handed over, a path that this machine and the
    cluster both see (a temporary one is enough for local Spark). `model`: weigh by a model that was learnt before."""

    session: Any
    folder: Path | None = None
    model: Model | None = None

    def __call__(self, bench: Workbench, spec: MatchSpec, prepared: str, pairs: str) -> Model:
        with tempfile.TemporaryDirectory(prefix="golive-spark-", dir=self.folder) as place:
            return self._weighed(bench, spec, prepared, pairs, Path(place))

    def _weighed(self, bench: Workbench, spec: MatchSpec, prepared: str, pairs: str, place: Path) -> Model:
        from splink.backends.spark import SparkAPI

        rows = int(bench.ask(f"SELECT count(*) FROM {prepared}")[0][0])
        prior, sure = (self.model.prior, 0) if self.model else prior_of(bench, spec, prepared, rows)
        parquet.write_table(bench.arrow(f"SELECT * FROM {prepared}"), place / "rows.parquet")
        self.session.sparkContext.setCheckpointDir(str(place / "checkpoints"))
        frame = self.session.read.parquet(str(place / "rows.parquet"))
        frame = frame.selectExpr(*(_as_bytes(name, kind) for name, kind in frame.dtypes))
        api = SparkAPI(spark_session=self.session, break_lineage_method="persist", register_udfs_automatically=True)  # type: ignore[no-untyped-call]
        chosen = settings(spec, prior, rows >= ENOUGH_ROWS, self.model)
        linker = Linker(api.register(frame), chosen, log_level=None)
        learned = self.model.learned if self.model else train(linker, spec, rows, sure, None)
        answer = linker.inference.predict(threshold_match_weight=FLOOR, warning_mode="never")
        found = self.session.table(answer.physical_name).drop("match_key")
        _take(bench, spec, found.toArrow(), pairs)
        document = linker.misc.save_model_to_json()
        linker.table_management.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
        return Model(document, prior, learned)


def _as_bytes(name: str, kind: str) -> str:
    column = f"`{name}`"
    return f"decode(encode({column}, 'UTF-8'), 'ISO-8859-1') AS {column}" if kind == "string" else column


def _take(bench: Workbench, spec: MatchSpec, found: Any, pairs: str) -> None:
    """Spark's answer into the table `pairs` of the workbench."""
    names = [name for name in found.column_names if not name.startswith("c") or name.endswith(("_l", "_r"))]
    connection = bench.beside()
    connection.register("_arriving", found.select(names))
    connection.execute(f"CREATE OR REPLACE TABLE {quoted(pairs)} AS {kept(spec, names)} FROM _arriving")
    connection.close()
