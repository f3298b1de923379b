"""The same rules on the records of the live ERP: translated through the mapping, asked of what the ERP gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.migration.engine_io import tables
from golive.apps.migration.models import DataObject
from golive.apps.migration.said import rule_said, table_said
from golive.apps.migration.targets import target_of
from golive.connectors.protocol import SourceError
from golive.engines.evidence.canonical import decimal_text
from golive.engines.migration import check as checks
from golive.engines.migration.mapping import ObjectMap
from golive.engines.migration.port import Refused as ErpRefused
from golive.engines.migration.port import Unavailable
from golive.engines.migration.rules import Rule, RuleError, RuleSet
from golive.engines.migration.table import TableError, Workbench
from golive.foundation.errors import Refused

LISTED = 2_000  # findings kept for a rule
NAMES = ("name", "code", "number")


@dataclass(frozen=True, slots=True)
class Translated:
    """Rules over the fields of the ERP; `left` are ids of rules that cannot be asked there, and why stays with them."""

    rules: RuleSet
    left: list[str]
    fields: list[str]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at the live records found: (rule, severity, record, name, field, value) of at most `LISTED` a rule."""

    rows: int
    wrong: int
    by_rule: dict[str, dict[str, Any]]
    findings: list[tuple[str, str, str, str, str, str | None]]
    left: list[str]


def translated(data_object: DataObject) -> Translated:
    """A rule can be asked of the ERP when each of its columns goes into one field as it is, or through a value map."""
    mapping = tables.mapping_of(data_object)
    fields = {each.columns[0]: each for each in mapping.fields if len(each.columns) == 1 and not each.lookup}
    kept, left = [], []
    for rule in tables.rules_of(data_object).rules:
        found = _translate(rule, fields, mapping)
        if found is None:
            left.append(rule.id)
        else:
            kept.append(found)
    names = list(dict.fromkeys(column for rule in kept for column in rule.columns))
    known = {each.to for each in mapping.fields}
    more = [name for name in NAMES if name in known and name not in names]
    return Translated(RuleSet(data_object.key, tuple(kept)), left, names + more)


def _translate(rule: Rule, fields: dict[str, Any], mapping: ObjectMap) -> Rule | None:
    if rule.kind in ("reference", "cross_table", "aggregate") or any(c not in fields for c in rule.columns):
        return None
    if re.search(r"\bselect\b", str(rule.parameters.get("expression", "")), re.IGNORECASE):
        return None  # it looks into another table
    names = {column: fields[column].to for column in rule.columns}
    parameters = dict(rule.parameters)
    if rule.kind == "in_set":
        values = mapping.value_maps.get(fields[rule.columns[0]].values, {})
        parameters["values"] = [values.get(str(v), v) for v in parameters["values"]]
    elif any(fields[c].values for c in rule.columns) and rule.kind not in ("completeness", "uniqueness"):
        return None
    if rule.kind == "sql":
        text = str(parameters["expression"])
        for column, name in names.items():
            text = re.sub(rf"\b{re.escape(column)}\b", name, text)
        parameters["expression"] = text
    return replace(rule, columns=tuple(names[c] for c in rule.columns), parameters=parameters)


