"""Which data objects a project has: chosen from the templates, defined by the project itself, named an owner, taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration.engine_io import tables, templates
from golive.apps.migration.models import DataObject, Mapping, RuleSet
from golive.apps.migration.numbering import put_in_order
from golive.apps.migration.permissions import may_govern
from golive.apps.migration.standards import Standard, standards
from golive.apps.migration.value_maps import follow_mapping
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")


@use_case("migration.set_up_objects", permission=may_govern, label=_("Set up the data objects"))
def set_up_objects(
    actor: Any, project: Project, *, owners: dict[str, Any] | None = None, given: list[Standard] | None = None
) -> Project:
    """Begin with the ready-made rules and mappings, or with `given` ones. `owners`: object -> department."""
    if DataObject.objects.filter(project=project).exists():
        raise Refused("set_up_already", _("The data objects are set up already. Change them one by one."))
    for place, each in enumerate(given or standards()):
        _made(actor, project, each, (owners or {}).get(each.key), number=place)
    return project


@use_case("migration.add_objects", permission=may_govern, label=_("Choose data objects"))
def add_objects(
    actor: Any, project: Project, *, chosen: Sequence[str], owners: dict[str, Any] | None = None
) -> list[DataObject]:
    """Objects of the templates, with their documentation, rules, control totals and a mapping to begin with."""
    there = set(DataObject.objects.filter(project=project).values_list("key", flat=True))
    fresh = [each for each in templates.templates() if each.key in set(chosen) - there]
    if not fresh:
        raise Refused("nothing_chosen", _("No object was chosen that is not there already. Nothing was changed."))
    language = "zh" if project.language.startswith("zh") else "en"
    found = [
        _made(actor, project, templates.standard(each.key, language), (owners or {}).get(each.key)) for each in fresh
    ]
    put_in_order(project)
    return found


@use_case("migration.define_object", permission=may_govern, label=_("Define a data object"))
def define_object(
    actor: Any, project: Project, *, key: str, title: str, owner: Any, mapping: str, rules: str = ""
) -> DataObject:
    """An object that no template knows, such as a second table of suppliers: its mapping says which ERP object it becomes."""
    if not KEY.fullmatch(key):
        raise Refused(
            "key_misshapen",
            _("The short name “%(key)s” cannot be used: small letters, figures and _ only, a letter first, at most 40. "
              "Nothing was saved."),
            key=key,
        )  # fmt: skip
    if templates.template(key) or DataObject.objects.filter(project=project, key=key).exists():
        raise Refused(
            "key_taken", _("There is an object “%(key)s” already. Nothing was saved; choose another."), key=key
        )
    found = tables.parse_mapping(mapping)
    tables.require_target(project, key, found)
    text = rules.strip() and rules
    if text:
        tables.parse_rules(text)
    of = templates.of_target(found.target)
    preparation = {**templates.preparation(of), "own": True} if of else {"own": True}
    empty = f"format: golive-rules\nversion: 1\nobject: {key}\nrules: []\n"
    made = _made(actor, project, Standard(key, text or empty, mapping, preparation), owner, title=title.strip())
    put_in_order(project)
    return made


@use_case("migration.remove_object", permission=may_govern, label=_("Take a data object out"))
def remove_object(actor: Any, data_object: DataObject) -> Project:
    """An object that was chosen by mistake. Once rows were taken for it, it stays: they are evidence."""
    project = data_object.project
    if data_object.extracts.exists():
        raise Refused(
            "object_has_rows",
            _(
                "Rows were taken for %(object)s already, so it stays. What is not to be migrated is left out by decision."
            ),
            object=str(data_object),
        )
    for each in data_object.line_tables.all():
        if each.extracts.exists():
            raise Refused(
                "object_has_rows",
                _(
                    "Rows were taken for %(object)s already, so it stays. What is not to be migrated is left out by decision."
                ),
                object=str(each),
            )
        _gone(each)
    _gone(data_object)
    put_in_order(project)
    return project


def _gone(data_object: DataObject) -> None:
    for rows in (data_object.mappings, data_object.rule_sets, data_object.proposals, data_object.value_maps):
        rows.all().delete()
    data_object.delete()


@use_case("migration.edit_object", permission=may_govern, label=_("Change owner and bar of a data object"))
def edit_object(actor: Any, data_object: DataObject, *, owner: Any, quality_bar: Decimal) -> DataObject:
    data_object.owner, data_object.quality_bar = owner, quality_bar
    data_object.full_clean()
    data_object.save(update_fields=["owner", "quality_bar"])
    data_object.line_tables.update(owner=owner)
    return data_object


def _made(actor: Any, project: Project, given: Standard, owner: Any, *, title: str = "", number: int = 0) -> DataObject:
    data_object = DataObject.objects.create(
        project=project, key=given.key, title=title, order=number, owner=owner, preparation=given.preparation
    )
    for model, text in ((RuleSet, given.rules), (Mapping, given.mapping)):
        model.objects.create(data_object=data_object, version=1, yaml=text, by=actor, at=clock.now())
    follow_mapping(data_object)
    return data_object
