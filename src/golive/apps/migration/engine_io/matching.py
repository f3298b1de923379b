"""The search for duplicates: everything weighed, in the background; its pairs stay in a file for labelling."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import duckdb
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.engine_io import snapshot, tables
from golive.apps.migration.models import DataObject, PairLabel
from golive.apps.migration.said import match_said
from golive.engines.evidence.canonical import content_hash
from golive.engines.migration import match
from golive.engines.migration.match.labels import Asked, Quality, Scored
from golive.engines.migration.table import TableError, Workbench, quoted
from golive.foundation.errors import Refused

KEPT = 200_000  # pairs kept for labelling, the surest first
LEAST = 0.01
PAIRS = "labelling"


@dataclass(frozen=True, slots=True)
class Found:
    """`clusters` as unsaved proposals; `facts` for the object: spec, threshold, counts, the file of the pairs."""

    clusters: list[dict[str, Any]]
    facts: dict[str, Any]


def find(
    data_object: DataObject, threshold: float | None, told: Callable[[int, int], None] = lambda done, total: None
) -> Found:
    """Raises Refused where the data has nothing to compare, or a spec cannot be asked of it."""
    name = snapshot.new_name(data_object)
    with tables.corrected(data_object, snapshot.place(data_object, name)) as now:
        try:
            spec, prepared = _spec(now.bench, now.table, data_object)
            spec = replace(spec, threshold=threshold) if threshold is not None else spec
            found = match.match(now.bench, now.table, spec, told, prepared)
        except (match.MatchError, TableError) as error:
            raise Refused(
                "cannot_match",
                _("Duplicates cannot be looked for: %(said)s. Nothing was changed."),
                said=match_said(error),
            ) from error
        clusters = _proposals(found, data_object)
        pairs = _keep_pairs(now.bench, found)
        now.bench.ask(f"DROP TABLE {quoted(data_object.key)}")
        now.bench.ask(f"DROP TABLE {quoted(f'{data_object.key} extract')}")
        facts = {
            "file": name,
            "spec": match.write_spec(spec),
            "threshold": spec.threshold,
            "pairs": pairs,
            "clusters": len(clusters),
            "columns": [each.name for each in spec.comparisons],
        }
        return Found(clusters, facts)


def _spec(bench: Workbench, table: Any, data_object: DataObject) -> tuple[match.MatchSpec, bool]:
    """(the spec that people saved, else the one that the data proposes with the keys of the preparation; whether the rows
    are prepared for it already)."""
    saved = data_object.preparation.get("match") or data_object.matching.get("spec")
    if saved:
        return match.read_spec(saved), False
    keys = tables.match_keys(data_object)
    try:
        return replace(match.propose_spec(bench, table), keys=tuple(keys)), True
    except match.MatchError:
        if not keys:
            raise
        return match.MatchSpec(data_object.key, keys=tuple(keys)), False


def _proposals(found: match.Matching, data_object: DataObject) -> list[dict[str, Any]]:
    excluded = set(data_object.exclusions.values_list("row_key", flat=True))
    weakest: dict[int, match.Pair] = {}
    for place, pair in found.pairs_inside():
        if place not in weakest or pair.probability < weakest[place].probability:
            weakest[place] = pair
    made = []
    for place, cluster in enumerate(found.clusters):
        keys = [key for key in cluster.keys if key not in excluded]
        if len(keys) < 2:
            continue
        why = weakest[place].why if place in weakest else ()
        made.append(
            {
                "keys": keys,
                "survivor": cluster.survivor if cluster.survivor in keys else keys[0],
                "reasons": [{"key": r.match_key, "value": r.value[:120]} for r in cluster.reasons],
                "why": [{"column": w.column, "zh": w.zh, "en": w.en, "factor": w.bayes_factor} for w in why],
                "probability": round(cluster.probability, 6),
                "chained": cluster.chained,
                "fingerprint": content_hash(sorted(keys)),
            }
        )
    return made


def _keep_pairs(bench: Workbench, found: match.Matching) -> int:
    """Pairs for labelling, with the keys of their records and the reasons; returns how many there are in all."""
    bench.ask(f"CREATE TABLE {PAIRS} (a VARCHAR, b VARCHAR, probability DOUBLE, why VARCHAR)")
    if found.model is None:
        return 0
    keys = dict(bench.ask(f"SELECT _row, _key FROM {quoted(found.table.name)}"))
    part: list[tuple[str, str, float, str]] = []
    total = 0
    for pair in found.pairs(LEAST):
        total += 1
        if total > KEPT:
            continue
        why = [{"column": w.column, "zh": w.zh, "en": w.en, "factor": w.bayes_factor} for w in pair.why]
        part.append((keys[pair.first], keys[pair.second], pair.probability, json.dumps(why, ensure_ascii=False)))
    for start in range(0, len(part), 5_000):
        columns = [list(each) for each in zip(*part[start : start + 5_000], strict=True)]
        bench.ask(
            f"INSERT INTO {PAIRS} SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]), unnest(?::DOUBLE[]),"
            " unnest(?::VARCHAR[])",
            columns,
        )
    return total


@contextmanager
def _pairs(data_object: DataObject) -> Any:
    path = snapshot.place(data_object, data_object.matching.get("file", "none"))
    if not path.is_file():
        raise Refused("no_pairs", _("The pairs are no longer there. Look for duplicates again."))
    database = duckdb.connect(str(path), read_only=True)
    try:
        yield database
    finally:
        database.close()


def to_label(data_object: DataObject, number: int) -> list[dict[str, Any]]:
    """The pairs to ask a person next, with keys, probability and reasons: half near the threshold, half at random."""
    known = {(each.first, each.second) for each in data_object.labels.all()}
    with _pairs(data_object) as database:
        rows = database.execute(f"SELECT a, b, probability FROM {PAIRS} ORDER BY probability DESC, a, b").fetchall()
        numbers = {(row[0], row[1]): place for place, row in enumerate(rows)}
        pairs = [(2 * place, 2 * place + 1, row[2]) for place, row in enumerate(rows)]
        labelled = [(2 * numbers[pair], 2 * numbers[pair] + 1) for pair in known if pair in numbers]
        threshold = float(data_object.matching.get("threshold", match.MatchSpec.threshold))
        asked: list[Asked] = match.next_to_label(pairs, labelled, threshold, number, seed=1 + len(known))
        chosen = [(rows[each.first // 2], each.drawn) for each in asked]
        found = []
        for (a, b, probability), drawn in chosen:
            why = database.execute(f"SELECT why FROM {PAIRS} WHERE a = ? AND b = ?", [a, b]).fetchall()[0][0]
            found.append({"a": a, "b": b, "probability": probability, "drawn": drawn, "why": json.loads(why)})
    return found


def probability_of(data_object: DataObject, a: str, b: str) -> float | None:
    """What the model says of a pair; None for one that was not compared."""
    with _pairs(data_object) as database:
        sql = f"SELECT probability FROM {PAIRS} WHERE (a = ? AND b = ?) OR (a = ? AND b = ?)"
        rows = database.execute(sql, [a, b, b, a]).fetchall()
    return float(rows[0][0]) if rows else None


def scored(data_object: DataObject, drawn: str = "") -> list[Scored]:
    rows = PairLabel.objects.filter(data_object=data_object).order_by("id")
    rows = rows.filter(drawn=drawn) if drawn else rows
    return [Scored(each.probability, each.same, each.drawn) for each in rows]  # type: ignore[arg-type]


def best_threshold(data_object: DataObject, least_precision: float | None) -> Quality:
    """Chosen on the labels. Raises Refused where they do not suffice."""
    try:
        return match.choose_threshold(scored(data_object), least_precision)
    except match.MatchError as error:
        if error.code == "too_few_labels":
            raise Refused(
                "too_few_labels",
                _("Label some more pairs first: there must be some of both kinds, the same and not the same."),
            ) from error
        raise Refused(
            "precision_not_shown",
            _("With these labels no threshold shows that precision; the best that is shown is %(shown)s. Label more "
              "pairs, or ask for less."),
            shown=str(error.params.get("shown", "")),
        ) from error  # fmt: skip


def merged(
    data_object: DataObject, clusters: list[Any], rules: dict[str, Any]
) -> dict[int, tuple[dict[str, str | None], dict[str, str], dict[str, Any]]]:
    """cluster -> (values of the record that stays, record each came from, that record as it was)."""
    wanted = sorted({key for each in clusters for key in each.keys})
    with snapshot.opened(data_object) as now:
        records = now.records(wanted)
    per_field = {column: match.FieldRule(**rule) for column, rule in rules.items()}
    found = {}
    for each in clusters:
        members = [records[key] for key in each.keys if key in records]
        if each.survivor not in records:
            raise Refused("no_such_record", _("There is no record %(key)s. Nothing was changed."), key=each.survivor)
        by_hand = {column: key for column, key in each.chosen.items() if key in records}
        result = match.merge(members, each.survivor, per_field, by_hand)
        found[each.pk] = (result.values, result.taken_from, records[each.survivor])
    return found
