"""What still stands between the project and its certificate, in words, for the duty and for the gate."""

from __future__ import annotations

from typing import Any

from golive.apps.migration import queries
from golive.apps.migration.models import DataObject
from golive.apps.migration.services.evidence import RECONCILED
from golive.foundation.signatures import services as signatures
from golive.foundation.words import Words, words


def what_is_missing(project: Any) -> list[Words]:
    """The way to a certificate, from where the latest cycle stands."""
    objects = queries.bare_objects(project)
    bare = [o for o in objects if not o.rows]
    if not objects or bare:
        return [words("Extracts of all data objects")]
    cycle = queries.latest_cycle(project)
    if cycle is None or not queries.stands(cycle):
        return [words("A load that stands in the ERP")]
    found = queries.statements(cycle)
    lacking = [words("Reconciliation of %(object)s", object=name_of(o)) for o in objects if o.pk not in found]
    names = signatures.under(found.values(), RECONCILED)
    for each in objects:
        statement = found.get(each.pk)
        if statement is not None and not statement.balanced:
            lacking.append(words("A statement of %(object)s that balances", object=name_of(each)))
        elif statement is not None and not names[statement.pk]:
            lacking.append(words("Signature on the statement of %(object)s", object=name_of(each)))
    return lacking or [words("The migration certificate")]


def name_of(each: DataObject) -> Words:
    return Words.of(each.label)
