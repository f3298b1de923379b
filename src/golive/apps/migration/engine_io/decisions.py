"""What people decided about records: left out, or merged into another one."""

from __future__ import annotations

from golive.apps.migration.models import DataObject, DuplicateCluster


def decisions(data_object: DataObject) -> tuple[dict[str, str], dict[str, str]]:
    """({excluded record: why}, {merged record: the record that stays}); chains of merges are followed to their end."""
    excluded = dict(data_object.exclusions.values_list("row_key", "reason"))
    into: dict[str, str] = {}
    merged = data_object.clusters.filter(verdict=DuplicateCluster.Verdict.MERGED).order_by("at", "id")
    for keys, survivor in merged.values_list("keys", "survivor"):
        into.pop(survivor, None)  # the latest decision wins
        into |= {key: survivor for key in keys if key != survivor}
    return excluded, {key: _end(into, key) for key in into if key not in excluded}


def _end(into: dict[str, str], key: str) -> str:
    seen = {key}
    while (key := into[key]) in into and key not in seen:
        seen.add(key)
    return key
