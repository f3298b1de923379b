"""The model of Fellegi and Sunter, estimated and asked with Splink on DuckDB.

How often records agree by chance (u) is counted on random pairs; how often true duplicates agree (m) is learnt by
expectation maximisation on pairs that agree in one column. A table with too few duplicates cannot teach that; then the
first guesses of the kinds stand, and the model says so. The same settings run on Spark: spark.py.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.blocking_rule_library import CustomRule
from splink.comparison_level_library import NullLevel
from splink.comparison_library import CustomComparison

from golive.engines.migration.match.blocking import count_pairs
from golive.engines.migration.match.kinds import KINDS
from golive.engines.migration.match.prepare import SIDE, UNIQUE, columns_of
from golive.engines.migration.match.spec import Comparison, MatchSpec
from golive.engines.migration.table import Workbench

logging.getLogger("splink").setLevel(logging.ERROR)
RANDOM_PAIRS = 1.01e6
TRAINING_PAIRS = 1e6
ENOUGH_ROWS = 500
"""In a smaller table the duplicates weigh too much among random pairs to say what chance does."""
ENOUGH_TO_LEARN = 50
GUESSED_RECALL = 0.6
FLOOR = -6.0
"""Pairs of a lower weight (log2 of the odds) are not kept: there are many, and nobody merges at 1.5 %."""


@dataclass(frozen=True)
class Model:
    """`settings` is Splink's own document, m and u of every level included. `prior`: the probability that two random
    records are one. `learned`: whether m comes from this table."""

    settings: dict[str, Any]
    prior: float
    learned: bool


def settings(spec: MatchSpec, prior: float, frequencies: bool, learnt: Model | None = None) -> SettingsCreator:
    """Splink's settings for a spec over its prepared table. `frequencies`: agreement in a frequent value counts less, which
    a small table cannot tell. `learnt`: a model of the same spec, whose m and u stand instead of the first guesses."""
    known = learnt.settings["comparisons"] if learnt is not None else [None] * len(spec.comparisons)
    columns = columns_of(spec.comparisons)
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=prior,
        unique_id_column_name=UNIQUE,
        comparisons=[
            _comparison(each, place, frequencies, known[place]) for place, each in enumerate(spec.comparisons)
        ],
        blocking_rules_to_generate_predictions=[
            _line(spec, *(columns[part] for part in block)) for block in spec.blocking
        ],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
        max_iterations=20,
        em_convergence=0.001,
    )


def _line(spec: MatchSpec, *columns: str) -> Any:
    """Pairs that agree in the columns; between two sources only, if the spec says so."""
    if not spec.between:
        return block_on(*columns)
    agree = " AND ".join(f"l.{column} = r.{column}" for column in columns)
    return CustomRule(f"{agree} AND l.{SIDE} <> r.{SIDE}")  # in every dialect alike


def _comparison(each: Comparison, place: int, frequencies: bool, known: Any) -> CustomComparison:
    kind = KINDS[each.kind]

    def column(part: str) -> str:
        return f"c{place}_{part}"

    made: list[Any] = [NullLevel(column(kind.main))]
    taught = known["comparison_levels"][1:] if known else [{} for _ in kind.levels]  # the first is that of blanks
    for level, of in zip(kind.levels, taught, strict=True):
        m, u = of.get("m_probability", level.m), of.get("u_probability", level.u)
        test = level.test(column).configure(label_for_charts=level.en, m_probability=m, u_probability=u)
        if level.frequent and frequencies:
            test = test.configure(tf_adjustment_column=column(level.frequent), tf_minimum_u_value=1e-5)
        made.append(test)
    return CustomComparison(output_column_name=f"c{place}", comparison_levels=made)


def estimate_and_predict(bench: Workbench, spec: MatchSpec, prepared: str, pairs: str) -> Model:
    """Estimate the model on the prepared table and write the scored pairs into the table `pairs`: row_l < row_r,
    weight, probability, and for every comparison g0, g1, … (level) and w0, w1, … (weight)."""
    rows = bench.ask(f"SELECT count(*) FROM {prepared}")[0][0]
    prior, sure = prior_of(bench, spec, prepared, rows)
    connection = bench.beside()
    api = DuckDBAPI(connection)
    linker = Linker(api.register(prepared), settings(spec, prior, rows >= ENOUGH_ROWS), log_level=None)
    learned = train(linker, spec, rows, sure, spec.seed)
    found = linker.inference.predict(threshold_match_weight=FLOOR, warning_mode="never")
    _keep(bench, spec, found.physical_name, pairs)
    document = linker.misc.save_model_to_json()
    linker.table_management.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
    connection.close()
    return Model(document, prior, learned)


def train(linker: Linker, spec: MatchSpec, rows: int, sure: int, seed: int | None) -> bool:
    """What chance does (u), and what true duplicates do (m) where there are enough of them: then true is answered."""
    if rows < ENOUGH_ROWS:
        return False
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=seed)
    return sure >= ENOUGH_TO_LEARN and _learn(linker, spec)


def prior_of(bench: Workbench, spec: MatchSpec, prepared: str, rows: int) -> tuple[float, int]:
    """(the probability that two random records are one, how many pairs it is based on): the pairs that agree in two
    identifying columns, taken to be a share of all duplicates (`GUESSED_RECALL`)."""
    mains = [
        f"c{place}_{KINDS[each.kind].telling}"
        for place, each in enumerate(spec.comparisons)
        if KINDS[each.kind].identifying
    ]
    choices: list[tuple[str, ...]] = [*combinations(mains, 2)] or [(main,) for main in mains]
    best = max((count_pairs(bench, prepared, chosen, bool(spec.between), most=100) for chosen in choices), default=0)
    everything = max(rows * (rows - 1) / 2, 1)
    return min(max(best / GUESSED_RECALL, 0.5) / everything, 0.5), best


def _learn(linker: Linker, spec: MatchSpec) -> bool:
    """Expectation maximisation on as many blocks of different columns as teach every comparison."""
    for column in _teachers(spec):
        linker.training.estimate_parameters_using_expectation_maximisation(
            _line(spec, column), estimate_without_term_frequencies=True, max_pairs=TRAINING_PAIRS
        )
    return True


def _teachers(spec: MatchSpec) -> Sequence[str]:
    """Telling columns of up to three identifying comparisons: each teaches the comparisons of the others."""
    chosen = [
        f"c{place}_{KINDS[each.kind].telling}"
        for place, each in enumerate(spec.comparisons)
        if KINDS[each.kind].identifying
    ]
    return chosen[:3]


def _keep(bench: Workbench, spec: MatchSpec, found: str, pairs: str) -> None:
    names = [str(row[0]) for row in bench.ask(f"SELECT column_name FROM (DESCRIBE {found})")]
    bench.ask(f"CREATE OR REPLACE TABLE {pairs} AS {kept(spec, names)} FROM {found}")


def kept(spec: MatchSpec, names: Sequence[str]) -> str:
    """What stays of Splink's answer with these columns: SELECT, in the dialect of DuckDB."""
    levels = []
    for place in range(len(spec.comparisons)):
        weights = [name for name in (f"mw_c{place}", f"mw_tf_adj_c{place}") if name in names]
        levels.append(f"gamma_c{place}::TINYINT AS g{place}, ({' + '.join(weights)})::FLOAT AS w{place}")
    left, right = f"{UNIQUE}_l", f"{UNIQUE}_r"
    return (
        f"SELECT least({left}, {right}) AS row_l, greatest({left}, {right}) AS row_r,"
        f" match_weight AS weight, match_probability AS probability, {', '.join(levels)}"
    )