def look(data_object: DataObject, told: Callable[[int, int], None] = lambda done, total: None) -> Looked:
    """Read the object's live records and ask the rules of them. Raises Refused where the ERP does not answer."""
    target = reader(data_object.project)
    wanted, mapping = translated(data_object), tables.mapping_of(data_object)
    if not wanted.rules.rules:
        raise Refused("no_live_rules", _("None of the rules can be asked of the ERP’s fields."))
    key = [each.to for each in mapping.fields if each.columns and each.columns[0] in mapping.key][:1]
    fields = list(dict.fromkeys([*wanted.fields, *key]))
    try:
        total = int(target.count(mapping.target))
        with Workbench() as bench:
            table = bench.load("live", fields, _rows(target.read(mapping.target, fields), total, told), key)
            result = checks.check(bench, table, wanted.rules)
            label = next((name for name in NAMES if name in fields), "")
            shown = f'r."{label}"' if label else "''"
            found = bench.ask(
                f'SELECT f.rule, f.severity, f._key, {shown}, f.column_name, f.value FROM "{result.findings_table}" f'
                f' JOIN "live" r USING (_row)'
                f" QUALIFY row_number() OVER (PARTITION BY f.rule ORDER BY f._row) <= {LISTED} ORDER BY f._row, f.rule"
            )
    except (Unavailable, ErpRefused, SourceError) as error:
        raise Refused(
            "erp_unread",
            _("The ERP could not be read (%(said)s). Nothing was changed; try again."),
            said=str(error)[:200],
        ) from error
    except (RuleError, TableError) as error:
        raise Refused(
            "rules_cannot_be_asked",
            _("The rules cannot be asked of this extract: %(said)s."),
            said=rule_said(error) if isinstance(error, RuleError) else table_said(error.code, error.params),
        ) from error
    by_rule = {r.rule.id: {"rows": r.rows, "severity": r.rule.severity} for r in result.rules if r.rows}
    return Looked(table.rows, result.rows_with_errors, by_rule, [tuple(row) for row in found], wanted.left)  # type: ignore[misc]


def _rows(rows: Iterator[dict[str, Any]], total: int, told: Callable[[int, int], None]) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows):
        if number % 500 == 0:
            told(number, max(total, number))
        yield row


def reader(project: Any) -> Any:
    """The project's ERP as something that rows can be read from."""
    target = target_of(project)
    if target is None or not hasattr(target, "read"):
        raise Refused("no_target", _("There is no running ERP to read from. Set up the test environment first."))
    return target


def set_active(project: Any, object_name: str, ids: list[str], active: bool) -> dict[str, str]:
    """Archive records of the ERP or take them back: id -> "" or why it was refused."""
    act = getattr(target_of(project), "set_active", None)
    if act is None:
        raise Refused("cannot_archive", _("This ERP’s connector cannot archive records. Nothing was changed."))
    try:
        return dict(act(object_name, ids, active))
    except Unavailable as error:
        raise Refused(
            "erp_unread",
            _("The ERP could not be read (%(said)s). Nothing was changed; try again."),
            said=str(error)[:200],
        ) from error


@dataclass(frozen=True, slots=True)
class Compared:
    """Two sides that must be equal: sums, lines, and the lines in which they differ."""

    lines: int
    differing: int
    left: str
    right: str
    differences: list[dict[str, str]]


def stock_against_count(project: Any, day: date, counted: dict[str, Decimal]) -> Compared:
    """What the ERP has on hand of every product against what was counted last."""
    target = reader(project)
    if not hasattr(target, "totals"):
        raise Refused("no_totals", _("This ERP’s connector gives no stock on hand."))
    held: dict[str, Decimal] = {}
    for line in target.totals(day):
        held[line.product] = held.get(line.product, Decimal(0)) + line.quantity
    gaps = []
    for product in sorted(held.keys() | counted.keys()):
        here, there = held.get(product, Decimal(0)), counted.get(product, Decimal(0))
        if here != there:
            gaps.append({"key": product, "left": decimal_text(here), "right": decimal_text(there)})
    sums = decimal_text(sum(held.values(), Decimal(0))), decimal_text(sum(counted.values(), Decimal(0)))
    return Compared(len(held.keys() | counted.keys()), len(gaps), *sums, differences=gaps)


def value_against_ledger(project: Any, day: date) -> Compared:
    """The value of the stock as the ERP reckons it against the balance of its stock account."""
    target = reader(project)
    if not hasattr(target, "totals") or not hasattr(target, "stock_balance"):
        raise Refused("no_ledger", _("This ERP’s connector gives no balance of the stock account."))
    value = sum((line.value for line in target.totals(day)), Decimal(0))
    balance = Decimal(target.stock_balance(day))
    gap = [] if value == balance else [{"key": "∑", "left": decimal_text(value), "right": decimal_text(balance)}]
    return Compared(1, len(gap), decimal_text(value), decimal_text(balance), gap)
