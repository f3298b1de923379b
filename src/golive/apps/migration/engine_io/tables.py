"""Extracts on the workbench: corrected, checked, profiled, matched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration.engine_io import sources
from golive.apps.migration.models import Correction, DataObject, Finding
from golive.engines.evidence.canonical import content_hash
from golive.engines.migration import check as checks
from golive.engines.migration import clean, match, profile, suggest
from golive.engines.migration.mapping import MappingError, ObjectMap, load_order, read_mapping
from golive.engines.migration.rules import RuleError, RuleSet, read_rules, write_rules
from golive.engines.migration.table import Table, TableError, Workbench
from golive.foundation.errors import Refused


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
def corrected(data_object: DataObject) -> Iterator[Corrected]:
    """Derive the object's table from its extracts and its corrections."""
    with Workbench() as bench:
        mapping = mapping_of(data_object)
        extract = _load(bench, data_object, f"{data_object.key} extract", mapping)
        corrections = [_correction(c) for c in data_object.corrections.filter(undone_at=None).select_related("by")]
        columns = set(extract.columns)
        usable = [c for c in corrections if c.column in columns]
        derived = clean.derive(bench, extract, usable, data_object.key)
        yield Corrected(bench, derived.table, derived)


def _load(bench: Workbench, data_object: DataObject, name: str, mapping: ObjectMap) -> Table:
    extracts = sources.current(data_object)
    if not extracts:
        raise Refused(
            "no_extract",
            _("Nothing has been taken from a source for %(object)s yet. Add the source and take an extract first."),
            object=str(data_object),
        )
    columns = list(dict.fromkeys(column for extract in extracts for column in extract.columns))
    if missing := sorted(set(mapping.key) - set(columns)):
        raise Refused(
            "key_missing",
            _("The extract of %(object)s has no column %(columns)s, by which its records are told apart. "
              "Correct the key in the mapping."),
            object=str(data_object),
            columns="、".join(missing),
        )  # fmt: skip
    return bench.load(name, [*columns, sources.ORIGIN], sources.all_rows(extracts), mapping.key)


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


def rules_of(data_object: DataObject) -> RuleSet:
    return parse_rules(data_object.rule_sets.order_by("-version").values_list("yaml", flat=True).first() or "")


def parse_rules(text: str) -> RuleSet:
    try:
        return read_rules(text)
    except RuleError as error:
        raise Refused(
            "rules_wrong", _("The rules were not saved: %(said)s. Correct the text and save it again."), said=str(error)
        ) from error


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: findings as unsaved rows, clusters as dicts, and the cells each correction changed."""

    rows: int
    keys: list[str]
    findings: list[Finding]
    clusters: list[dict[str, Any]]
    conflicts: list[int]
    cells: dict[int, int]


def check(data_object: DataObject) -> Checked:
    """Ask every rule and propose duplicates, on the corrected rows."""
    rules = rules_of(data_object)
    with corrected(data_object) as now:
        _load_referenced(now.bench, data_object, rules)
        try:
            result = checks.check(now.bench, now.table, rules)
        except (RuleError, TableError) as error:
            raise Refused(
                "rules_cannot_be_asked", _("The rules cannot be asked of this extract: %(said)s."), said=str(error)
            ) from error
        group = data_object.preparation.get("group") or ""
        groups = {row["_key"]: str(row.get(group) or "") for row in now.rows()} if group else {}
        findings = [
            Finding(
                data_object=data_object,
                rule=found.rule,
                severity=found.severity,
                row_key=found.key,
                row=found.row,
                column=found.column[:120],
                value=None if found.value is None else found.value[:400],
                group=groups.get(found.key, "")[:120],
            )
            for found in result.findings()
        ]
        keys = [row["_key"] for row in now.rows()]
        changed = Counter(int(row[0]) for row in now.bench.ask(f'SELECT correction FROM "{now.derived.changes_table}"'))
        conflicts = [int(each) for each in now.derived.conflicts]
        return Checked(now.table.rows, keys, findings, _clusters(now, data_object), conflicts, dict(changed))


def _load_referenced(bench: Workbench, data_object: DataObject, rules: RuleSet) -> None:
    """Objects that a reference rule looks into lie beside it as they were extracted."""
    named = {str(rule.parameters["object"]) for rule in rules.rules if rule.kind == "reference"} - {data_object.key}
    for other in DataObject.objects.filter(project=data_object.project_id, key__in=named):
        _load(bench, other, other.key, mapping_of(other))


def _clusters(now: Corrected, data_object: DataObject) -> list[dict[str, Any]]:
    excluded = set(data_object.exclusions.values_list("row_key", flat=True))
    wanted = [
        match.MatchKey(tuple(each["columns"]), each.get("normaliser", "text"), each.get("shortest", 2))
        for each in data_object.preparation.get("duplicates", ())
    ]
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


def profile_of(data_object: DataObject) -> dict[str, Any]:
    """The profile of the rows as they were extracted, and the rules that it suggests (YAML)."""
    with Workbench() as bench:
        table = _load(bench, data_object, data_object.key, mapping_of(data_object))
        found = profile.profile(bench, table)
        columns = [c for c in found.as_json()["columns"] if c["name"] != sources.ORIGIN]
        return {
            "rows": found.rows,
            "columns": _plain(columns),
            "candidate_keys": [list(key) for key in found.candidate_keys],
            "suggested": write_rules(suggest.suggest(found)),
        }


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


def parse_mapping(text: str) -> ObjectMap:
    try:
        return read_mapping(text)
    except MappingError as error:
        raise Refused(
            "mapping_wrong",
            _("The mapping was not saved: %(said)s. Correct the text and save it again."),
            said=str(error),
        ) from error


def in_load_order(objects: list[DataObject]) -> list[DataObject]:
    """The objects, each after those it refers to."""
    by_key = {each.key: each for each in objects}
    try:
        order = load_order([mapping_of(each) for each in objects])
    except MappingError as error:
        raise Refused(
            "order_impossible",
            _("The objects cannot be put in an order: %(said)s. Correct the mappings."),
            said=str(error),
        ) from error
    return [by_key[key] for key in order]


def require_columns(mapping: ObjectMap, columns: set[str] | None) -> None:
    """Raise Refused if the mapping reads a column that the extract lacks; without an extract there is nothing to ask."""
    if columns is None:
        return
    try:
        mapping.require(columns)
    except MappingError as error:
        raise Refused(
            "mapping_wrong",
            _("The mapping was not saved: %(said)s. Correct the text and save it again."),
            said=str(error),
        ) from error
