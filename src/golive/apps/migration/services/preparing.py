"""Sources, extracts, rules and mappings. What reads rows is done by the jobs; here it is asked for, and its result kept."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.checking import changed, start
from golive.apps.migration.engine_io import counts, headings, lines, proposing, snapshot, sources, tables
from golive.apps.migration.models import CountSheet, DataObject, Extract, Mapping, RuleSet, Source
from golive.apps.migration.numbering import put_in_order
from golive.apps.migration.permissions import may_prepare
from golive.apps.migration.proposals import propose_rules, with_rule
from golive.apps.migration.targets import target_fields
from golive.apps.migration.value_maps import follow_mapping
from golive.engines.migration.mapping import ObjectMap
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.files import storage
from golive.foundation.jobs.queue import enqueue
from golive.foundation.use_cases import use_case


@use_case("migration.take_extract", permission=may_prepare, label=_("Take an extract"))
def take_extract(actor: Any, data_object: DataObject, *, source: Source, table: str = "") -> DataObject:
    """Ask for the rows of a table as they are. A former extract of the same source is replaced, not changed."""
    wanted = table or tables.mapping_of(data_object).table
    _require_table(data_object, source, wanted)
    return _ask_extract(actor, data_object, source, wanted)


def _require_table(data_object: DataObject, source: Source, wanted: str) -> None:
    """Raise Refused while nothing can be taken from this table."""
    if source.state == Source.State.READING:
        raise Refused("still_read", _("“%(source)s” is still being read. Wait a moment."), source=source.name)
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


def _ask_extract(actor: Any, data_object: DataObject, source: Source, wanted: str) -> DataObject:
    data_object.job = enqueue(
        actor, "migration.extract", data_object.project, object_id=data_object.pk, source_id=source.pk, table=wanted
    )
    data_object.save(update_fields=["job"])
    return data_object


@use_case("migration.keep_extract", permission=may_prepare, label=_("Keep an extract"), secret=("taken",))
def keep_extract(actor: Any, data_object: DataObject, *, source: Source, table: str, taken: sources.Taken) -> Extract:
    """The job's result: the rows in a file that is never changed, under its hash."""
    data_object.extracts.filter(source=source, is_current=True).update(is_current=False)
    extract = Extract.objects.create(
        data_object=data_object,
        source=source,
        table=table,
        columns=taken.columns,
        rows=taken.rows,
        taken_by=actor,
        taken_at=clock.now(),
    )
    name = f"{data_object.key}-{extract.pk}.parquet"
    with taken.path.open("rb") as file:
        extract.file = storage.store(data_object.project, actor, name, file, subject=extract)
    extract.save(update_fields=["file"])
    if data_object.preparation.get("count"):
        CountSheet.objects.create(extract=extract, **counts.figures(data_object, extract))
    data_object.rows = sum(each.rows for each in sources.current(data_object))
    data_object.profile = data_object.score = data_object.checked_at = None
    data_object.revision = F("revision") + 1
    data_object.save(update_fields=["rows", "profile", "score", "checked_at", "revision"])
    data_object.refresh_from_db(fields=["revision"])
    _draft(actor, data_object, extract)
    if data_object.lines_of is not None:
        _redraft(actor, data_object.lines_of)
        changed(actor, data_object.lines_of)
    return extract


def _draft(actor: Any, data_object: DataObject, extract: Extract) -> None:
    """A mapping that nobody has confirmed and that does not fit the table gives way to what is proposed for it."""
    latest, mapping = data_object.mappings.first(), tables.mapping_of(data_object)
    columns = {column for each in sources.current(data_object) for column in each.columns}
    if (
        latest is None
        or latest.confirmed
        or proposing.fits(mapping, columns)
        or "template" not in data_object.preparation
    ):
        return
    _propose(actor, data_object, extract, mapping)


def _redraft(actor: Any, data_object: DataObject) -> None:
    """Lines have come: what nobody has confirmed is proposed anew, with their columns."""
    latest, extracts = data_object.mappings.first(), sources.current(data_object)
    if latest is not None and not latest.confirmed and extracts and "template" in data_object.preparation:
        _propose(actor, data_object, extracts[-1], tables.mapping_of(data_object))


def _propose(actor: Any, data_object: DataObject, extract: Extract, mapping: ObjectMap) -> None:
    fields = target_fields(data_object.project, mapping.target)
    present = proposing.present_in(data_object)
    text = proposing.draft(data_object, mapping.target, fields, extract.table, present)
    number = _next_version(data_object.mappings)
    Mapping.objects.create(data_object=data_object, version=number, yaml=text, by=actor, at=clock.now())
    follow_mapping(data_object)
    _follow_rules(actor, data_object)


