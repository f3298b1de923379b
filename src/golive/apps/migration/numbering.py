"""The objects of a project are numbered as they are loaded."""

from __future__ import annotations

from golive.apps.migration.engine_io import order, templates
from golive.apps.migration.models import DataObject
from golive.foundation.accounts.models import Project


def put_in_order(project: Project) -> None:
    """Number the objects as they are loaded: templates in their order, each after what it needs."""
    places = {each.key: place for place, each in enumerate(templates.templates())}
    objects = list(DataObject.objects.filter(project=project).select_related("project"))

    def place(each: DataObject) -> tuple[int, int]:
        of = each.preparation.get("template", "")
        return places.get(each.key, places.get(of, len(places))), each.pk

    for number, each in enumerate(order.in_load_order(sorted(objects, key=place))):
        if each.order != number:
            each.order = number
            each.save(update_fields=["order"])
