"""Which records are one, and which are left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration import queries
from golive.apps.migration.checking import rescore
from golive.apps.migration.engine_io import tables
from golive.apps.migration.models import DataObject, DuplicateCluster, Exclusion
from golive.apps.migration.permissions import may_correct
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

Verdict = DuplicateCluster.Verdict


@use_case("migration.decide_duplicates", permission=may_correct, label=_("Decide on duplicates"))
def decide_duplicates(
    actor: Any, data_object: DataObject, *, clusters: Sequence[int], verdict: str, survivor: str = ""
) -> DataObject:
    """The same verdict for one or several proposals: "merged" into the survivor proposed (or named, for one proposal),
    "separate", or "open" to take a decision back."""
    rows = list(data_object.clusters.filter(pk__in=clusters).order_by("id"))
    if len(rows) != len(set(clusters)) or verdict not in Verdict.values:
        raise Refused(
            "no_such_cluster", _("One of the proposals is gone: the data was checked again. Load the page again.")
        )
    if survivor and (len(rows) != 1 or survivor not in rows[0].keys):
        raise Refused("no_such_survivor", _("The record that stays must be one of the proposal. Nothing was decided."))
    for row in rows:
        row.verdict = verdict
        row.survivor = survivor or row.survivor
        row.by, row.at = (None, None) if verdict == Verdict.OPEN else (actor, clock.now())
        row.save(update_fields=["verdict", "survivor", "by", "at"])
    rescore(data_object)
    return data_object


@use_case("migration.exclude", permission=may_correct, label=_("Leave records out"))
def exclude(actor: Any, data_object: DataObject, *, keys: Sequence[str], reason: str) -> DataObject:
    """These records are not taken over. They stay in the extract and appear in the statement, with the reason."""
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the records are left out. Nothing was changed."))
    with tables.corrected(data_object) as now:
        known = {row["_key"] for row in now.rows()}
    if unknown := set(keys) - known:
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
