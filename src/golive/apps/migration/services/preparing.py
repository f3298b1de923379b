"""Sources, extracts, rules and mappings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration.checking import recheck
from golive.apps.migration.engine_io import counts, sources, tables
from golive.apps.migration.models import CountSheet, DataObject, Extract, Mapping, RuleSet, Source
from golive.apps.migration.permissions import may_govern, may_prepare
from golive.apps.migration.standards import Standard, standards
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.files import storage
from golive.foundation.use_cases import use_case


@use_case("migration.set_up_objects", permission=may_govern, label=_("Set up the data objects"))
def set_up_objects(
    actor: Any, project: Project, *, owners: dict[str, Any] | None = None, given: list[Standard] | None = None
) -> Project:
    """Begin with the ready-made rules and mappings, or with `given` ones. `owners`: object -> department."""
    if DataObject.objects.filter(project=project).exists():
        raise Refused("set_up_already", _("The data objects are set up already. Change them one by one."))
    for place, each in enumerate(given or standards()):
        data_object = DataObject.objects.create(
            project=project,
            key=each.key,
            order=place,
            owner=(owners or {}).get(each.key),
            preparation=each.preparation,
        )
        for model, text in ((RuleSet, each.rules), (Mapping, each.mapping)):
            model.objects.create(data_object=data_object, version=1, yaml=text, by=actor, at=clock.now())
    return project


@use_case("migration.edit_object", permission=may_govern, label=_("Change owner and bar of a data object"))
def edit_object(actor: Any, data_object: DataObject, *, owner: Any, quality_bar: Decimal) -> DataObject:
    data_object.owner, data_object.quality_bar = owner, quality_bar
    data_object.full_clean()
    data_object.save(update_fields=["owner", "quality_bar"])
    return data_object


@use_case("migration.add_source", permission=may_prepare, label=_("Add a source"))
def add_source(actor: Any, project: Project, *, upload: Any, encoding: str = "") -> Source:
    """Keep a file of the legacy system (Django's UploadedFile or ContentFile) as evidence, and look into it."""
    source = Source.objects.create(project=project, name=upload.name[:160], added_by=actor, added_at=clock.now())
    source.file = storage.take_upload(project, actor, upload, source)
    source.file.is_evidence = True
    source.file.save(update_fields=["is_evidence"])
    source.name = source.file.name
    return _look_into(source, encoding)


@use_case("migration.confirm_encoding", permission=may_prepare, label=_("Confirm the encoding"))
def confirm_encoding(actor: Any, source: Source, *, encoding: str) -> Source:
    """A person says how the text is to be read; the tables are looked at anew."""
    if source.extracts.exists():
        raise Refused(
            "extracts_taken",
            _("Extracts were taken with this encoding already. Add the file again to read it otherwise."),
        )
    try:
        "".encode(encoding)
    except LookupError:
        raise Refused(
            "no_such_encoding", _("There is no encoding “%(name)s”. Nothing was changed."), name=encoding
        ) from None
    return _look_into(source, encoding)


def _look_into(source: Source, encoding: str) -> Source:
    opened = sources.inspect(source, encoding)
    source.encoding, source.encoding_confirmed, source.tables = opened.encoding, opened.sure, opened.tables
    source.save()
    return source


@use_case("migration.take_extract", permission=may_prepare, label=_("Take an extract"))
def take_extract(actor: Any, data_object: DataObject, *, source: Source, table: str = "") -> Extract:
    """Copy the rows of a table as they are. A former extract of the same source is replaced, not changed."""
    wanted = table or tables.mapping_of(data_object).table
    if source.project_id != data_object.project_id or wanted not in source.tables:
        raise Refused(
            "no_such_table",
            _("“%(source)s” has no table %(table)s; it has %(tables)s. Nothing was taken."),
            source=source.name,
            table=wanted,
            tables="、".join(source.tables),
        )
    if not source.encoding_confirmed:
        raise Refused(
            "encoding_unsure",
            _(
                "The encoding of “%(source)s” is a guess (%(encoding)s). Look at it and confirm it, then take the extract."
            ),
            source=source.name,
            encoding=source.encoding,
        )
    rows = sources.read_rows(source, wanted)
    data_object.extracts.filter(source=source, is_current=True).update(is_current=False)
    extract = Extract.objects.create(
        data_object=data_object,
        source=source,
        table=wanted,
        columns=source.tables[wanted]["columns"],
        rows=len(rows),
        taken_by=actor,
        taken_at=clock.now(),
    )
    name = f"{data_object.key}-{extract.pk}.jsonl"
    extract.file = storage.store(data_object.project, actor, name, sources.as_lines(rows), subject=extract)
    extract.save(update_fields=["file"])
    if data_object.preparation.get("count"):
        CountSheet.objects.create(extract=extract, **counts.figures(data_object, rows))
    data_object.rows = sum(each.rows for each in sources.current(data_object))
    data_object.profile = data_object.score = data_object.checked_at = None
    data_object.save(update_fields=["rows", "profile", "score", "checked_at"])
    return extract


@use_case("migration.profile", permission=may_prepare, label=_("Profile an object"))
def profile(actor: Any, data_object: DataObject) -> DataObject:
    """What is in the columns, and what looks wrong in them."""
    data_object.profile = tables.profile_of(data_object)
    data_object.save(update_fields=["profile"])
    return data_object


@use_case("migration.save_rules", permission=may_prepare, label=_("Save rules"))
def save_rules(actor: Any, data_object: DataObject, *, yaml: str) -> RuleSet:
    """A new version of the rules; the object is checked by them at once if it has an extract."""
    tables.parse_rules(yaml)
    saved = RuleSet.objects.create(
        data_object=data_object, version=_next(data_object.rule_sets), yaml=yaml, by=actor, at=clock.now()
    )
    if sources.current(data_object):
        recheck(actor, data_object)
    return saved


@use_case("migration.map_object", permission=may_prepare, label=_("Save and confirm a mapping"))
def map_object(actor: Any, data_object: DataObject, *, yaml: str = "") -> Mapping:
    """A new version of the mapping, confirmed by whoever saves it; without a text the present one is confirmed."""
    latest = data_object.mappings.order_by("-version").first()
    text = yaml or (latest.yaml if latest is not None else "")
    mapping = tables.parse_mapping(text)
    if mapping.object != data_object.key:
        raise Refused(
            "mapping_of_other", _("This mapping is for %(object)s. Nothing was saved."), object=mapping.object
        )
    extracts = sources.current(data_object)
    columns = {column for extract in extracts for column in extract.columns}
    tables.require_columns(mapping, columns if extracts else None)
    if latest is not None and latest.yaml == text:
        latest.confirmed = True
        latest.save(update_fields=["confirmed"])
        return latest
    return Mapping.objects.create(
        data_object=data_object,
        version=_next(data_object.mappings),
        yaml=text,
        confirmed=True,
        by=actor,
        at=clock.now(),
    )


def _next(versions: Any) -> int:
    return (versions.order_by("-version").values_list("version", flat=True).first() or 0) + 1
