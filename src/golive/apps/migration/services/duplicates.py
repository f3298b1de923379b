"""Which records are one, which values stay, and which records are left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration import queries
from golive.apps.migration.checking import changed, renew_proposals, rescore
from golive.apps.migration.engine_io import matching, snapshot, tables
from golive.apps.migration.models import Correction, DataObject, DuplicateCluster, Exclusion, PairLabel
from golive.apps.migration.permissions import may_correct, may_work
from golive.engines.migration.match.survivors import RULES
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.jobs.queue import enqueue
from golive.foundation.use_cases import use_case

Verdict = DuplicateCluster.Verdict


@use_case("migration.find_duplicates", permission=may_work, label=_("Look for duplicates"))
def find_duplicates(actor: Any, data_object: DataObject, *, threshold: float | None = None) -> DataObject:
    """Weigh all records against each other; in the background. `threshold`: the probability from which on records are
    proposed as one."""
    tables.require_extracts(data_object)
    if threshold is not None and not 0 < threshold < 1:
        raise Refused("no_threshold", _("A threshold lies between 0 and 1. Nothing was changed."))
    args = {"object_id": data_object.pk} | ({"threshold": threshold} if threshold is not None else {})
    data_object.job = enqueue(actor, "migration.find_duplicates", data_object.project, **args)
    data_object.save(update_fields=["job"])
    return data_object


@use_case("migration.keep_duplicates", permission=may_work, label=_("Keep proposals of duplicates"), secret=("found",))
def keep_duplicates(actor: Any, data_object: DataObject, *, found: matching.Found) -> DataObject:
    """The job's result: what was decided stays decided."""
    data_object.matching = {**found.facts, "at": clock.now().isoformat()}
    data_object.save(update_fields=["matching"])
    renew_proposals(data_object, found.clusters)
    rescore(data_object)
    return data_object


@use_case("migration.decide_duplicates", permission=may_correct, label=_("Decide on duplicates"))
def decide_duplicates(
    actor: Any,
    data_object: DataObject,
    *,
    clusters: Sequence[int],
    verdict: str,
    survivor: str = "",
    chosen: dict[str, str] | None = None,
) -> DataObject:
    """The same verdict for one or several proposals: "merged" into the survivor proposed (or named, for one proposal),
    "separate", or "open" to take a decision back. `chosen`: column -> record whose value stays, by hand; all other
    columns follow the object's rules. What the merge changes in the record that stays is recorded as corrections."""
    rows = list(data_object.clusters.filter(pk__in=clusters).order_by("id"))
    if len(rows) != len(set(clusters)) or verdict not in Verdict.values:
        raise Refused(
            "no_such_cluster", _("One of the proposals is gone: the data was checked again. Load the page again.")
        )
    if survivor and (len(rows) != 1 or survivor not in rows[0].keys):
        raise Refused("no_such_survivor", _("The record that stays must be one of the proposal. Nothing was decided."))
    altered = bool(data_object.corrections.filter(cluster__in=rows, undone_at=None).exists())
    data_object.corrections.filter(cluster__in=rows, undone_at=None).update(undone_by=actor, undone_at=clock.now())
    for row in rows:
        row.verdict = verdict
        row.survivor = survivor or row.survivor
        row.chosen = dict(chosen or {}) if verdict == Verdict.MERGED else {}
        row.values = {}
        row.by, row.at = (None, None) if verdict == Verdict.OPEN else (actor, clock.now())
    if verdict == Verdict.MERGED:
        altered |= _fill_survivors(actor, data_object, rows)
    DuplicateCluster.objects.bulk_update(
        rows, ["verdict", "survivor", "chosen", "values", "by", "at"], batch_size=100
    )  # fmt: skip
    _learn(actor, data_object, rows)
    if altered:
        changed(actor, data_object)
    rescore(data_object)
    return data_object


def _fill_survivors(actor: Any, data_object: DataObject, rows: list[DuplicateCluster]) -> bool:
    """Values that come from another record than the one that stays, as recorded corrections. True if there are any."""
    if not snapshot.is_there(data_object):
        return False
    results = matching.merged(data_object, rows, data_object.preparation.get("survivors", {}))
    made = []
    for row in rows:
        values, taken_from, before = results[row.pk]
        row.values = {column: value for column, value in values.items() if not column.startswith("_")}
        for column, value in row.values.items():
            if taken_from[column] not in ("", row.survivor) and value != before[column]:
                made.append(
                    Correction(
                        data_object=data_object, kind="set_rows", column=column, keys=[row.survivor],
                        before=before[column], after=value, reason=f"= {taken_from[column]}", by=actor, at=clock.now(),
                        cluster=row,
                    )
                )  # fmt: skip
    Correction.objects.bulk_create(made, batch_size=200)
    return bool(made)


