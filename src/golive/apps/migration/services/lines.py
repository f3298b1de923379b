"""Lines that come from a second table: which table it is, and by which columns its rows find their record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from golive.apps.migration.engine_io import lines, tables
from golive.apps.migration.engine_io.yaml_text import dumped
from golive.apps.migration.models import DataObject, Mapping, RuleSet, Source
from golive.apps.migration.numbering import put_in_order
from golive.apps.migration.permissions import may_prepare
from golive.apps.migration.proposals import with_rule
from golive.apps.migration.services.preparing import _ask_extract, _require_table
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

LOST = {"zh": "这一行明细找不到所属的单据", "en": "This line belongs to no record"}
BARE = {"zh": "没有明细行", "en": "This record has no lines"}


@use_case("migration.set_lines", permission=may_prepare, label=_("Take lines from a second table"))
def set_lines(
    actor: Any, data_object: DataObject, *, source: Source, table: str, by: Sequence[str] = (), order: str = ""
) -> DataObject:
    """The rows of `table` are the lines of the object's records: their columns `by` (found by their values where none are
    named) hold the record's key. They become an object of their own, with rules, findings and corrections; choosing
    another table later replaces them."""
    if data_object.lines_of is not None:
        raise Refused("lines_of_lines", _("These are lines already. Choose the table on the page of their records."))
    tables.require_extracts(data_object)
    _require_table(data_object, source, table)
    key = tables.mapping_of(data_object).key
    columns = source.tables[table]["columns"]
    wanted = list(by) or lines.found_by(data_object, source.tables[table], key)
    if len(wanted) != len(key) or set(wanted) - set(columns):
        raise Refused(
            "lines_by_unknown",
            _("The records are known by %(key)s. Name the columns of %(table)s that hold the same, in this order; it has: "
              "%(there)s. Nothing was saved."),
            key="、".join(key), table=table, there="、".join(columns),
        )  # fmt: skip
    if order and order not in columns:
        raise Refused(
            "lines_order_unknown",
            _("%(table)s has no column %(column)s. Nothing was saved."),
            table=table,
            column=order,
        )
    found = lines.lines_of(data_object) or _new(data_object)
    found.preparation = {**found.preparation, "by": wanted, "order": [order] if order else []}
    found.owner = data_object.owner
    found.save(update_fields=["preparation", "owner"])
    found.extracts.exclude(table=table).update(is_current=False)
    _describe(actor, found, table, wanted, key)
    put_in_order(data_object.project)
    _ask_extract(actor, found, source, table)
    return found


def _new(data_object: DataObject) -> DataObject:
    with translation.override(data_object.project.language):
        title = _now("Lines: %(object)s") % {"object": data_object}
    words = {
        "zh": "与所属单据一起装载；每一行的去向随单据而定，找不到单据的行会被拒收并列出。",
        "en": "Loaded with the records that they belong to; each line ends as its record does, and lines without a record are "
        "refused and listed.",
    }
    return DataObject.objects.create(
        project=data_object.project,
        key=f"{data_object.key[:34]}_lines",
        title=title[:80],
        lines_of=data_object,
        owner=data_object.owner,
        preparation={"documentation": words},
    )


def _describe(actor: Any, found: DataObject, table: str, by: Sequence[str], key: Sequence[str]) -> None:
    """The mapping that names the lines, and the two rules by which records and lines look at each other."""
    parent = found.lines_of
    assert parent is not None
    text = {
        "format": "golive-mapping", "version": 1, "object": found.key, "source": {"table": table, "key": list(by)},
        "target": tables.mapping_of(parent).target, "after": [parent.key], "fields": [],
    }  # fmt: skip
    latest = found.mappings.first()
    number = latest.version + 1 if latest is not None else 1
    Mapping.objects.create(
        data_object=found, version=number, yaml=dumped({**text, "version": number}), confirmed=True, by=actor, at=clock.now()
    )  # fmt: skip
    _add_rule(actor, found, "lines.record", by, lines.exists(parent.key, key, found.key, by), "error", LOST)
    _add_rule(actor, parent, "record.lines", key, lines.exists(found.key, by, parent.key, key), "warning", BARE)


def _add_rule(
    actor: Any, data_object: DataObject, name: str, columns: Sequence[str], text: str, weight: str, said: dict[str, str]
) -> None:
    latest = data_object.rule_sets.first()
    rule = {
        "id": name, "kind": "sql", "columns": list(columns), "expression": text, "severity": weight, "message": said
    }  # fmt: skip
    before = latest.yaml if latest is not None else tables.no_rules(data_object)
    after = with_rule(before, dumped(rule))
    number = latest.version + 1 if latest is not None else 1
    RuleSet.objects.create(data_object=data_object, version=number, yaml=after, by=actor, at=clock.now())
