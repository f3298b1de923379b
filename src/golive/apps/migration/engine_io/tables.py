"""Extracts on the workbench: corrected, checked, profiled, matched."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.engine_io import snapshot, sources
from golive.apps.migration.models import Correction, DataObject, Extract, Mapping
from golive.apps.migration.said import mapping_said, rule_said
from golive.apps.migration.targets import offered as offered_by
from golive.engines.evidence.canonical import content_hash
from golive.engines.migration import check as checks
from golive.engines.migration import clean, match, profile, suggest
from golive.engines.migration.mapping import MappingError, ObjectMap, read_mapping
from golive.engines.migration.rules import RuleError, RuleSet, read_rules
from golive.engines.migration.table import Table, TableError, Workbench, quoted
from golive.foundation.errors import Refused

LARGE = 100_000  # rows from which on derived tables lie on the disk rather than in memory


@dataclass(frozen=True, slots=True)
class Corrected:
    """The object's rows with all standing corrections. `table` may be asked while the workbench is open."""

    bench: Workbench
    table: Table
    derived: clean.Derived

    def rows(self) -> Iterator[dict[str, Any]]:
        return iter(self.bench.rows(self.table))

    def cells(self, correction: int) -> int:
        return len(self.derived.changes(str(correction)))


@contextmanager
def corrected(
    data_object: DataObject, path: Path | str = ":memory:", beside: Sequence[DataObject] = ()
) -> Iterator[Corrected]:
    """Derive the object's table from its extracts and its corrections; in a file if `path` names one. Extracts of the
    objects `beside` it may be loaded too."""
    extracts = require_extracts(data_object)
    if data_object.rows > LARGE and path == ":memory:":
        with (
            tempfile.TemporaryDirectory(prefix="golive-") as folder,
            corrected(data_object, Path(folder) / "derived.duckdb", beside) as found,
        ):
            yield found
        return
    with Workbench(path, files=_files(extracts, beside)) as bench:
        derived = _derived(bench, data_object)
        yield Corrected(bench, derived.table, derived)


def _derived(bench: Workbench, data_object: DataObject) -> clean.Derived:
    extract = _load(bench, data_object, f"{data_object.key} extract", mapping_of(data_object))
    columns = set(extract.columns)
    standing = data_object.corrections.filter(undone_at=None).select_related("by").order_by("id")
    usable = [_correction(c) for c in standing if c.column in columns]
    return clean.derive(bench, extract, usable, data_object.key)


def beside(bench: Workbench, other: DataObject) -> Table:
    """The corrected rows of another object on the same workbench, which was opened with its files."""
    return _derived(bench, other).table


def require_extracts(data_object: DataObject) -> list[Extract]:
    found = sources.current(data_object)
    if not found:
        raise Refused(
            "no_extract",
            _("Nothing has been taken from a source for %(object)s yet. Add the source and take an extract first."),
            object=str(data_object),
        )
    return found


def _files(extracts: list[Extract], beside: Sequence[DataObject]) -> list[Path]:
    """The only files that the workbench may read: extracts of the object and of those its rules refer to."""
    others = [e for o in beside for e in sources.current(o)]
    return [sources.path_of(each) for each in (*extracts, *others)]


TRANSFORMATIONS = ("trim", "squeeze", "half_width", "upper", "digits", "date", "number", "blank_null_like")


def _load(bench: Workbench, data_object: DataObject, name: str, mapping: ObjectMap) -> Table:
    extracts = require_extracts(data_object)
    columns = list(dict.fromkeys(column for extract in extracts for column in extract.columns))
    if missing := sorted(set(mapping.key) - set(columns)):
        raise Refused(
            "key_missing",
            _("The extract of %(object)s has no column %(columns)s, by which its records are told apart. "
              "Correct the key in the mapping."),
            object=str(data_object),
            columns="、".join(missing),
        )  # fmt: skip
    files = [(sources.path_of(extract), extract.source.name) for extract in extracts]
    return bench.load_parquet(name, columns, files, sources.ORIGIN, mapping.key)


def _correction(row: Correction) -> clean.Correction:
    one = row.keys[0] if row.kind == "set_cell" else ""
    return clean.Correction(
        id=str(row.pk),
        kind=row.kind,  # type: ignore[arg-type]
        column=row.column,
        who=str(row.by),
        why=row.reason,
        at=row.at.isoformat(),
        values=row.values,
        key=one,
        keys=tuple(row.keys),
        before=row.before,
        after=row.after,
    )


# --- rules -----------------------------------------------------------------------------------------


