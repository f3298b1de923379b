"""Duplicates of a table: prepared, compared, weighed, gathered into clusters, each with its reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from golive.engines.migration.match.blocking import refuse_too_wide
from golive.engines.migration.match.clusters import Group, Link, cluster, weight
from golive.engines.migration.match.keys import Reason, agreeing
from golive.engines.migration.match.kinds import KINDS
from golive.engines.migration.match.model import Model, estimate_and_predict
from golive.engines.migration.match.prepare import prepare
from golive.engines.migration.match.spec import MatchSpec
from golive.engines.migration.table import Table, Workbench, quoted

PREPARED, PAIRS, MEMBERS = "match_rows", "match_pairs", "match_members"
PART = 20_000


@dataclass(frozen=True)
class Why:
    """How one column speaks: the level of agreement, in words, and by how much it makes one record likelier than two
    (`bayes_factor`; below 1 it speaks against). A level "" means that one of the two is blank."""

    column: str
    level: str
    zh: str
    en: str
    bayes_factor: float


@dataclass(frozen=True)
class Pair:
    """Two rows that were compared."""

    first: int
    second: int
    probability: float
    why: tuple[Why, ...]


@dataclass(frozen=True)
class Cluster:
    """Records proposed as one. `survivor` is the proposal: the most complete, then the first. `probability`, `chained`
    and `component` are those of the group (see `clusters.Group`); `reasons` are the keys in which records agree."""

    rows: tuple[int, ...]
    keys: tuple[str, ...]
    survivor: str
    probability: float
    chained: bool
    component: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Matching:
    """What was found in a table. The pairs stay on the workbench and are asked for."""

    bench: Workbench
    table: Table
    spec: MatchSpec
    model: Model | None
    clusters: tuple[Cluster, ...]

    def pairs(self, least: float = 0.0) -> Iterator[Pair]:
        """All compared pairs from that probability on, the surest first."""
        return self._ask(
            f"SELECT {self._wanted} FROM {PAIRS} p WHERE probability >= {least} ORDER BY weight DESC, row_l, row_r"
        )

    def pairs_inside(self) -> Iterator[tuple[int, Pair]]:
        """(place of the cluster, pair) for the compared pairs within clusters."""
        if self.model is None:
            return
        self.bench.ask(f"CREATE OR REPLACE TEMP TABLE {MEMBERS} (member BIGINT, place INTEGER)")
        members = [(row, place) for place, each in enumerate(self.clusters) for row in each.rows]
        for start in range(0, len(members), PART):
            rows, places = zip(*members[start : start + PART], strict=True)
            self.bench.ask(
                f"INSERT INTO {MEMBERS} SELECT unnest(?::BIGINT[]), unnest(?::INTEGER[])", (list(rows), list(places))
            )
        joined = (
            f"{PAIRS} p JOIN {MEMBERS} a ON a.member = row_l JOIN {MEMBERS} b ON b.member = row_r AND b.place = a.place"
        )
        found = self.bench.ask(
            f"SELECT a.place, {self._wanted} FROM {joined} ORDER BY a.place, weight DESC, row_l, row_r"
        )
        for place, *row in found:
            yield place, self._pair(row)

    @property
    def _wanted(self) -> str:
        levels = ", ".join(f"g{place}, w{place}" for place in range(len(self.spec.comparisons)))
        return f"row_l, row_r, probability, {levels}"

    def _ask(self, sql: str) -> Iterator[Pair]:
        return (self._pair(row) for row in self.bench.ask(sql)) if self.model else iter(())

    def _pair(self, row: Sequence[object]) -> Pair:
        first, second, probability, *levels = row
        why = []
        for place, each in enumerate(self.spec.comparisons):
            number, weight_ = levels[2 * place], levels[2 * place + 1]
            known = KINDS[each.kind].levels
            # Splink counts levels from the last (0) upwards; -1 is blank.
            if not isinstance(number, int) or number < 0:
                why.append(Why(each.name, "", "未填", "blank", 1.0))
                continue
            level = known[len(known) - 1 - number]
            why.append(Why(each.name, level.code, level.zh, level.en, round(2.0 ** float(str(weight_)), 4)))
        return Pair(int(str(first)), int(str(second)), float(str(probability)), tuple(why))


def match(
    bench: Workbench,
    table: Table,
    spec: MatchSpec,
    progress: Callable[[int, int], None] = lambda done, total: None,
    prepared: bool = False,
    weigh: Callable[[Workbench, MatchSpec, str, str], Model] = estimate_and_predict,
) -> Matching:
    """Find the duplicates of a table. Raises TableError for a column that is not there, MatchError for a line of
    blocking that would compare too many records. The same seed and rows give the same answer. `prepared`: the spec was
    proposed for this very table just now, so that the rows need not be taken apart again. `weigh` compares the pairs: here
    in DuckDB, or on a cluster (`spark.OnSpark`)."""
    table.require(spec.columns)
    reasons = [reason for key in spec.keys for reason in agreeing(bench, table, key)]
    progress(1, 4)
    model = None
    if spec.comparisons and table.rows > 1:
        if not prepared:
            prepare(bench, table, spec.comparisons, PREPARED, spec.between)
        refuse_too_wide(bench, PREPARED, spec)
        progress(2, 4)
        model = weigh(bench, spec, PREPARED, PAIRS)
    progress(3, 4)
    found = _gather(bench, table, spec, model, reasons)
    progress(4, 4)
    return found


def at_threshold(found: Matching, threshold: float) -> Matching:
    """The same pairs, gathered into clusters from another probability on."""
    reasons = [reason for each in found.clusters for reason in each.reasons]
    return _gather(found.bench, found.table, replace(found.spec, threshold=threshold), found.model, reasons)


def _gather(
    bench: Workbench, table: Table, spec: MatchSpec, model: Model | None, reasons: Sequence[Reason]
) -> Matching:
    links = _links(bench, spec.threshold) if model else []
    groups = cluster(links, spec.threshold, [reason.rows for reason in reasons])
    return Matching(bench, table, spec, model, _clusters(bench, table, groups, reasons))


def _links(bench: Workbench, threshold: float) -> list[Link]:
    """Pairs of rows that some pair above the threshold touches; the weaker ones among them speak against joining."""
    strong = f"SELECT unnest([row_l, row_r]) FROM {PAIRS} WHERE weight >= {weight(threshold)}"
    sql = f"SELECT row_l, row_r, weight FROM {PAIRS} WHERE row_l IN ({strong}) AND row_r IN ({strong}) ORDER BY 1, 2"
    return [Link(*row) for row in bench.ask(sql)]


def _clusters(
    bench: Workbench, table: Table, groups: Sequence[Group], reasons: Sequence[Reason]
) -> tuple[Cluster, ...]:
    of_row = {row: place for place, group in enumerate(groups) for row in group.rows}
    by_group: dict[int, list[Reason]] = {}
    for reason in reasons:
        by_group.setdefault(of_row[reason.rows[0]], []).append(reason)
    facts = _facts(bench, table, list(of_row))
    made = []
    for place, group in enumerate(groups):
        best = max(group.rows, key=lambda row: (facts[row][1], -row))
        keys = tuple(facts[row][0] for row in group.rows)
        made.append(
            Cluster(
                group.rows, keys, facts[best][0], group.probability, group.chained, group.component,
                tuple(by_group.get(place, ())),
            )
        )  # fmt: skip
    return tuple(made)


def _facts(bench: Workbench, table: Table, rows: Sequence[int]) -> dict[int, tuple[str, int]]:
    """row -> (key, number of filled columns)."""
    filled = " + ".join(f"(gl_text({quoted(column)}) IS NOT NULL)::INT" for column in table.columns)
    sql = f"SELECT _row, _key, {filled} FROM {quoted(table.name)} WHERE _row IN (SELECT unnest(?::BIGINT[]))"
    return {row: (key, number) for row, key, number in bench.ask(sql, (list(rows),))}