def _follow_rules(actor: Any, data_object: DataObject) -> None:
    """Rules of the template are asked of the columns that the mapping names for their fields, as a version of their own."""
    latest = data_object.rule_sets.first()
    columns = {column for each in sources.current(data_object) for column in each.columns}
    if latest is None or not columns:
        return
    text = headings.followed(data_object, latest.yaml, tables.mapping_of(data_object), columns)
    of_lines = lines.lines_of(data_object)
    if of_lines is not None:
        text = _give_lines_their_rules(actor, of_lines, text, columns)
    _new_rules(actor, data_object, text)


def _give_lines_their_rules(actor: Any, of_lines: DataObject, text: str, columns: set[str]) -> str:
    """Rules of the lines' columns are asked of the lines; what stays is answered."""
    theirs = {column for each in sources.current(of_lines) for column in each.columns} - columns
    stays, goes = headings.apart(text, theirs)
    latest = of_lines.rule_sets.first()
    rules = latest.yaml if latest is not None else tables.no_rules(of_lines)
    for rule in goes:
        rules = with_rule(rules, rule)
    _new_rules(actor, of_lines, rules)
    return stays


def _new_rules(actor: Any, data_object: DataObject, text: str) -> None:
    latest = data_object.rule_sets.first()
    if latest is None or text != latest.yaml:
        number = _next_version(data_object.rule_sets)
        RuleSet.objects.create(data_object=data_object, version=number, yaml=text, by=actor, at=clock.now())


@use_case("migration.profile", permission=may_prepare, label=_("Profile an object"))
def profile(actor: Any, data_object: DataObject) -> DataObject:
    """What is in the columns, what looks wrong in them, and which rules that suggests; in the background."""
    _require_extract(data_object)
    return start(actor, data_object, "migration.profile")


@use_case(
    "migration.keep_profile", permission=may_prepare, label=_("Keep a profile"), secret=("figures", "suggested")
)  # fmt: skip
def keep_profile(actor: Any, data_object: DataObject, *, figures: Any, suggested: Any, name: str) -> DataObject:
    """The job's result. Rules that nobody has decided on are proposed."""
    data_object.profile = figures
    data_object.save(update_fields=["profile"])
    propose_rules(data_object, suggested, figures)
    if not snapshot.is_there(data_object):
        data_object.snapshot = name
        data_object.save(update_fields=["snapshot"])
    return data_object


@use_case("migration.save_rules", permission=may_prepare, label=_("Save rules"))
def save_rules(actor: Any, data_object: DataObject, *, yaml: str) -> RuleSet:
    """A new version of the rules; the object is checked by them if it has an extract."""
    tables.parse_rules(yaml)
    saved = RuleSet.objects.create(
        data_object=data_object, version=_next_version(data_object.rule_sets), yaml=yaml, by=actor, at=clock.now()
    )
    changed(actor, data_object)
    return saved


@use_case("migration.map_object", permission=may_prepare, label=_("Save and confirm a mapping"))
def map_object(actor: Any, data_object: DataObject, *, yaml: str = "") -> Mapping:
    """A new version of the mapping, confirmed by whoever saves it; without a text the present one is confirmed."""
    return _map(actor, data_object, yaml)


def _map(actor: Any, data_object: DataObject, yaml: str) -> Mapping:
    latest = data_object.mappings.order_by("-version").first()
    text = yaml or (latest.yaml if latest is not None else "")
    mapping = tables.parse_mapping(text)
    tables.require_target(data_object.project, data_object.key, mapping)
    extracts = sources.current(data_object)
    columns = {column for extract in extracts for column in extract.columns}
    tables.require_columns(mapping, columns if extracts else None)
    if extracts:
        lines.require_lines(data_object, mapping)
    if latest is not None and latest.yaml == text:
        latest.confirmed = True
        latest.save(update_fields=["confirmed"])
        return latest
    saved = Mapping.objects.create(
        data_object=data_object,
        version=_next_version(data_object.mappings),
        yaml=text,
        confirmed=True,
        by=actor,
        at=clock.now(),
    )
    follow_mapping(data_object)
    _follow_rules(actor, data_object)
    put_in_order(data_object.project)
    changed(actor, data_object)
    return saved


def _next_version(versions: Any) -> int:
    return (versions.order_by("-version").values_list("version", flat=True).first() or 0) + 1


def _require_extract(data_object: DataObject) -> None:
    tables.require_extracts(data_object)