def _learn(actor: Any, data_object: DataObject, rows: list[DuplicateCluster]) -> None:
    """A decision on two records is a label of their pair, drawn near the threshold as it were: not at random."""
    if not data_object.matching.get("pairs"):
        return
    for row in rows:
        if len(row.keys) != 2 or row.probability is None:
            continue
        first, second = sorted(row.keys)
        if row.verdict == Verdict.OPEN:
            data_object.labels.filter(first=first, second=second, drawn="near").delete()
            continue
        values = {"same": row.verdict == Verdict.MERGED, "by": actor, "at": clock.now()}
        PairLabel.objects.update_or_create(
            data_object=data_object, first=first, second=second,
            defaults=values, create_defaults={**values, "probability": row.probability, "drawn": "near"},
        )  # fmt: skip


@use_case("migration.label_pair", permission=may_correct, label=_("Say whether two records are one"))
def label_pair(actor: Any, data_object: DataObject, *, a: str, b: str, drawn: str, same: bool) -> PairLabel:
    """What thresholds are chosen on. It decides nothing by itself about the records."""
    probability = matching.probability_of(data_object, a, b)
    if probability is None or drawn not in ("random", "near"):
        raise Refused("no_such_pair", _("This pair is not among those that were compared. Nothing was kept."))
    first, second = sorted((a, b))
    values = {"same": same, "by": actor, "at": clock.now(), "probability": probability, "drawn": drawn}
    return PairLabel.objects.update_or_create(
        data_object=data_object, first=first, second=second, defaults=values
    )[0]  # fmt: skip


@use_case("migration.choose_threshold", permission=may_correct, label=_("Choose the threshold on the labels"))
def choose_threshold(actor: Any, data_object: DataObject, *, least_precision: float | None = None) -> DataObject:
    """The threshold that does best on the labelled pairs (or the lowest that shows the precision asked for); the
    proposals are gathered anew from it."""
    best = matching.best_threshold(data_object, least_precision)
    return find_duplicates(actor, data_object, threshold=round(min(max(best.threshold, 0.0001), 0.9999), 6))


@use_case("migration.set_survivor_rules", permission=may_correct, label=_("Set which value stays"))
def set_survivor_rules(actor: Any, data_object: DataObject, *, rules: dict[str, str]) -> DataObject:
    """column -> survivor, longest or most_frequent. For decisions from now on."""
    simple = [name for name in RULES if name not in ("newest", "source_priority")]
    if wrong := [column for column, rule in rules.items() if rule not in simple]:
        raise Refused("no_such_rule", _("There is no such rule for %(column)s. Nothing was changed."), column=wrong[0])
    kept = {column: {"rule": rule} for column, rule in rules.items() if rule != "survivor"}
    data_object.preparation = {**data_object.preparation, "survivors": kept}
    data_object.save(update_fields=["preparation"])
    return data_object


@use_case("migration.exclude", permission=may_correct, label=_("Leave records out"))
def exclude(actor: Any, data_object: DataObject, *, keys: Sequence[str], reason: str) -> DataObject:
    """These records are not taken over. They stay in the extract and appear in the statement, with the reason."""
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the records are left out. Nothing was changed."))
    with snapshot.opened(data_object) as now:
        known = now.records(list(dict.fromkeys(keys)))
    if unknown := set(keys) - known.keys():
        raise Refused("no_such_record", _("There is no record %(key)s. Nothing was changed."), key=sorted(unknown)[0])
    survivors = set(queries.decisions(data_object)[1].values())
    if standing := survivors & set(keys):
        raise Refused(
            "is_survivor",
            _("Other records were merged into %(key)s. Decide on those duplicates again first."),
            key=sorted(standing)[0],
        )
    already = set(data_object.exclusions.values_list("row_key", flat=True))
    for key in dict.fromkeys(keys):
        if key not in already:
            Exclusion.objects.create(
                data_object=data_object, row_key=key, reason=reason.strip()[:300], by=actor, at=clock.now()
            )
    rescore(data_object)
    return data_object


@use_case("migration.include", permission=may_correct, label=_("Take a record in again"))
def include(actor: Any, exclusion: Exclusion) -> DataObject:
    data_object = exclusion.data_object
    exclusion.delete()
    rescore(data_object)
    return data_object
