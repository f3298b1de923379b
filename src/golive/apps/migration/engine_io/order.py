"""In which order objects are loaded: after those that their mappings look up and those that their templates name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from golive.apps.migration.engine_io import tables
from golive.apps.migration.models import DataObject
from golive.engines.migration.mapping import MappingError, ObjectMap, load_order
from golive.foundation.errors import Refused


def needs(objects: Sequence[DataObject]) -> dict[str, list[str]]:
    """object -> the objects of the project that come before it, in their order."""
    present = [each.key for each in objects]
    found = {key: mapping.depends_on for key, mapping in _linked(objects).items()}
    return {key: [other for other in present if other in wanted and other != key] for key, wanted in found.items()}


def missing(data_object: DataObject, present: Collection[str]) -> list[str]:
    """Objects that the template names and the project does not migrate: their records must be in the ERP already."""
    return [key for key in data_object.preparation.get("after", ()) if key not in present]


def in_load_order(objects: Sequence[DataObject]) -> list[DataObject]:
    by_key = {each.key: each for each in objects}
    try:
        order = load_order(_linked(objects).values())
    except MappingError as error:
        raise Refused(
            "order_impossible",
            _("The objects cannot be put in an order: %(said)s. Correct the mappings."),
            said=str(error),
        ) from error
    return [by_key[key] for key in order]


def _linked(objects: Sequence[DataObject]) -> dict[str, ObjectMap]:
    """Their mappings, with what their templates name as far as the project has it."""
    mappings = tables.mappings_of(objects)
    return {
        each.key: replace(
            mappings[each.key],
            after=tuple(
                dict.fromkeys(
                    [*mappings[each.key].after, *(k for k in each.preparation.get("after", ()) if k in mappings)]
                )
            ),
        )
        for each in objects
    }