RULES_WRONG = _("The rules were not saved. %(said)s Correct them and save them again.")


def rules_of(data_object: DataObject) -> RuleSet:
    latest = data_object.rule_sets.order_by("-version").values_list("yaml", flat=True).first()
    return parse_rules(latest or no_rules(data_object))


@lru_cache(256)
def _read_rules(text: str) -> RuleSet:
    """A text is a version that never changes, and reading YAML costs more than asking the rules of a small table."""
    return read_rules(text)


def parse_rules(text: str) -> RuleSet:
    try:
        return _read_rules(text)
    except RuleError as error:
        raise Refused("rules_wrong", RULES_WRONG, said=rule_said(error)) from error


def no_rules(data_object: DataObject) -> str:
    """The file of an object that has no rules yet."""
    return f"format: golive-rules\nversion: 0\nobject: {data_object.key}\nrules: []\n"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. The findings lie in the file `snapshot`; `by_rule`: rule -> {"rows", "severity"}, of all of
    them; `cells`: correction -> cells it changed; `revision`: the state of the object that was looked at; `unasked`: rule ->
    why it cannot be asked of these rows."""

    snapshot: str
    revision: int
    rows: int
    by_rule: dict[str, dict[str, Any]]
    clusters: list[dict[str, Any]]
    conflicts: list[int]
    cells: dict[int, int]
    unasked: dict[str, dict[str, Any]] = field(default_factory=dict)


def check(data_object: DataObject, told: Callable[[int, int], None] = lambda done, total: None) -> Checked:
    """Derive, ask every rule and propose duplicates by keys; the tables stay in a new file."""
    data_object.refresh_from_db(fields=["revision"])
    revision, name = data_object.revision, snapshot.new_name(data_object)
    rules, others, family = rules_of(data_object), _referenced(data_object), _family(data_object)
    with corrected(data_object, snapshot.place(data_object, name), [*others, *family]) as now:
        for other in others:
            _load(now.bench, other, other.key, mapping_of(other))
        for other in family:
            beside(now.bench, other)
        left: dict[str, RuleError | TableError] = {}
        result = checks.check(now.bench, now.table, rules, told, left)
        by_rule = {
            each.rule.id: {"rows": each.rows, "severity": each.rule.severity} for each in result.rules if each.rows
        }
        changed = now.bench.ask(f"SELECT correction, count(*) FROM {quoted(now.derived.changes_table)} GROUP BY 1")
        cells = {int(correction): int(number) for correction, number in changed}
        # Of many rows duplicates are looked for by the job of their own alone: a check should not take a minute longer.
        clusters = [] if data_object.matching or now.table.rows > LARGE else _by_keys(now, data_object)
        conflicts = [int(each) for each in now.derived.conflicts]
        for other in [*others, *family]:
            for table in (other.key, f"{other.key} extract", f"changes of {other.key}"):
                now.bench.ask(f"DROP TABLE IF EXISTS {quoted(table)}")
        unasked = {rule: {"code": why.code, "params": _facts(rule, why)} for rule, why in left.items()}
        return Checked(name, revision, now.table.rows, by_rule, clusters, conflicts, cells, unasked)


def _facts(rule: str, why: RuleError | TableError) -> dict[str, str]:
    return {"rule": rule, **{name: str(value)[:300] for name, value in why.params.items()}}


def _referenced(data_object: DataObject) -> list[DataObject]:
    """Objects that a reference rule looks into lie beside it as they were extracted."""
    named = {
        str(rule.parameters["object"]) for rule in rules_of(data_object).rules if "object" in rule.parameters
    } - {data_object.key} - {each.key for each in _family(data_object)}  # fmt: skip
    rows = DataObject.objects.filter(project=data_object.project_id, key__in=named)
    return [each for each in rows.order_by("order") if sources.current(each)]


def _family(data_object: DataObject) -> list[DataObject]:
    """Its lines, or the records that its lines belong to: they lie beside it with their corrections."""
    family = [*data_object.line_tables.all(), *([data_object.lines_of] if data_object.lines_of else [])]
    return [each for each in family if sources.current(each)]


def match_keys(data_object: DataObject) -> list[match.MatchKey]:
    """The keys by which records of the object are one, as its preparation names them."""
    return [
        match.MatchKey(tuple(each["columns"]), each.get("normaliser", "text"), each.get("shortest", 2))
        for each in data_object.preparation.get("duplicates", ())
    ]


def _by_keys(now: Corrected, data_object: DataObject) -> list[dict[str, Any]]:
    """Records that agree in a key of the object's preparation: quick, in every check. The weighing of everything is a job
    of its own: engine_io/matching.py."""
    excluded = set(data_object.exclusions.values_list("row_key", flat=True))
    wanted = match_keys(data_object)
    spec = match.MatchSpec(data_object.key, keys=tuple(wanted)) if wanted else None
    found = []
    for cluster in match.match(now.bench, now.table, spec).clusters if spec else ():
        keys = [key for key in cluster.keys if key not in excluded]
        if len(keys) < 2:
            continue
        survivor = cluster.survivor if cluster.survivor in keys else keys[0]
        reasons = [{"key": reason.match_key, "value": reason.value[:120]} for reason in cluster.reasons]
        found.append(
            {"keys": keys, "survivor": survivor, "reasons": reasons, "fingerprint": content_hash(sorted(keys))}
        )
    return found


# --- profile ---------------------------------------------------------------------------------------


def profile_of(
    data_object: DataObject, told: Callable[[int, int], None] = lambda done, total: None
) -> tuple[dict[str, Any], RuleSet, str]:
    """(the profile of the rows as they were extracted, the rules that it suggests, the file of the rows)."""
    name = snapshot.new_name(data_object)
    extracts = require_extracts(data_object)
    files = [sources.path_of(each) for each in extracts]
    with Workbench(snapshot.place(data_object, name), files=files) as bench:
        table = _load(bench, data_object, f"{data_object.key} extract", mapping_of(data_object))
        found = profile.profile(bench, table, told)
        columns = [c for c in found.as_json()["columns"] if c["name"] != sources.ORIGIN]
        suggested = suggest.suggest(replace(found, table=data_object.key))
        figures = {
            "rows": found.rows,
            "columns": _plain(columns),
            "candidate_keys": [list(key) for key in found.candidate_keys],
        }
        return figures, suggested, name


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


# --- mapping ---------------------------------------------------------------------------------------


def mapping_of(data_object: DataObject) -> ObjectMap:
    return parse_mapping(data_object.mappings.order_by("-version").values_list("yaml", flat=True).first() or "")


def mappings_of(objects: Sequence[DataObject]) -> dict[str, ObjectMap]:
    """object -> its mapping, in one query."""
    latest = Mapping.objects.filter(data_object__in=objects).values("data_object").annotate(pk=Max("pk"))
    texts = Mapping.objects.filter(pk__in=latest.values("pk")).values_list("data_object_id", "yaml")
    by_object = dict(texts)
    return {each.key: parse_mapping(by_object.get(each.pk, "")) for each in objects}


@lru_cache(256)
def _read_mapping(text: str) -> ObjectMap:
    return read_mapping(text)


def parse_mapping(text: str) -> ObjectMap:
    try:
        return _read_mapping(text)
    except MappingError as error:
        raise Refused(
            "mapping_wrong",
            _("The mapping was not saved. %(said)s Correct it and save it again."),
            said=mapping_said(error),
        ) from error


def require_columns(mapping: ObjectMap, columns: set[str] | None) -> None:
    """Raise Refused if the mapping reads a column that the extract lacks; without an extract there is nothing to ask."""
    if columns is None:
        return
    try:
        mapping.require(columns)
    except MappingError as error:
        raise Refused(
            "mapping_wrong",
            _("The mapping was not saved. %(said)s Correct it and save it again."),
            said=mapping_said(error),
        ) from error


def require_target(project: Any, key: str, mapping: ObjectMap) -> None:
    """Raise Refused if the mapping is another object's, or names an object or a field that the ERP has not."""
    if mapping.object != key:
        raise Refused(
            "mapping_of_other",
            _("The mapping says “object: %(found)s”, but this is %(object)s. Nothing was saved; correct that line."),
            found=mapping.object,
            object=key,
        )
    offered = offered_by(project)
    if offered and mapping.target not in offered:
        raise Refused(
            "no_such_target",
            _("The ERP has no object %(target)s; it has: %(names)s. Nothing was saved."),
            target=mapping.target,
            names="、".join(offered),
        )
    known = {each.name: each for each in offered.get(mapping.target, ())}
    unknown = [each.to for each in mapping.fields if known and each.to not in known]
    for each in mapping.fields:
        inner = {one.name for one in known[each.to].fields} if each.children and each.to in known else set()
        unknown += [f"{each.to}.{one.to}" for one in each.fields if inner and one.to not in inner]
    if unknown:
        raise Refused(
            "no_such_field",
            _("%(target)s of the ERP has no field %(unknown)s; it has: %(names)s. Nothing was saved."),
            target=mapping.target,
            unknown="、".join(unknown),
            names="、".join(known),
        )
