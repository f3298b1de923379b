"""What an owner signs before the load: the state of his object, kept so that a signature under it falls when it changes."""

from __future__ import annotations

from typing import Any

from golive.apps.migration import queries
from golive.apps.migration.engine_io import sources
from golive.apps.migration.models import DataObject, Readiness


def state_of(data_object: DataObject) -> dict[str, Any]:
    """Rows, rules, mapping, quality and decisions of an object, as a signature covers them."""
    extracts = sources.current(data_object)
    excluded, merged = queries.decisions(data_object)
    rules, mapping = data_object.rule_sets.first(), data_object.mappings.first()
    return {
        "extracts": sorted(e.file.sha256 for e in extracts if e.file is not None),
        "rows": data_object.rows,
        "rules": rules.version if rules is not None else 0,
        "mapping": mapping.version if mapping is not None else 0,
        "corrections": sorted(data_object.corrections.filter(undone_at=None).values_list("pk", flat=True)),
        "excluded": len(excluded),
        "merged": len(merged),
        "score": str(data_object.score) if data_object.score is not None else "",
    }


def refresh_readiness(data_object: DataObject) -> Readiness:
    """The row that is signed, brought up to date."""
    state = state_of(data_object)
    row = Readiness.objects.filter(data_object=data_object).first() or Readiness(data_object=data_object)
    row.data_object = data_object
    if row.pk is None or row.state != state:
        row.state = state
        row.save()
    return row
