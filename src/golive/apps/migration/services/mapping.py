"""The mapping from a file, and one line of a value map."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration.engine_io import proposing, sources
from golive.apps.migration.models import DataObject, Mapping, ValueMap
from golive.apps.migration.permissions import may_prepare, may_work
from golive.apps.migration.services.preparing import _map
from golive.apps.migration.targets import target_fields
from golive.apps.migration.value_maps import with_entries
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

LARGEST = 1_000_000


@use_case("migration.import_mapping", permission=may_prepare, label=_("Take a mapping from a file"), secret=("upload",))
def import_mapping(actor: Any, data_object: DataObject, *, upload: Any) -> Mapping:
    """A mapping, as its page gives it or as an editor changed it, becomes the next version, confirmed by who sends it."""
    if upload.size > LARGEST:
        raise Refused("file_too_big_mapping", _("A mapping is not that large. Nothing was changed."))
    try:
        text = upload.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("not_utf8", _("The file is not UTF-8 text. Save it as UTF-8 and send it again.")) from None
    return _map(actor, data_object, text)


@use_case("migration.map_fields", permission=may_prepare, label=_("Map field by field"))
def map_fields(actor: Any, data_object: DataObject, *, key: list[str], choices: dict[str, proposing.Choice]) -> Mapping:
    """What a person accepted of the proposals or chose himself becomes the next version, confirmed by him."""
    target = proposing.target_of(data_object)
    proposed = proposing.propose_for(data_object, target, target_fields(data_object.project, target))
    if not key:
        raise Refused("no_key", _("Name the columns that tell the records apart. Nothing was saved."))
    table = sources.current(data_object)[-1].table
    present = proposing.present_in(data_object)
    return _map(actor, data_object, proposing.composed(data_object, proposed, choices, key, present, table))


@use_case("migration.edit_values", permission=may_work, label=_("Change a value map"))
def edit_values(actor: Any, value_map: ValueMap, *, value: str, target: str) -> ValueMap:
    """One value of the old system and what it becomes. The mapping gets its next version; signatures under the map fall."""
    data_object = value_map.data_object
    latest = data_object.mappings.first()
    if latest is None:
        raise Refused("no_mapping", _("There is no mapping yet. Save one first."))
    wanted = _typed(target.strip(), value_map.entries)
    entries = {**value_map.entries, value.strip(): wanted}
    if value_map.entries.get(value.strip()) == wanted:
        raise Refused("nothing_changed", _("The record has this value already, so nothing was recorded."))
    _map(actor, data_object, with_entries(latest.yaml, value_map.name, entries))
    value_map.refresh_from_db()
    return value_map


def _typed(text: str, entries: dict[str, Any]) -> Any:
    """Yes and no stay what they are in a map of yes and no."""
    if entries and all(isinstance(each, bool) for each in entries.values()):
        if text.lower() in ("true", "yes", "1", "是"):
            return True
        if text.lower() in ("false", "no", "0", "否"):
            return False
        raise Refused("not_yes_or_no", _("This map knows only yes and no. Nothing was changed."))
    return text
